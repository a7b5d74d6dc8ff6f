import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

/** Every door to a key's destruction that Pulumi has, on keys with `deletionPolicy: PREVENT` of both clouds. */

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

const CLOUDS = ["alibaba", "tencent"];

interface Declared {
  properties?: object;
  options?: object;
  suffix?: string;
}

/** A key on each cloud, named after it. */
function program({ properties, options, suffix = "" }: Declared = {}): object {
  const resources = CLOUDS.map((cloud) => [
    `${cloud}${suffix}`,
    {
      type: "cmk:Cmk",
      properties: { cloud, deletionPolicy: "PREVENT", ...properties },
      options,
    },
  ]);
  return { resources: Object.fromEntries(resources) as object };
}

async function urns(): Promise<string[]> {
  return Promise.all(
    CLOUDS.map(async (cloud) => (await stack.resource(cloud)).urn),
  );
}

async function guarded(): Promise<object[]> {
  const states = await Promise.all(
    CLOUDS.map((cloud) => stack.resource(cloud)),
  );
  const keys = await emulator.keys();
  return states.map(({ outputs }) => {
    const { keyId, keyState, aliases } = keys.find(
      (key) => key.keyId === outputs?.["keyId"],
    )!;
    return { keyId, keyState, aliases };
  });
}

test("a guarded key outlives every door", async () => {
  stack = await Stack.create({
    program: program(),
    connection: emulator.connection(),
    project: "guards",
  });
  await stack.up();
  const before = await guarded();
  expect(before).toMatchObject([
    { keyState: "Enabled" },
    { keyState: "Enabled" },
  ]);
  const holds = async (message: RegExp, ...commands: string[][]) => {
    for (const command of commands) {
      const { stdout, stderr } = await stack.fails(...command);
      expect(stdout + stderr).toMatch(message);
    }
    expect(await guarded()).toEqual(before);
  };
  const GUARDED = /guarded by deletionPolicy: PREVENT/;

  await holds(GUARDED, ["destroy", "--continue-on-error"]);
  stack.write({ resources: {} });
  await holds(GUARDED, ["up", "--continue-on-error"]);
  const properties = { spec: "RSA_2048", deletionPolicy: "SCHEDULE_DELETION" };
  for (const options of [undefined, { deleteBeforeReplace: true }]) {
    stack.write(program({ properties, options }));
    await holds(/spec .*guarded by.*first run/s, ["preview"], ["up"]);
  }
  stack.write(program());
  const replaced = (await urns()).flatMap((urn) => ["--replace", urn]);
  const refreshed = ["--refresh", ...replaced];
  await holds(
    /No key was created/,
    ["preview", ...refreshed],
    ["up", ...refreshed],
  );
  stack.write(program({ options: { deleteBeforeReplace: true } }));
  await holds(GUARDED, ["up", ...replaced]);
  expect(await emulator.keys()).toHaveLength(2);
  stack.write(
    program({ suffix: "-renamed", properties: { deletionPolicy: "DISABLE" } }),
  );
  await holds(GUARDED, ["up", "--continue-on-error"]);
  stack.write(program());
  await stack.up();
}, 300_000);

test("a replacement by force that no refresh precedes can't be refused, and leaves the guarded key as it is", async () => {
  const { id, urn } = await stack.resource("alibaba");
  await stack.run("state", "taint", urn, "--yes");
  const { stdout, stderr } = await stack.fails("up", "--target", urn);
  expect(stdout + stderr).toContain(
    `pulumi state delete '${urn}'. Choose ${id}`,
  );
  const old = (await emulator.keys()).find(({ keyId }) => id?.endsWith(keyId));
  expect(old?.keyState).toBe("Enabled");
}, 120_000);

test("a key whose guard an update has taken off can go", async () => {
  const { id, urn } = await stack.resource("tencent");
  const properties = { deletionPolicy: "SCHEDULE_DELETION" };
  stack.write(program({ properties }));
  const { stdout, stderr } = await stack.preview("--target", urn);
  expect(stdout + stderr).toMatch(/deletionPolicy is no longer PREVENT/);
  await stack.up("--target", urn);
  await stack.destroy("--target", urn);
  const key = (await emulator.keys()).find(({ keyId }) => id?.endsWith(keyId));
  expect(key?.keyState).toBe("PendingDelete");
}, 120_000);
