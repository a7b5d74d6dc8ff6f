/**
 * Encrypts or decrypts standard input with a data key under the master key that the stack created:
 *
 *     npm install
 *     export KEY_ID=$(pulumi stack output alibabaKeyId) REGION=$(pulumi stack output alibabaRegion)
 *     npx --yes tsx app/main.ts encrypt alibaba < letter > letter.sealed
 *     npx --yes tsx app/main.ts decrypt alibaba < letter.sealed
 *
 * Use `tencent` in the same way. Credentials come from the environment. For the emulator, whose access key is `emulator` with the
 * secret `emulator-secret`, also `export KMS_ENDPOINT=127.0.0.1:4510 KMS_PROTOCOL=http`.
 */
import { buffer } from "node:stream/consumers";
import { Config } from "@alicloud/rpc-client";
import { alibabaDataKeys } from "./alibaba";
import { open, seal, type DataKeys, type Envelope } from "./envelope";
import { tencentDataKeys } from "./tencent";

const { env } = process;

function required(name: string): string {
  const value = env[name];
  if (!value) throw new Error(`set the environment variable ${name}`);
  return value;
}

const CLOUDS: Record<string, () => DataKeys> = {
  alibaba: () =>
    alibabaDataKeys(
      required("KEY_ID"),
      new Config({
        accessKeyId: required("ALIBABA_CLOUD_ACCESS_KEY_ID"),
        accessKeySecret: required("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        regionId: required("REGION"),
        endpoint: env["KMS_ENDPOINT"],
        protocol: env["KMS_PROTOCOL"],
      }),
    ),
  tencent: () =>
    tencentDataKeys(required("KEY_ID"), {
      credential: {
        secretId: required("TENCENTCLOUD_SECRET_ID"),
        secretKey: required("TENCENTCLOUD_SECRET_KEY"),
      },
      region: required("REGION"),
      profile: {
        httpProfile: {
          endpoint: env["KMS_ENDPOINT"],
          protocol: env["KMS_PROTOCOL"] === "http" ? "http://" : "https://",
        },
      },
    }),
};

const USAGE = "npx --yes tsx app/main.ts (encrypt|decrypt) (alibaba|tencent)";

async function main([action, cloud = ""]: string[]): Promise<void> {
  if (action === "--help") {
    console.log(`Usage: ${USAGE} < input > output`);
    return;
  }
  const dataKeys = CLOUDS[cloud];
  if (!dataKeys || (action !== "encrypt" && action !== "decrypt"))
    throw new Error(`write ${USAGE}`);
  const input = await buffer(process.stdin);
  if (action === "encrypt") {
    const envelope = await seal(dataKeys(), input);
    process.stdout.write(JSON.stringify(envelope));
  } else {
    const envelope = JSON.parse(input.toString()) as Envelope;
    process.stdout.write(await open(dataKeys(), envelope));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
