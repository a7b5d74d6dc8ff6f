import { SM_REGIONS } from "../../emulator/tencent/kms/regions";
import { specOf as alibabaSpec } from "../../provider/clouds/alibaba/mapping";
import type { Key, KeysInRegion } from "../../provider/clouds/cloud";
import type { ErrorKind } from "../../provider/clouds/errors";
import { specOf as tencentSpec } from "../../provider/clouds/tencent/mapping";
import { ownerOfName } from "../../provider/clouds/tencent/owner";
import type { CloudName, KeyState, Spec } from "../../provider/model/types";

/** A call of the resource layer's. */
export type Method = Exclude<keyof KeysInRegion, "region" | "with">;

/** What the two clouds in memory do in different ways. */
export interface FakeCloud {
  region: string;
  /** The states that take a change; all others refuse it. A change without a row is always taken. */
  takes: Partial<Record<Method, readonly KeyState[]>>;
  /** Methods that the cloud has no action for. */
  lacks: readonly Method[];
  keyId(number: string): string;
  arn(region: string, account: string, keyId: string): string;
  /** What a key is that was made by the vendor's own name. */
  spec(region: string, native: string): Spec;
  /** Whether a region makes such keys. */
  makes: (region: string, spec: Spec) => boolean;
  /** The owner that the cloud shows without its tags, and that its listing tells. */
  ownerOf(
    key: Pick<Key, "aliases">,
  ): { ownerId: string; token: string } | undefined;
  refusals: {
    noSuchKey: ErrorKind;
    noSuchRegion: ErrorKind;
    noPublicKey: ErrorKind;
    noAsymmetricRotation: ErrorKind;
    /** Where the state forbids a change: of most methods "state". */
    byState: Partial<Record<Method, ErrorKind>>;
  };
  /** Methods that look at the key's kind before its state. */
  kindFirst: readonly Method[];
  afterCancel: KeyState;
  /** The action that finds a key by its alias sees it like DescribeKey, or like a listing. */
  findsAliasBy: "describe" | "listing";
}

const LIVE: readonly KeyState[] = [
  "Enabled",
  "Disabled",
  "Archived",
  "PendingImport",
];
const SWITCHABLE: readonly KeyState[] = ["Enabled", "Disabled"];

function isSmRegion(region: string): boolean {
  return SM_REGIONS.some((name) => name === region);
}

/** By docs/clouds/alibaba.md#states and docs/clouds/tencent.md#states. */
export const FAKE_CLOUDS: Readonly<Record<CloudName, FakeCloud>> = {
  alibaba: {
    region: "cn-hangzhou",
    takes: {
      setDescription: LIVE,
      setTags: LIVE,
      setPolicy: LIVE,
      setDeletionProtection: LIVE,
      addAlias: LIVE,
      moveAlias: LIVE,
      importMaterial: LIVE,
      publicKey: LIVE,
      setRotation: ["Enabled"],
      rotate: ["Enabled"],
      enable: SWITCHABLE,
      disable: SWITCHABLE,
    },
    lacks: ["precheck", "cancelArchive"],
    keyId: (number) => `key-${number}`,
    arn: (region, account, keyId) =>
      `acs:kms:${region}:${account}:key/${keyId}`,
    spec: (_, native) => alibabaSpec(native),
    makes: () => true,
    ownerOf: () => undefined,
    refusals: {
      noSuchKey: "invalid",
      noSuchRegion: "invalid",
      noPublicKey: "unsupported",
      noAsymmetricRotation: "unsupported",
      byState: {},
    },
    kindFirst: ["importMaterial"],
    afterCancel: "Enabled",
    findsAliasBy: "describe",
  },
  tencent: {
    region: "ap-singapore",
    takes: {
      setDescription: LIVE,
      addAlias: LIVE,
      importMaterial: ["Enabled", "PendingImport"],
      // What has been done already is fine.
      deleteMaterial: ["Enabled", "Disabled", "PendingImport"],
      cancelArchive: ["Archived", "Enabled"],
      publicKey: ["Enabled"],
      setRotation: SWITCHABLE,
      rotate: ["Enabled"],
      enable: SWITCHABLE,
      disable: SWITCHABLE,
    },
    lacks: [
      "lacksAlias",
      "moveAlias",
      "removeAlias",
      "setPolicy",
      "setDeletionProtection",
      "versions",
    ],
    keyId: (number) => `${number}-0000-0000-0000-000000000000`,
    arn: (region, account, keyId) =>
      `qcs::kms:${region}:uin/${account}:key/creatorUin/${account}/${keyId}`,
    spec: (region, native) =>
      tencentSpec(
        { KeyId: "", KeyUsage: native },
        isSmRegion(region) ? "SM4" : "AES_256",
      ).spec,
    makes: (region, spec) => spec !== "SM2" || isSmRegion(region),
    ownerOf: ({ aliases }) => ownerOfName(aliases?.[0]),
    refusals: {
      noSuchKey: "unsupported",
      noSuchRegion: "unsupported",
      noPublicKey: "invalid",
      noAsymmetricRotation: "invalid",
      // The vendor's list of these actions' codes has none for a state (docs/clouds/tencent.md#states).
      byState: { setDescription: "invalid", addAlias: "invalid" },
    },
    kindFirst: ["setRotation", "importMaterial", "deleteMaterial", "publicKey"],
    afterCancel: "Disabled",
    findsAliasBy: "listing",
  },
};
