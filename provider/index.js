// Where Pulumi's Node.js host enters a plugin from source (see PulumiPlugin.yaml). The bundle is an ES module, which that
// host's require() can't load by itself.
import("../dist/pulumi-resource-cmk/main.mjs");
