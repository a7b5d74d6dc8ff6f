import type { KeyService } from "../../provider/clouds/cloud";
import { CLOUDS } from "../../provider/clouds/registry";
import { nativeNames } from "../../provider/clouds/rules";
import { CLOUD_NAMES, type CloudName } from "../../provider/model/types";
import { create } from "../../provider/resource/apply/create";
import { Session } from "../../provider/resource/session/session";
import type { Properties } from "../../provider/resource/values/properties";
import { combinations, ENTANGLED, SINGLE } from "../support/new-keys";
import { bag, checked, listeningHost, URN } from "../support/resource";
import { emulatedWorld, SM_REGION, type World } from "./key-services";

/**
 * Check's word held against the clouds: a new key that passes it can be made, unless it names what only the cloud can know
 * (an instance, a cluster, a spec that is newer than the provider, a region's algorithm).
 */

const PLACES: Readonly<Record<CloudName, Properties>> = {
  alibaba: { cloud: "alibaba", region: "cn-hangzhou" },
  tencent: { cloud: "tencent", region: SM_REGION, alias: "a" },
};
const OF_INSTANCES = ["dkmsInstanceId", "hsmClusterId", "policy"];

/** What the provider can't tell in advance. */
function isUpToCloud(cloud: CloudName, news: Properties): boolean {
  if (OF_INSTANCES.some((name) => name in news)) return true;
  const spec = news["spec"];
  const native =
    typeof spec === "string" ? /^native:(.*)/.exec(spec)?.[1] : undefined;
  if (native && !nativeNames(CLOUDS[cloud].rules.specs).includes(native))
    return true;
  if (cloud !== "tencent") return false;
  // Each region of Tencent's has an algorithm of its own, which decides how long the material is.
  if (spec === "AES_256") return true;
  const { keyMaterial } = news;
  return (
    typeof keyMaterial === "string" &&
    Buffer.from(keyMaterial, "base64").length !== SM4_BYTES
  );
}

const SM4_BYTES = 16;

/** Each passing key once. */
function possibleKeys(cloud: CloudName): Properties[] {
  const possible = new Map<string, Properties>();
  const singles = [...combinations(SINGLE)];
  let turn = 0;
  for (const entangled of combinations(ENTANGLED)) {
    turn = (turn + 7) % singles.length;
    const news = { ...PLACES[cloud], ...entangled, ...singles[turn] };
    if (isUpToCloud(cloud, news)) continue;
    const { failures, inputs } = checked(news);
    if (failures.length === 0)
      possible.set(JSON.stringify(inputs.values), inputs.values);
  }
  return [...possible.values()];
}

/** The error of a Create by a service that has not called yet, so that no rate limit makes it wait. */
async function refusalOf(
  service: KeyService,
  inputs: Properties,
): Promise<string | undefined> {
  const session = new Session(() => Promise.resolve(service));
  session.configure("provider-id", bag({}));
  try {
    await create(
      { urn: URN, inputs: bag(inputs), preview: false, timeout: 60 },
      session,
      listeningHost(),
    );
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe.each(CLOUD_NAMES)("on %s", (cloud) => {
  let world: World;
  beforeAll(async () => {
    world = await emulatedWorld(cloud);
  });
  afterAll(() => world.close());

  test("each new key that passes Check can be made", async () => {
    const keys = possibleKeys(cloud);
    const refused: unknown[] = [];
    for (const inputs of keys) {
      await world.reset();
      const refusal = await refusalOf(await world.connect(), inputs);
      if (refusal !== undefined) refused.push([inputs, refusal]);
    }
    expect(refused).toEqual([]);
    expect(keys.length).toBeGreaterThan(20);
  });
});
