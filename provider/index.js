// Where Pulumi's Node.js host enters a plugin from source (see PulumiPlugin.yaml).
require("../dist/pulumi-resource-cmk/main.cjs");
