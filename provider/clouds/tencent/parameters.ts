import { inputsOf, type InputsOf } from "../common/replies/corrections";
import type { ParameterTable } from "../parameters";
import type { CreateKeyRequest, KeyMetadata } from "./sdk";

/** CreateKey's parameters and KeyMetadata's fields (docs/clouds/tencent.md#createkey). */
export const PARAMETERS: ParameterTable<
  keyof CreateKeyRequest,
  keyof KeyMetadata
> = {
  protectionLevel: {
    refused:
      "its keys have the protection of their KMS edition; name an HSM cluster with hsmClusterId instead.",
  },
  dkmsInstanceId: {
    refused:
      "it is an Alibaba Cloud KMS instance; name a Tencent Cloud HSM cluster with hsmClusterId instead.",
  },
  keyStorageMechanism: {
    refused: "its HSM clusters offer no such choice; leave it out.",
  },
  hsmClusterId: { request: "HsmClusterId", reply: "HsmClusterId" },
};

/** What each parameter of the actions that change a key is made from. */
export const INPUTS_OF: InputsOf = {
  ...inputsOf(PARAMETERS),
  Alias: ["alias"],
  Description: ["description"],
  KeyUsage: ["spec", "usage"],
  Type: ["origin"],
  Tags: ["tags"],
  TagKey: ["tags"],
  TagValue: ["tags"],
  RotateDays: ["rotation.interval"],
  PendingWindowInDays: ["deletionWindowInDays"],
};
