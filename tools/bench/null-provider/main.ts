import { keepCompiledCode } from "../../../provider/protocol/startup";

// Before the rest is loaded, as in the plugin.
keepCompiledCode();
void import("./provider.js");
