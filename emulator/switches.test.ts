import { SWITCHES as ALIBABA } from "./alibaba/switches";
import { SwitchSettings, type SwitchValue } from "./core/switches";
import { SWITCHES as TENCENT } from "./tencent/switches";

const TABLE = { ...ALIBABA, ...TENCENT };

function refusalOf(name: string, value: SwitchValue): string | undefined {
  try {
    new SwitchSettings(TABLE).set({ [name]: value });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(Object.entries(TABLE))("%s takes its default", (name, rule) => {
  expect(refusalOf(name, rule.default)).toBeUndefined();
});

test.each(
  Object.entries(TABLE).filter(
    ([, { default: initial }]) => typeof initial !== "boolean",
  ),
)("%s doesn't take just anything of its type", (name, rule) => {
  const wrong = typeof rule.default === "number" ? -1.5 : "?";
  expect(refusalOf(name, wrong)).toContain(`switch "${name}" takes `);
});

test.each<[string, SwitchValue, string]>([
  ["alibaba.mode", "defualt", "shared or default"],
  [
    "alibaba.accountStatus",
    "Indebt",
    "Enabled, NotEnabled, InDebt or Suspended",
  ],
  [
    "alibaba.instances",
    "kst-a:sofware",
    "ID[:KIND[:STATUS]], comma-separated, with KIND one of unknown, dedicated, software, hardware and STATUS one of Connected, Uninitialized, Connecting, Disconnected, Error, InUpgrade",
  ],
  ["alibaba.signatureMismatchStatus", 99, "400 or 403"],
  ["alibaba.protectedDeletionCode", "", "an error code, as Rejected.Disabled"],
  ["alibaba.keyQuota", -1.5, "a whole number from 0"],
  ["alibaba.maxPendingWindowInDays", 367, "a whole number from 7 to 366"],
  ["tencent.cancelWithoutMaterial", "Foo", "PendingImport or Disabled"],
  [
    "tencent.smRegions",
    "guangzhou",
    "comma-separated regions, as ap-guangzhou",
  ],
  [
    "tencent.state.EnableKeyRotation.Disabled",
    "OK",
    "ok, a state (Enabled, Disabled, Archived, PendingImport, PendingDelete), or an error code",
  ],
])("%s refuses %j and names its rule", (name, value, rule) => {
  expect(refusalOf(name, value)).toBe(
    `switch "${name}" takes ${rule}, not ${JSON.stringify(value)}`,
  );
});

test.each<[string, SwitchValue]>([
  ["alibaba.instances", ""],
  ["alibaba.instances", "*"],
  ["alibaba.instances", "kst-a, kst-b:software ,kst-x*:hardware:InUpgrade"],
  ["alibaba.defaultInstance", "kst-moved"],
  ["alibaba.protectedDeletionCode", "Forbidden.Protected"],
  ["tencent.smRegions", ""],
  ["tencent.deniedActions", "DescribeKey, TagResources"],
  ["tencent.overLimitCode", "InvalidParameterValue.Limit"],
  ["tencent.systemTag", "qcloud:maker=me"],
  ["tencent.state.UpdateAlias.Archived", "Disabled"],
])("%s takes %j", (name, value) => {
  expect(refusalOf(name, value)).toBeUndefined();
});
