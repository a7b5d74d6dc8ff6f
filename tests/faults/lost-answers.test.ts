import type { CloudName, FaultRule } from "../../emulator/clouds";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import { CallError, type Props } from "../support/protocol";
import { until } from "../support/until";

let lane: GrpcLane;
beforeAll(async () => {
  lane = await GrpcLane.open();
});
beforeEach(async () => {
  await lane.emulator.reset();
  lane.log.lines.length = 0;
});
afterAll(() => lane.close());

const CLOCKS_APART_S = 20 * 60;

interface Made {
  id: string;
  properties: Props;
}

async function createOn(
  cloud: CloudName,
  inputs: Props = {},
  options: { state?: string; name?: string; timeout?: number } = {},
): Promise<Made> {
  const { state = "state", name = "key", timeout } = options;
  const client = await lane.configured(state, {});
  const urn = `urn:pulumi:dev::lost::cmk:index:Cmk::${name}`;
  try {
    const checked = await client.check({ cloud, ...inputs }, { urn });
    return await client.create(checked.inputs, { urn, timeout });
  } finally {
    client.close();
  }
}

async function lose(rule: Omit<FaultRule, "cloud" | "action">): Promise<void> {
  for (const { name: cloud } of TEST_CLOUDS)
    await lane.emulator.fault({ cloud, action: "CreateKey", ...rule });
}

function messages(): string {
  return lane.log.lines.map(({ message }) => message).join("\n");
}

/** One key for each resource, and no other. */
async function expectNoOthers(made: readonly Made[]): Promise<void> {
  const keys = await lane.emulator.keys();
  expect(keys.map(({ keyId }) => keyId).sort()).toEqual(
    made.map(({ properties }) => properties["keyId"]).sort(),
  );
}

const CUTS: Omit<FaultRule, "cloud" | "action">[] = [
  { kind: "drop-before" },
  { kind: "drop-after" },
  { kind: "html-503" },
  // The clouds' internal errors, after which the outcome is unknown too.
  { kind: "error" },
];

test.each(CUTS)(
  "CreateKey with $kind makes one key on each cloud, with an alias and without one",
  async (cut) => {
    await lose({ ...cut, count: 2 });
    const made = await Promise.all(
      TEST_CLOUDS.flatMap(({ name: cloud }) => [
        createOn(cloud, {}, { name: "automatic" }),
        createOn(cloud, { alias: "explicit" }, { name: "explicit" }),
      ]),
    );
    await expectNoOthers(made);
    for (const { properties } of made)
      expect(properties["keyState"]).toBe("Enabled");
  },
  30_000,
);

test("a CreateKey that the cloud carries out after its attempt timed out creates one key, which is found or reported", async () => {
  await lose({ kind: "delay", ms: 5_600, count: 1 });
  await Promise.all(
    TEST_CLOUDS.map(async ({ name: cloud }) => {
      const first = await createOn(cloud, {}, { timeout: 1 }).catch(
        (error: CallError) => error,
      );
      const keyId = await until(async () => {
        const keys = await lane.emulator.keys();
        return keys.find((key) => key.cloud === cloud)?.keyId;
      });
      if (!(first instanceof CallError)) {
        expect(first.properties["keyId"]).toBe(keyId);
        return;
      }
      // It was found, but there was no time left to read it.
      if (first.initFailed) {
        expect(first.initFailed.id).toContain(keyId);
        return;
      }
      expect(first.message).toMatch(/whether (the|a) key was made/);
      // The next run names the key that could not be found in time.
      await createOn(cloud);
      expect(messages()).toContain(keyId);
    }),
  );
}, 60_000);

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  test("an alias that another key holds is refused before a key is created, and the message names that key", async () => {
    const held = { alias: "orders" };
    const { id } = await createOn(cloud, held, { state: "another" });
    await lane.emulator.forgetCalls();
    await lose({ kind: "drop-after", count: 1 });
    await expect(createOn(cloud, held)).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
      message: expect.stringContaining(
        `pulumi import cmk:index:Cmk key ${id}.`,
      ) as string,
    });
    const calls = await lane.emulator.calls();
    expect(calls[cloud]["CreateKey"]).toBeUndefined();
  });

  test("programs that create keys at the same time and lose answers each get their own keys", async () => {
    await lane.emulator.fault({
      cloud,
      action: "CreateKey",
      kind: "drop-after",
      probability: 0.5,
      seed: 7,
    });
    const states = ["state-1", "state-2"];
    const names = ["key-1", "key-2", "key-3", "key-4"];
    const made = await Promise.all(
      states.flatMap((state) =>
        names.map((name) => createOn(cloud, {}, { state, name })),
      ),
    );
    await expectNoOthers(made);
    expect(messages()).not.toContain("created for this resource");
  }, 60_000);

  test("a cloud's clock that is twenty minutes wrong does not keep a key from being found", async () => {
    await lane.emulator.advance(CLOCKS_APART_S);
    await lose({ kind: "drop-after", count: 1 });
    const made = await createOn(cloud, { region });
    await expectNoOthers([made]);
  });

  test("a refused CreateKey is not sent again", async () => {
    const code =
      cloud === "alibaba" ? "Forbidden.NoPermission" : "UnauthorizedOperation";
    await lane.emulator.fault({
      cloud,
      action: "CreateKey",
      kind: "error",
      code,
    });
    await expect(createOn(cloud)).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringContaining(code) as string,
    });
    const calls = await lane.emulator.calls();
    // On Tencent our tag may be the reason, so CreateKey is sent once more without it.
    const asked = { alibaba: 1, tencent: 2 }[cloud];
    expect(calls[cloud]["CreateKey"]).toBe(asked);
  });
});
