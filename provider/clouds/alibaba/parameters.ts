import type { ParameterTable } from "../parameters";

/**
 * CreateKey's parameters and KeyMetadata's fields (docs/clouds/alibaba.md#createkey,
 * docs/clouds/alibaba.md#key-metadata).
 */
export const PARAMETERS: ParameterTable = {
  protectionLevel: {
    request: "ProtectionLevel",
    reply: "ProtectionLevel",
    unasked: "SOFTWARE",
  },
  dkmsInstanceId: { request: "DKMSInstanceId", reply: "DKMSInstanceId" },
  hsmClusterId: {
    refused:
      "it is a Tencent Cloud HSM cluster; name an Alibaba Cloud KMS instance with dkmsInstanceId instead.",
  },
};
