import { FakeRun, type State } from "../../../tests/support/fake-run";
import {
  type FakeKey,
  FakeKeyService,
} from "../../../tests/support/fake-key-service";
import { bag, listeningHost, URN } from "../../../tests/support/resource";
import { CLOUD_NAMES, type CloudName } from "../../model/types";
import { createProvider } from "../provider";
import type { Properties } from "../values/properties";

const MATERIAL = Buffer.alloc(32, 5).toString("base64");
const EXPIRY = "2100-01-01T08:00:00+08:00";

/** What a refresh finds of a key that others have changed since. */
async function refreshed(
  cloud: CloudName,
  inputs: Properties,
  others: (key: FakeKey) => void,
) {
  const run = new FakeRun(cloud);
  const state: State = await run.made({ alias: "orders", ...inputs });
  const key = run.key(state.id);
  if (!key) throw new Error("no key was made");
  others(key);
  const reply = await run.read(state);
  if (!reply) throw new Error("the key was not found");
  return {
    before: state.inputs,
    inputs: reply.inputs.values,
    outputs: reply.outputs.values,
    run,
  };
}

const nothing = () => undefined;

describe.each(CLOUD_NAMES)("a refresh on %s", (cloud) => {
  test.each<Properties>([
    {},
    { description: "text", tags: { a: "1" }, enabled: false },
    { rotation: { interval: "720h" } },
    { rotation: { enabled: false } },
    { rotation: { enabled: true, interval: "30d" } },
    { spec: "SYMMETRIC_DEFAULT", usage: "ENCRYPT_DECRYPT", origin: "KMS" },
    { spec: "AES_256", tags: {} },
    { origin: "EXTERNAL" },
    { origin: "EXTERNAL", keyMaterial: MATERIAL, keyMaterialExpiry: EXPIRY },
  ])(
    "of a key as its program has it finds no difference: %j",
    async (given) => {
      const { before, inputs } = await refreshed(cloud, given, nothing);
      expect(inputs).toEqual(before);
    },
  );

  test.each<[string, Properties, (key: FakeKey) => void, object]>([
    [
      "a description",
      {},
      (key) => (key.description = "theirs"),
      { description: "theirs" },
    ],
    [
      "none any more",
      { description: "mine" },
      (key) => (key.description = ""),
      { description: undefined },
    ],
    ["it disabled", {}, (key) => (key.state = "Disabled"), { enabled: false }],
    [
      "it enabled",
      { enabled: false },
      (key) => (key.state = "Enabled"),
      { enabled: true },
    ],
    [
      "a pending deletion",
      {},
      (key) => (key.state = "PendingDeletion"),
      { enabled: false },
    ],
    [
      "rotation on",
      {},
      (key) => (key.rotation = { enabled: true, intervalSeconds: 864_000 }),
      { rotation: { interval: "10d" } },
    ],
    [
      "rotation on, by seconds, against the program",
      { rotation: { enabled: false } },
      (key) => (key.rotation = { enabled: true, intervalSeconds: 864_001 }),
      { rotation: { enabled: true, interval: "864001s" } },
    ],
    [
      "rotation off",
      { rotation: { interval: "30d" } },
      (key) => (key.rotation = { enabled: false }),
      { rotation: { interval: "30d", enabled: false } },
    ],
    [
      "tags",
      { tags: { a: "1" } },
      (key) => (key.tags = { a: "2", b: "3" }),
      { tags: { a: "2", b: "3" } },
    ],
    [
      "its material gone",
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
      (key) => (key.state = "PendingImport"),
      { keyMaterial: undefined, keyMaterialExpiry: undefined },
    ],
    [
      "another expiry",
      { origin: "EXTERNAL", keyMaterial: MATERIAL, keyMaterialExpiry: EXPIRY },
      (key) => (key.materialExpireTime = "2101-01-01T00:00:00Z"),
      { keyMaterialExpiry: "2101-01-01T00:00:00Z" },
    ],
    [
      "another alias",
      {},
      (key) => (key.aliases = ["theirs"]),
      { alias: cloud === "tencent" ? "theirs" : undefined },
    ],
  ])(
    "finds %s that others have made",
    async (_what, given, others, expected) => {
      const { inputs } = await refreshed(cloud, given, others);
      for (const [name, value] of Object.entries(expected))
        expect(inputs[name]).toEqual(value);
    },
  );

  test("of a key whose material is to be deleted finds whether it is", async () => {
    const given = { origin: "EXTERNAL", keyMaterial: MATERIAL };
    const { run, outputs } = await refreshed(cloud, given, nothing);
    const [key] = run.fake.keys;
    if (!key) throw new Error("no key was made");
    const id = run.idOf(key);
    const inputs = {
      ...run.place,
      alias: "orders",
      origin: "EXTERNAL",
      deleteKeyMaterial: true,
    };
    const read = async () =>
      (await run.read({ id, inputs, outputs }))?.inputs.values;
    expect(await read()).toMatchObject({ deleteKeyMaterial: false });
    key.state = "PendingImport";
    expect(await read()).toMatchObject({ deleteKeyMaterial: true });
  });
});

