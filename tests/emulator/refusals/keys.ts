import { randomUUID } from "node:crypto";
import { OTHER_ACCOUNT, type Refusal } from "./refusal";

const ABSENT = "9999aed0-4956-11e9-bc70-5254005e86b4";

/** Which key it is about, and what that key is. */
export const KEYS: readonly Refusal[] = [
  {
    what: "a key that there is not",
    ask: (cloud) => cloud.ask("DescribeKey", { KeyId: ABSENT }),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 ResourceUnavailable.CmkNotFound",
  },
  {
    what: "what no key's id can be",
    ask: (cloud) => cloud.ask("DescribeKey", { KeyId: "the red one" }),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 InvalidParameterValue.InvalidKeyId",
  },
  {
    what: "another account's key",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("DescribeKey", { KeyId }, { as: OTHER_ACCOUNT }),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 ResourceUnavailable.CmkNotFound",
  },
  {
    what: "the deletion of another account's key",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask(
        "ScheduleKeyDeletion",
        { KeyId, PendingWindowInDays: 7 },
        { as: OTHER_ACCOUNT },
      ),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 ResourceUnavailable.CmkNotFound",
  },
  {
    what: "another region's key",
    ask: (cloud, { abroad: KeyId }) => cloud.ask("DescribeKey", { KeyId }),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 ResourceUnavailable.CmkNotFound",
  },
  {
    what: "a home key, asked for abroad",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("DescribeKey", { KeyId }, { region: cloud.abroad }),
    alibaba: "404 Forbidden.KeyNotFound",
    tencent: "200 ResourceUnavailable.CmkNotFound",
  },
  {
    what: "a change that the key's state forbids",
    ask: (cloud, { pending: KeyId }) => cloud.ask("EnableKey", { KeyId }),
    alibaba: "409 Rejected.StateModifiedFailed",
    tencent: "200 ResourceUnavailable.CmkStateNotSupport",
  },
  {
    what: "the end of a deletion that was not begun",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("CancelKeyDeletion", { KeyId }),
    alibaba: "409 Rejected.StateModifiedFailed",
    tencent: "200 ResourceUnavailable.CmkNotPendingDelete",
  },
  {
    what: "the deletion of an enabled key",
    ask: (cloud, { spare: KeyId }) =>
      cloud.ask("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 }),
    alibaba: "200 ok",
    tencent: "200 ResourceUnavailable.CmkShouldBeDisabled",
  },
  {
    what: "the public key of a symmetric key",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("GetPublicKey", { KeyId, ...cloud.words.version }),
    alibaba: "400 UnsupportedOperation",
    tencent: "200 InvalidParameter",
  },
  {
    what: "material for a key that takes none",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("GetParametersForImport", {
        KeyId,
        WrappingAlgorithm: "RSAES_OAEP_SHA_256",
        WrappingKeySpec: "RSA_2048",
      }),
    alibaba: "400 Unsupported.Origin",
    tencent: "200 UnsupportedOperation.NotExternalCmk",
  },
  {
    what: "a ciphertext of nobody",
    ask: (cloud) =>
      cloud.ask("Decrypt", {
        CiphertextBlob: Buffer.from(randomUUID()).toString("base64"),
      }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameterValue.InvalidCiphertext",
  },
];
