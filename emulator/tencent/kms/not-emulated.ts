import type { Actions } from "../action";
import { refusal } from "../wire/errors";

/**
 * Actions of the cloud's own API that are out of the emulator's scope, by subject
 * (docs/clouds/tencent.md#cryptography).
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  "Post-quantum signatures and encryption":
    "PostQuantumCryptoSign PostQuantumCryptoVerify PostQuantumCryptoEncrypt PostQuantumCryptoDecrypt",
  "Decryptions by SM2": "AsymmetricSm2Decrypt",
  "Random numbers": "GenerateRandom",
  "Hosted data keys":
    "ImportDataKey ListDataKeys ListDataKeyDetail DescribeDataKey DescribeDataKeys EnableDataKey EnableDataKeys DisableDataKey DisableDataKeys UpdateDataKeyName UpdateDataKeyDescription GetDataKeyPlaintext GetDataKeyCiphertextBlob ScheduleDataKeyDeletion CancelDataKeyDeletion",
  "White-box keys":
    "CreateWhiteBoxKey DeleteWhiteBoxKey DescribeWhiteBoxKey DescribeWhiteBoxKeyDetails DescribeWhiteBoxDecryptKey DescribeWhiteBoxServiceStatus DescribeWhiteBoxDeviceFingerprints OverwriteWhiteBoxDeviceFingerprints EnableWhiteBoxKey EnableWhiteBoxKeys DisableWhiteBoxKey DisableWhiteBoxKeys EncryptByWhiteBox",
};

export const NOT_EMULATED_ACTIONS = Object.values(NOT_EMULATED).flatMap(
  (names) => names.split(" "),
);

/** Answers them with a clear refusal instead of InvalidAction. */
export function notEmulated(): Actions {
  const named = Object.entries(NOT_EMULATED).flatMap(([subject, names]) =>
    names.split(" ").map((name) => [name, refuseAll(subject)] as const),
  );
  return Object.fromEntries(named);
}

function refuseAll(subject: string) {
  return (): never => {
    throw refusal(
      "UnsupportedOperation",
      `${subject} are not part of this emulator.`,
    );
  };
}
