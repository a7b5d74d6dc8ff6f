import { FakeRun, partOf, withKey } from "../../../tests/support/fake-run";
import { bag, URN } from "../../../tests/support/resource";
import { diff } from "../plan/diff";
import type { Properties } from "../values/properties";

/** Several names of one key. Only Alibaba Cloud has such keys. */

const NAMED = { additionalAliases: ["sales", "bills"] };
const OTHERS = ["others"];

/** How a state differs from the inputs of a program. */
function changes(
  state: { id: string; inputs: Properties; outputs: Properties },
  news: Properties,
): string[] {
  const { detailed } = diff({
    id: state.id,
    urn: URN,
    oldInputs: bag(state.inputs),
    oldOutputs: bag(state.outputs),
    news: bag(news),
    ignoreChanges: [],
  });
  return Object.keys(detailed);
}

test("a new key gets all names, as its preview says", async () => {
  const run = new FakeRun("alibaba");
  const inputs = { alias: "orders", ...NAMED };
  const preview = await run.create(inputs, true);
  const { id, outputs } = await run.create(inputs);
  expect(run.key(id)?.aliases).toEqual(["orders", "sales", "bills"]);
  const sorted = { additionalAliases: ["bills", "sales"] };
  expect(outputs.values).toMatchObject({ alias: "orders", ...sorted });
  expect(preview.outputs.values).toMatchObject(sorted);
});

test("a key may have additional aliases alone", async () => {
  const run = new FakeRun("alibaba");
  const { id, outputs } = await run.create(NAMED);
  expect(run.key(id)?.aliases).toEqual(["sales", "bills"]);
  expect(outputs.values).not.toHaveProperty("alias");
});

test.each([["orders"], ["sales"], ["bills"]])(
  "no key is made if %s is another key's",
  async (name) => {
    const run = new FakeRun("alibaba");
    const key = run.fake.add({ aliases: [name] });
    await expect(run.create({ alias: "orders", ...NAMED })).rejects.toThrow(
      new RegExp(`"${name}" is held by another key.*No key was created`),
    );
    expect(run.fake.keys).toEqual([key]);
  },
);

test.each<[string, before: Properties, after: Properties, calls: string[]]>([
  ["more", {}, NAMED, ["addAlias KEY sales", "addAlias KEY bills"]],
  ["fewer", NAMED, { additionalAliases: ["bills"] }, ["removeAlias sales"]],
  ["none", NAMED, {}, ["removeAlias sales", "removeAlias bills"]],
  [
    "others",
    NAMED,
    { additionalAliases: [] },
    ["removeAlias sales", "removeAlias bills"],
  ],
  [
    "the same in another order",
    NAMED,
    { additionalAliases: ["bills", "sales"] },
    [],
  ],
  [
    "the alias in place of one of them",
    { additionalAliases: ["sales"] },
    { alias: "sales", additionalAliases: ["orders"] },
    [],
  ],
])(
  "an update to %s takes no name from others",
  async (_, before, after, calls) => {
    const { run, state, key } = await withKey("alibaba", before);
    key.aliases.push(...OTHERS);
    const news = { alias: "orders", ...after };
    const preview = await run.update(state, news, { preview: true });
    const { outputs } = await run.update(state, news);
    expect(run.changes).toEqual(
      calls.map((call) => call.replace("KEY", key.keyId)),
    );
    expect(key.aliases).toContain("others");
    expect(outputs.values).toEqual(preview.outputs.values);
    const next = { ...state, inputs: { ...run.place, ...news } };
    const done = { ...next, outputs: outputs.values };
    expect(changes(done, done.inputs)).toEqual([]);
  },
);

test("one name that another key has keeps no other name from the key, and no former one is removed", async () => {
  const { run, state, key } = await withKey("alibaba", NAMED);
  run.fake.add({ aliases: ["taken"] });
  const news = { alias: "orders", additionalAliases: ["taken", "new"] };
  const { reasons } = await partOf(run.update(state, news));
  expect(reasons).toEqual([
    expect.stringMatching(/^could not set the alias "taken": .*held by/),
  ]);
  expect(key.aliases.sort()).toEqual(["bills", "new", "orders", "sales"]);
});

test("a name that could not be removed is still the resource's, and the next update removes it", async () => {
  const { run, state, key } = await withKey("alibaba", NAMED);
  const news = { alias: "orders", additionalAliases: ["bills"] };
  run.fake.fail("removeAlias", "denied");
  const { outputs, reasons } = await partOf(run.update(state, news));
  expect(reasons.join()).toContain('could not remove the former alias "sales"');
  const inputs = { ...run.place, ...news };
  const left = { ...state, inputs, outputs: outputs.values };
  const refreshed = await run.read(left);
  for (const known of [
    left,
    { ...left, outputs: refreshed?.outputs.values ?? {} },
  ]) {
    expect(known.outputs["additionalAliases"]).toEqual(["bills", "sales"]);
    expect(changes(known, inputs)).toEqual(["additionalAliases"]);
  }
  await run.update(left, news);
  expect(key.aliases).toEqual(["orders", "bills"]);
});

test("all names move to a successor", async () => {
  const { run, fake, state, key } = await withKey("alibaba", NAMED);
  run.session.history.noteDiff(URN, { id: state.id, inputs: bag({}) });
  const { id } = await run.create({ alias: "orders", ...NAMED });
  expect(run.key(id)?.aliases).toEqual(["orders", "sales", "bills"]);
  expect(key.aliases).toEqual([]);
  expect(fake.calls).not.toContain(
    `addAlias ${run.key(id)?.keyId ?? ""} sales`,
  );
});

test("all names are free once the key is deleted, but for those of others", async () => {
  const { run, state, key } = await withKey("alibaba", NAMED);
  key.aliases.push(...OTHERS);
  await run.remove(state);
  expect(key.aliases).toEqual(OTHERS);
  expect(key.state).toBe("PendingDeletion");
});

test("a key that could not be deleted gets all its names back", async () => {
  const { run, fake, state, key } = await withKey("alibaba", NAMED);
  fake.fail("scheduleDeletion", "denied");
  await expect(run.remove(state)).rejects.toThrow("denied");
  expect(key.aliases.sort()).toEqual(["bills", "orders", "sales"]);
});

test("a refresh shows a name that is gone, and none of others", async () => {
  const { run, state, key } = await withKey("alibaba", NAMED);
  key.aliases.push(...OTHERS);
  const same = await run.read(state);
  expect(same?.inputs.values).toEqual(state.inputs);
  expect(same?.outputs.values).toEqual(state.outputs);
  key.aliases = ["orders", "bills"];
  const drifted = await run.read(state);
  for (const read of [drifted?.inputs, drifted?.outputs])
    expect(read?.values).toMatchObject({ additionalAliases: ["bills"] });
});

test("names that ignoreChanges leaves to others stay as they are", async () => {
  const { run, state, key } = await withKey("alibaba", NAMED);
  key.aliases = ["orders", "bills", "theirs"];
  const news = { alias: "invoices", additionalAliases: ["new"] };
  const ignoreChanges = ["additionalAliases"];
  await run.update(state, news, { ignoreChanges });
  expect(key.aliases).toEqual(["bills", "theirs", "invoices"]);
});
