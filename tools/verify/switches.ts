import { CLOUDS } from "../../emulator/clouds";
import type { SwitchRule } from "../../emulator/core/contract";
import { mergeTables } from "../../emulator/core/emulator";
import type { SwitchValue } from "../../emulator/core/switches";
import { FIPS_REGIONS, SM_REGIONS } from "../../emulator/tencent/kms/regions";
import type { CloudName } from "../../provider/model/types";
import { HOMES } from "./emulated";

/** Every switch of the emulator: what the clouds' documentation leaves open. */
export const SWITCHES = mergeTables(CLOUDS);

const OF_THE_ACCOUNT = "it depends on the account, not on the cloud";
const TOO_MANY = "it would need hundreds of keys or tags";
const SIGNED =
  "the provider's clients sign and address every request correctly";
const TAKES_TIME = "it shows only after hours or days";

/** Switches that no step asks, and why. A test holds each of the others to be asked. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  "alibaba.keyQuota": TOO_MANY,
  "alibaba.instanceKeyQuota": TOO_MANY,
  "alibaba.aliasQuota": TOO_MANY,
  "alibaba.keyVersionQuota": TOO_MANY,
  "alibaba.signatureMismatchStatus": SIGNED,
  "alibaba.expiredTokenCode": SIGNED,
  "alibaba.deniedActions": OF_THE_ACCOUNT,
  "alibaba.aliasesGoWithKey": TAKES_TIME,
  "tencent.keyQuota": TOO_MANY,
  "tencent.tagQuota": TOO_MANY,
  "tencent.tagPairQuota": TOO_MANY,
  "tencent.tagKeyQuota": TOO_MANY,
  "tencent.tagValueQuota": TOO_MANY,
  "tencent.regionRequired": SIGNED,
  "tencent.nearestRegion": SIGNED,
  "tencent.deniedActions": OF_THE_ACCOUNT,
  "tencent.deniedCode": OF_THE_ACCOUNT,
  "tencent.aliasScope": "it needs a second region",
  "tencent.rotateTaskSeconds": TAKES_TIME,
  "tencent.rotateKeyHours": TAKES_TIME,
  ...Object.fromEntries(
    Object.keys(SWITCHES)
      .filter((name) => name.startsWith("tencent.state.BindCloudResource."))
      .map((name) => [
        name,
        "a key that a product uses can't be scheduled for deletion",
      ]),
  ),
};

/** Switches that mean something only together with another one. */
export const TOGETHER: Readonly<Record<string, Record<string, SwitchValue>>> = {
  "alibaba.secondDefaultKeyCode": { "alibaba.mode": "default" },
  "tencent.inactiveServiceCode": { "tencent.serviceInvalidType": 2 },
};

/** Switches that mean something else to keys in an instance or a cluster. */
export const OF_HOMES: ReadonlySet<string> = new Set([
  "alibaba.instances",
  "tencent.hsmClusters",
]);

interface Values {
  region: string;
  /** What the cloud answered where the emulator answers otherwise. */
  seen: readonly SwitchValue[];
}

const without = (regions: readonly string[], region: string) =>
  regions.filter((each) => each !== region).join(",");
const withRegion = (regions: readonly string[], region: string) =>
  [...without(regions, region).split(","), region].join(",");

const KINDS = ["software", "hardware", "dedicated"];

/** Other values of switches that take any number or text. */
const OTHERS: Readonly<Record<string, (values: Values) => SwitchValue[]>> = {
  "alibaba.tagQuota": () => [1000],
  "alibaba.maxPendingWindowInDays": () => [30],
  "alibaba.defaultInstance": () => [HOMES.alibaba],
  "alibaba.instances": () => [
    ...KINDS.map((kind) => `${HOMES.alibaba}:${kind}`),
    "kst-*",
  ],
  "tencent.tagPageLimit": () => [100, 1000],
  "tencent.hsmClusters": () => ["cls-hsm-*"],
  "tencent.systemTag": () => ["qcloud:x=y"],
  "tencent.smRegions": ({ region }) => [
    without(SM_REGIONS, region),
    withRegion(SM_REGIONS, region),
  ],
  "tencent.fipsRegions": ({ region }) => [
    without(FIPS_REGIONS, region),
    withRegion(FIPS_REGIONS, region),
  ],
};

/** The values that a switch may have instead of its default, for what the cloud answered. */
export function otherValues(name: string, values: Values): SwitchValue[] {
  const rule = SWITCHES[name];
  if (!rule) return [];
  const others = new Set([
    ...(OTHERS[name]?.(values) ?? []),
    ...namedBy(rule),
    ...values.seen.filter((value) => takes(rule, value)),
  ]);
  if (!Object.hasOwn(OTHERS, name)) others.delete(rule.default);
  return [...others];
}

/** For codes, any that the table has not; for states, that all is well. */
function namedBy({ default: initial, takes: rule }: SwitchRule): SwitchValue[] {
  if (typeof initial === "boolean") return [!initial];
  if (rule && "only" in rule) return [...rule.only];
  if (rule && "pattern" in rule && rule.form.startsWith("ok,")) return ["ok"];
  return [];
}

function takes(
  { default: initial, takes: rule }: SwitchRule,
  value: SwitchValue,
) {
  if (typeof value !== typeof initial) return false;
  if (!rule) return true;
  if ("only" in rule) return rule.only.includes(value as never);
  if ("pattern" in rule)
    return /an error code/.test(rule.form) && rule.pattern.test(String(value));
  const { from, to = Infinity } = rule;
  return Number(value) >= from && Number(value) <= to;
}

export function switchesOf(cloud: CloudName): string[] {
  return Object.keys(SWITCHES).filter((name) => name.startsWith(`${cloud}.`));
}
