import { keepCompiledCode } from "../../../provider/protocol/compile-cache";

// Before the rest is loaded, as in the plugin.
keepCompiledCode();
void import("./provider.js");
