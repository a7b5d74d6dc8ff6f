import { SWITCHES as ALIBABA } from "../../emulator/alibaba/switches";
import type { SwitchRule } from "../../emulator/core/contract";
import { SWITCHES as TENCENT } from "../../emulator/tencent/switches";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import type { Props } from "../support/protocol";
import type { CloudName } from "../../emulator/clouds";
import { SwitchLife } from "../support/campaign/switch-life";

/** The whole life of keys on both clouds under each switch of the emulator flipped, one at a time. */

type Value = string | number | boolean;

/** Values other than the default that leave a life possible, where the rule of the switch does not give them. */
const FLIPPED: Readonly<Record<string, readonly Value[]>> = {
  "alibaba.keyQuota": [5],
  "alibaba.instanceKeyQuota": [5],
  "alibaba.aliasQuota": [5],
  "alibaba.keyVersionQuota": [20],
  "alibaba.tagQuota": [5],
  "alibaba.defaultInstance": ["kst-moved"],
  "alibaba.instances": ["kst-ours:software"],
  "alibaba.deniedActions": ["ListKeys", "GetKeyPolicy"],
  "alibaba.maxPendingWindowInDays": [30],
  "tencent.keyQuota": [5],
  "tencent.tagQuota": [5],
  "tencent.tagPairQuota": [50],
  "tencent.tagKeyQuota": [20],
  "tencent.tagPageLimit": [20],
  "tencent.tagValueQuota": [50],
  "tencent.smRegions": ["ap-guangzhou"],
  "tencent.fipsRegions": ["ap-singapore"],
  "tencent.nearestRegion": ["ap-shanghai"],
  "tencent.hsmClusters": [""],
  "tencent.deniedActions": ["ListAlgorithms"],
  "tencent.systemTag": ["project=1"],
  "tencent.rotateDaysWhenOff": [0, 90],
  "tencent.rotateTaskSeconds": [0, 60],
  "tencent.rotateKeyHours": [0],
};

/** Under these no key can be made, so that there is no life. */
const LIFELESS = ["alibaba.accountStatus", "tencent.serviceInvalidType"];

/** What a cloud that has only this value refuses in every form, so that the life leaves it out. */
const WITHOUT: Readonly<Record<string, string>> = {
  "alibaba.emptyDescription": "description",
};

/** Where keys of the life need a place of their own. */
const PLACES: Readonly<Record<string, Props>> = {
  "alibaba.mode": { dkmsInstanceId: "kst-a" },
  "alibaba.instanceKeyQuota": { dkmsInstanceId: "kst-a" },
};

const CODES: Readonly<Record<CloudName, string>> = {
  alibaba: "Rejected.Otherwise",
  tencent: "FailedOperation",
};

function flipped(
  cloud: CloudName,
  name: string,
  { default: initial, takes }: SwitchRule,
): readonly Value[] {
  if (FLIPPED[name]) return FLIPPED[name];
  if (typeof initial === "boolean") return [!initial];
  if (takes && "only" in takes)
    return takes.only.filter((value) => value !== initial);
  if (takes && "pattern" in takes) {
    const others = ["ok", CODES[cloud]].filter(
      (value) => takes.pattern.test(value) && value !== initial,
    );
    return others;
  }
  return [];
}

const TABLES = { alibaba: ALIBABA, tencent: TENCENT };
const CASES = (Object.keys(TABLES) as CloudName[]).flatMap((cloud) =>
  Object.entries(TABLES[cloud])
    .filter(([name]) => !LIFELESS.includes(name))
    .flatMap(([name, rule]) =>
      flipped(cloud, name, rule).map((value) => ({ cloud, name, value })),
    ),
);

let plugin: Plugin;
beforeAll(async () => {
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret",
    TENCENTCLOUD_SECRET_ID: "emulator",
    TENCENTCLOUD_SECRET_KEY: "emulator-secret",
  };
  plugin = await Plugin.start({ env });
});
afterAll(() => plugin.stop());

test("every switch is flipped, but those under which no key can be made", () => {
  const names = new Set(CASES.map(({ name }) => name));
  const all = Object.values(TABLES).flatMap((table) => Object.keys(table));
  expect(all.filter((name) => !names.has(name))).toEqual(LIFELESS);
});

test.each(CASES)(
  "$name = $value",
  async ({ cloud, name, value }) => {
    const others =
      name === "alibaba.instances" ? [] : ["alibaba.instances=kst-*:dedicated"];
    const emulator = await Emulator.start({
      args: ["--switch", `${name}=${String(value)}`, ...others],
    });
    try {
      await new SwitchLife(cloud, emulator, plugin, PLACES[name]).live(
        WITHOUT[name],
      );
    } finally {
      await emulator.stop();
    }
  },
  120_000,
);
