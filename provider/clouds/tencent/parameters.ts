import type { CreateKeyRequest, KeyMetadata } from "./sdk";
import type { ParameterTable } from "../parameters";

/** CreateKey's parameters and KeyMetadata's fields (docs/clouds/tencent.md#createkey). */
export const PARAMETERS: ParameterTable<
  keyof CreateKeyRequest,
  keyof KeyMetadata
> = {
  protectionLevel: {
    refused:
      "its keys get the protection of the KMS edition they lie in; name an HSM cluster with hsmClusterId instead.",
  },
  dkmsInstanceId: {
    refused:
      "it is an Alibaba Cloud KMS instance; name a Tencent Cloud HSM cluster with hsmClusterId instead.",
  },
  hsmClusterId: { request: "HsmClusterId", reply: "HsmClusterId" },
};
