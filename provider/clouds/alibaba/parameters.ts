import { inputsOf, type InputsOf } from "../common/replies/corrections";
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
  keyStorageMechanism: { request: "KeyStorageMechanism", writeOnly: true },
  hsmClusterId: {
    refused:
      "it is a Tencent Cloud HSM cluster; name an Alibaba Cloud KMS instance with dkmsInstanceId instead.",
  },
};

/** What each parameter of the actions that change a key is made from. */
export const INPUTS_OF: InputsOf = {
  ...inputsOf(PARAMETERS),
  KeySpec: ["spec"],
  KeyUsage: ["usage"],
  Origin: ["origin"],
  Description: ["description"],
  EnableAutomaticRotation: ["rotation"],
  RotationInterval: ["rotation.interval"],
  Policy: ["policy"],
  Tags: ["tags"],
  TagKey: ["tags"],
  TagValue: ["tags"],
  AliasName: ["alias"],
  EnableDeletionProtection: ["deletionProtection"],
  PendingWindowInDays: ["deletionWindowInDays"],
};
