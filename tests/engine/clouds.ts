import type { CloudName, KeyView } from "../../emulator/clouds";

/** What differs between the clouds in tests that are otherwise the same. */
export interface TestCloud {
  name: CloudName;
  region: string;
  /** An asymmetric spec with only one usage, as the cloud's record has it. */
  signing: { spec: string; native: string };
  /** The state of a key pending deletion, in the cloud's own words. */
  pending: string;
  /** The member of its record that names a product, if one made the key. */
  maker: string;
  aliasOf(alias: string): string;
}

export const TEST_CLOUDS: readonly TestCloud[] = [
  {
    name: "alibaba",
    region: "cn-hangzhou",
    signing: { spec: "EC_P256", native: "EC_P256" },
    pending: "PendingDeletion",
    maker: "creator",
    aliasOf: (alias) => `alias/${alias}`,
  },
  {
    name: "tencent",
    region: "ap-singapore",
    signing: { spec: "EC_P256", native: "ASYMMETRIC_SIGN_VERIFY_ECC" },
    pending: "PendingDelete",
    maker: "owner",
    aliasOf: (alias) => alias,
  },
];

export const DAY = 86_400;

/** The time of destruction in the emulator's record, in epoch seconds; both clouds' names. */
export function deletionTime(key: KeyView): number {
  const { deleteDate, deletionDate } = key;
  const date = deleteDate ?? deletionDate;
  return typeof date === "number"
    ? date
    : Math.floor(Date.parse(String(date)) / 1000);
}

/** Without the owner tag. */
export function userTags(key: KeyView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(key.tags).filter(([name]) => !name.startsWith("pulumi-cmk")),
  );
}