describe.each(CLOUD_NAMES)("an import on %s", (cloud) => {
  test("gives what the program has to say, and no more", async () => {
    const run = new FakeRun(cloud);
    const key = run.fake.add({ aliases: ["orders"], description: "text" });
    const reply = await run.read({ id: run.idOf(key) });
    expect(reply?.inputs.values).toEqual({
      ...run.place,
      alias: "orders",
      description: "text",
    });
  });

  test("of a key that is to be destroyed tells how to keep it", async () => {
    const run = new FakeRun(cloud);
    const key = run.fake.add({
      state: "PendingDeletion",
      deletionDate: "2100-01-02T00:00:00Z",
    });
    const reply = await run.read({ id: run.idOf(key) });
    expect(reply?.inputs.values).toMatchObject({ enabled: false });
    expect(run.messages).toMatch(/scheduled for destruction on 2100-01-02/);
  });

  if (cloud === "alibaba")
    test("of a key with several aliases reads all, and tells so", async () => {
      const run = new FakeRun(cloud);
      const key = run.fake.add({ aliases: ["orders", "c", "b"] });
      const reply = await run.read({ id: run.idOf(key) });
      const names = { alias: "orders", additionalAliases: ["b", "c"] };
      expect(reply?.inputs.values).toMatchObject(names);
      expect(reply?.outputs.values).toMatchObject(names);
      expect(run.messages).toContain("`additionalAliases: [b, c]`");
    });
});

describe.each(CLOUD_NAMES)("a refresh of many keys on %s", (cloud) => {
  /** Two keys of the state, in a region that is listed. */
  async function many() {
    const run = new FakeRun(cloud);
    const { fake } = run;
    const one = await run.made({ alias: "one", tags: { team: "red" } });
    run.urn = `${URN}-2`;
    const two = await run.made({ alias: "two", tags: { team: "red" } });
    fake.hasManyKeys = true;
    run.session.endRefreshPass();
    fake.calls.length = 0;
    const key = run.key(two.id);
    if (!key) throw new Error("no key was made");
    return { run, fake, one, two, key };
  }

  const asInState = ({ id, inputs, outputs }: State) => ({
    id,
    inputs: { values: inputs, secrets: [] },
    outputs: { values: outputs, secrets: [] },
  });

  test("asks for no key by itself that the listing shows as the state has it", async () => {
    const { run, fake, one, two } = await many();
    expect(await run.read(one)).toEqual(asInState(one));
    expect(await run.read(two)).toEqual(asInState(two));
    expect(fake.calls.map((call) => call.split(" ")[0])).toEqual([
      "listed",
      "listed",
    ]);
  });

  test("asks for a key by itself that the listing shows otherwise", async () => {
    const { run, fake, two, key } = await many();
    key.description = "theirs";
    const reply = await run.read(two);
    expect(reply?.outputs.values).toMatchObject({ description: "theirs" });
    expect(fake.calls).toContain(`describe ${key.keyId}`);
  });

  test("reports no change that the listing alone shows", async () => {
    const { run, two, key } = await many();
    key.tags = {};
    await run.read({ ...two, outputs: { ...two.outputs, tags: {} } });
    key.tags = { team: "red" };
    const reply = await run.read(two);
    expect(reply).toEqual(asInState(two));
  });

  test("asks for a key by itself that the listing lacks", async () => {
    const { run, fake, two, key } = await many();
    fake.hide(key.keyId, { by: "listing", reads: 1 });
    expect(await run.read(two)).toEqual(asInState(two));
    expect(fake.calls).toContain(`describe ${key.keyId}`);
  });

  test("takes what was true since it began, and no longer once something else was asked for", async () => {
    const { run, one, two, key } = await many();
    await run.read(one);
    key.description = "theirs";
    expect(await run.read(two)).toEqual(asInState(two));
    run.session.endRefreshPass();
    const reply = await run.read(two);
    expect(reply?.outputs.values).toMatchObject({ description: "theirs" });
  });

  test("sees what this provider has changed since it began", async () => {
    const { run, one, two } = await many();
    await run.read(one);
    await run.update(two, { ...two.inputs, description: "mine" });
    const reply = await run.read(two);
    expect(reply?.outputs.values).toMatchObject({ description: "mine" });
  });

  test("asks for each key that is imported by itself", async () => {
    const { run, fake, two } = await many();
    await run.read({ id: two.id });
    expect(fake.calls.some((call) => call.startsWith("listed"))).toBe(false);
  });
});

test("whatever is no read or comparison ends a refresh's listing", async () => {
  const fake = new FakeKeyService("tencent");
  const provider = createProvider(() => Promise.resolve(fake.service));
  const host = listeningHost();
  const passes: unknown[] = [];
  fake.at = ({ method, args }) => {
    if (method === "listed") passes.push(args[0]);
  };
  fake.hasManyKeys = true;
  const inputs = bag({ cloud: "tencent", region: fake.region });
  const { keyId } = fake.add();
  const id = `tencent/${fake.region}/${keyId}`;
  const key = { id, urn: URN, inputs, outputs: bag({}), timeout: 60 };
  const state = { oldInputs: inputs, oldOutputs: bag({}), ignoreChanges: [] };
  const passAfter = async (request?: () => Promise<unknown>) => {
    await request?.();
    await provider.read(key, host);
    // A read is noted before and after its effect.
    return passes.at(-1);
  };
  const first = await passAfter();
  expect(
    await passAfter(() =>
      provider.diff({ ...key, ...state, news: inputs }, host),
    ),
  ).toBe(first);
  const requests: (() => Promise<unknown>)[] = [
    () =>
      provider.check(
        {
          urn: URN,
          olds: inputs,
          news: inputs,
          randomSeed: new Uint8Array(32),
        },
        host,
      ),
    () => provider.create({ ...key, preview: true }, host),
    () =>
      provider.update({ ...key, ...state, news: inputs, preview: true }, host),
    () =>
      provider.invoke(
        {
          token: "cmk:index:getCmks",
          args: bag({ cloud: "tencent", region: fake.region }),
          preview: true,
        },
        host,
      ),
    () => provider.delete({ ...key, oldInputs: inputs }, host),
  ];
  const seen = new Set([first]);
  for (const request of requests) {
    const pass = await passAfter(request);
    expect(seen.has(pass)).toBe(false);
    seen.add(pass);
  }
});
