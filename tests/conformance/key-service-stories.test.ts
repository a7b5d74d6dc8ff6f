import fc from "fast-check";
import type { Key } from "../../provider/clouds/cloud";
import {
  CLOUD_NAMES,
  type CloudName,
  type KeyState,
} from "../../provider/model/types";
import {
  Calls,
  emulatedWorld,
  fakeWorld,
  outcomeOf,
  stopTime,
  type World,
} from "./key-services";

/** Random stories on a few keys: each step has the same outcome in memory as on the emulated cloud, and leaves the same keys. */

const DAY_S = 86_400;
const MATERIALS = [7, 8].map((byte) =>
  Buffer.alloc(32, byte).toString("base64"),
);
const EVERYTHING = { aliases: true, tags: true, policy: true };

type Step = (calls: Calls, keys: readonly string[]) => Promise<unknown>;

interface NamedStep {
  text: string;
  run: Step;
}

const which = fc.nat({ max: 2 });
const alias = fc.constantFrom("orders", "bills");
const days = fc.constantFrom(1, 7, 10, 30, 60);

function step<Values extends unknown[]>(
  name: string,
  values: { [Name in keyof Values]: fc.Arbitrary<Values[Name]> },
  run: (calls: Calls, keyId: string, ...values: Values) => Promise<unknown>,
): fc.Arbitrary<NamedStep> {
  return fc.tuple(which, fc.tuple<Values>(...values)).map(([index, given]) => {
    const text = `${name}(${[index, ...given].map(String).join(", ")})`;
    return {
      text,
      run: (calls: Calls, keys: readonly string[]) =>
        run(calls, keys[index % keys.length] ?? "", ...given),
      [fc.toStringMethod]: () => text,
    };
  });
}

const STATES: readonly KeyState[] = ["Enabled", "Disabled", "Archived"];

const STEPS = [
  step("enable", [], (calls, id) => calls.enable(id)),
  step("disable", [], (calls, id) => calls.disable(id)),
  step("setDescription", [fc.constantFrom("", "new")], (calls, id, text) =>
    calls.setDescription(id, text),
  ),
  step("setRotation", [days], (calls, id, count) =>
    calls.setRotation(id, { enabled: true, intervalSeconds: count * DAY_S }),
  ),
  step("stopRotation", [], (calls, id) =>
    calls.setRotation(id, { enabled: false }),
  ),
  step("addAlias", [alias], (calls, id, name) => calls.addAlias(id, name)),
  step(
    "setTags",
    [fc.constantFrom("a", "b"), fc.constantFrom("a", "b", "c")],
    (calls, id, set, removed) =>
      calls.setTags(id, { [set]: "1" }, removed === set ? [] : [removed]),
  ),
  step(
    "scheduleDeletion",
    [fc.constantFrom(...STATES), days],
    (calls, id, state, count) => calls.scheduleDeletion(id, state, count),
  ),
  step("cancelDeletion", [], (calls, id) => calls.cancelDeletion(id)),
  step(
    "importMaterial",
    [fc.constantFrom(...MATERIALS), fc.option(days)],
    (calls, id, material, count) =>
      calls.importMaterial(id, {
        material,
        expires:
          count === null
            ? undefined
            : new Date(Date.now() + count * DAY_S * 1000).toISOString(),
      }),
  ),
  step("deleteMaterial", [], (calls, id) => calls.deleteMaterial(id)),
  step("advance", [days], (calls, _, count) =>
    calls.world.advance(count * DAY_S),
  ),
];

const ONLY: Readonly<Record<CloudName, fc.Arbitrary<NamedStep>[]>> = {
  alibaba: [
    step("moveAlias", [alias], (calls, id, name) => calls.moveAlias(name, id)),
    step("removeAlias", [alias], (calls, _, name) => calls.removeAlias(name)),
    step("setDeletionProtection", [fc.boolean()], (calls, id, on) =>
      calls.setDeletionProtection(id, on),
    ),
  ],
  tencent: [
    step("cancelArchive", [], (calls, id) => calls.cancelArchive(id)),
    step("archive", [], async (calls, id) => {
      const key = await calls.describe(id);
      if (key?.state === "Enabled" || key?.state === "Disabled")
        await calls.world.archive(id);
    }),
  ],
};

/** A key without what names it, with its versions by number, and without what is absent. */
function facts(key: Key | undefined, versions: Map<string, number>): string {
  if (!key) return "none";
  const { keyId, arn, primaryKeyVersion, ...rest } = key;
  if (primaryKeyVersion !== undefined && !versions.has(primaryKeyVersion))
    versions.set(primaryKeyVersion, versions.size);
  const all = {
    ...rest,
    aliases: [...(rest.aliases ?? [])].sort(),
    tags: Object.entries(rest.tags ?? {}).sort(),
    arn: arn.replace(keyId, "ID"),
    version: versions.get(primaryKeyVersion ?? ""),
  };
  return JSON.stringify(
    all,
    Object.keys(all).concat("enabled", "intervalSeconds").sort(),
  );
}

/** All that a story shows, step by step. */
async function outcomes(
  world: World,
  steps: readonly NamedStep[],
): Promise<unknown[]> {
  await world.reset();
  const calls = new Calls(world);
  const { keyId: plain } = await calls.create({ uniqueAlias: "a" });
  const { keyId: external } = await calls.create({
    uniqueAlias: "b",
    origin: "EXTERNAL",
    tags: { a: "0" },
  });
  const { keyId: signs } = await calls.create({
    uniqueAlias: "c",
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
  });
  const keys = [plain, external, signs];
  const versions = new Map<string, number>();
  const seen: unknown[] = [];
  for (const { text, run } of steps) {
    const outcome = await outcomeOf(run(calls, keys));
    const after = await Promise.all(
      keys.map((keyId) => calls.describe(keyId, EVERYTHING)),
    );
    seen.push([text, outcome, after.map((key) => facts(key, versions))]);
  }
  return seen;
}

describe.each(CLOUD_NAMES)("%s", (cloud) => {
  let emulated: World;
  beforeAll(async () => {
    stopTime();
    emulated = await emulatedWorld(cloud);
  });
  afterAll(async () => {
    await emulated.close();
    jest.useRealTimers();
  });

  test("tells the same story in memory and emulated", async () => {
    const stories = fc.array(fc.oneof(...STEPS, ...ONLY[cloud]), {
      minLength: 8,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(stories, async (steps) => {
        expect(await outcomes(fakeWorld(cloud), steps)).toEqual(
          await outcomes(emulated, steps),
        );
      }),
      { numRuns: Number(process.env["CMK_STORIES"] ?? 10) },
    );
  });
});
