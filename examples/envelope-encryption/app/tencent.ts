import { kms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms";
import type { DataKeys } from "./envelope";

type Config = ConstructorParameters<typeof kms.v20190118.Client>[0];

/** Data keys under a key of Tencent Cloud KMS, with the vendor's own SDK. */
export function tencentDataKeys(keyId: string, config: Config): DataKeys {
  const client = new kms.v20190118.Client(config);
  return {
    async generate() {
      const reply = await client.GenerateDataKey({
        KeyId: keyId,
        KeySpec: "AES_256",
      });
      return {
        plaintext: Buffer.from(reply.Plaintext ?? "", "base64"),
        sealed: reply.CiphertextBlob ?? "",
      };
    },
    async open(sealed) {
      const { Plaintext } = await client.Decrypt({ CiphertextBlob: sealed });
      return Buffer.from(Plaintext ?? "", "base64");
    },
  };
}
