import { parseArgs } from "node:util";

export interface Arguments {
  help: boolean;
  version: boolean;
  /** The address of the engine that started this process; undefined if it was started by hand. */
  engineAddress: string | undefined;
}

export const HELP = `Usage: pulumi-resource-cmk [flags] [ENGINE-ADDRESS]

The Pulumi resource provider for customer master keys on Alibaba Cloud KMS and Tencent Cloud KMS.
Pulumi starts it by itself. Started by hand, it prints the port of its gRPC server, which PULUMI_DEBUG_PROVIDERS=cmk:PORT
makes Pulumi use.

  -h, --help  print this and exit
  --version   print the version and exit

Other flags are ignored.
`;

/** Engines pass flags that this provider doesn't use, and later ones may pass more (docs/clouds/pulumi.md#process). */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      help: { type: "boolean" },
      version: { type: "boolean" },
      tracing: { type: "string" },
    },
    strict: false,
    allowPositionals: true,
  });
  return {
    help: values.help === true || args.includes("-h"),
    version: values.version === true,
    engineAddress: positionals.findLast((word) => /^[^\s/]+:\d+$/.test(word)),
  };
}
