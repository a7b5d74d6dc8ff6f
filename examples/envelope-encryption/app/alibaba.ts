import Kms, {
  DecryptRequest,
  GenerateDataKeyRequest,
} from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import type { DataKeys } from "./envelope";

/** Data keys under a key of Alibaba Cloud KMS, with the vendor's own SDK. */
export function alibabaDataKeys(keyId: string, config: Config): DataKeys {
  const kms = new Kms(config);
  return {
    async generate() {
      const request = new GenerateDataKeyRequest({ keyId, keySpec: "AES_256" });
      const { plaintext, ciphertextBlob } = await kms.generateDataKey(request);
      return {
        plaintext: Buffer.from(plaintext, "base64"),
        sealed: ciphertextBlob,
      };
    },
    async open(sealed) {
      const request = new DecryptRequest({ ciphertextBlob: sealed });
      const { plaintext } = await kms.decrypt(request);
      return Buffer.from(plaintext, "base64");
    },
  };
}
