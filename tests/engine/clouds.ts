import type { CloudName, KeyView } from "../../emulator/clouds";

/** What differs between the clouds in tests that are otherwise the same. */
export interface TestCloud {
  name: CloudName;
  region: string;
  /** An asymmetric spec that both usages are not open to, as the cloud spells it in its record. */
  signing: { spec: string; native: string };
  /** The state of a key that waits for its destruction, as the cloud spells it. */
  pending: string;
  aliasOf(alias: string): string;
}

export const TEST_CLOUDS: readonly TestCloud[] = [
  {
    name: "alibaba",
    region: "cn-hangzhou",
    signing: { spec: "EC_P256", native: "EC_P256" },
    pending: "PendingDeletion",
    aliasOf: (alias) => `alias/${alias}`,
  },
  {
    name: "tencent",
    region: "ap-singapore",
    signing: { spec: "EC_P256", native: "ASYMMETRIC_SIGN_VERIFY_ECC" },
    pending: "PendingDelete",
    aliasOf: (alias) => alias,
  },
];

export const DAY = 86_400;

/** The time of destruction in the emulator's record, in epoch seconds; both clouds' spellings. */
export function deletionTime(key: KeyView): number {
  const { deleteDate, deletionDate } = key;
  const date = deleteDate ?? deletionDate;
  return typeof date === "number"
    ? date
    : Math.floor(Date.parse(String(date)) / 1000);
}

/** Without the tag that tells which resource a key belongs to. */
export function userTags(key: KeyView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(key.tags).filter(([name]) => !name.startsWith("pulumi-cmk")),
  );
}
