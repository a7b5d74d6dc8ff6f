import { start, type Emulator } from "./index";
import { askControl } from "./testing/control";

/** What one emulator exports, another holds. */
let one: Emulator;
let other: Emulator;
beforeEach(async () => {
  [one, other] = await Promise.all([start(), start()]);
});
afterEach(() => Promise.all([one.close(), other.close()]));

interface Exported {
  form: string;
  values: [string, string, unknown][];
  switches: Record<string, unknown>;
}

async function get(emulator: Emulator, name: string): Promise<unknown> {
  return (await askControl(emulator.url, "GET", name)).json;
}

function post(emulator: Emulator, name: string, body: unknown) {
  return askControl(emulator.url, "POST", name, body);
}

async function everythingOf(emulator: Emulator) {
  const names = ["keys", "switches", "faults", "limits", "accounts"];
  return Promise.all(names.map((name) => get(emulator, name)));
}

/** A key of each cloud, and something of all else. */
async function fill(emulator: Emulator): Promise<void> {
  await post(emulator, "seed", {
    keys: [
      { cloud: "alibaba", aliases: ["alias/a"], rotationInterval: "604800s" },
      { cloud: "tencent", aliases: ["t"], tags: { team: "x" } },
    ],
    accounts: [
      { accessKeyId: "second", accessKeySecret: "s", account: "100000000002" },
    ],
    instances: ["kst-ours:software"],
  });
  await post(emulator, "clock", { advanceSeconds: 86_400 });
  await post(emulator, "faults", { kind: "delay", ms: 0, action: "ListKeys" });
  await post(emulator, "limits", { perSecond: 5 });
  await post(emulator, "limits", { cloud: "tencent", perSecond: 7 });
}

test("all of it is taken over, in place of what was there", async () => {
  await fill(one);
  // As many keys as there will be: an index of the old ones must not be taken for one of the new.
  await post(other, "seed", {
    keys: [{ cloud: "alibaba" }, { cloud: "tencent" }],
  });
  await post(other, "switches", { "tencent.keyQuota": 3 });
  const exported = await get(one, "state");
  expect(await post(other, "state", exported)).toMatchObject({ status: 200 });
  expect(await everythingOf(other)).toEqual(await everythingOf(one));
  expect(await get(other, "state")).toEqual(exported);
  const second = { cloud: "alibaba", aliases: ["alias/a"] };
  expect((await post(other, "seed", { keys: [second] })).json).toEqual({
    error: expect.stringContaining("AlreadyExists") as string,
  });
});

test("a fault is exported with the hits that it has left", async () => {
  await post(one, "faults", { kind: "delay", ms: 0, count: 3 });
  await fetch(`${one.url}/?Action=ListKeys`);
  expect(await get(one, "state")).toMatchObject({
    faults: [{ kind: "delay", ms: 0, count: 2 }],
  });
});

test.each<[string, (exported: Exported) => unknown, RegExp]>([
  ["of another form", (all) => ({ ...all, form: "?" }), /^form: /],
  ["without values", (all) => ({ ...all, values: undefined }), /^values: /],
  [
    "with a switch that there is not",
    (all) => ({ ...all, switches: { "alibaba.no": 1 } }),
    /no switch "alibaba.no"/,
  ],
  [
    "with a key that is none",
    (all) => ({ ...all, values: [["alibaba.keys", "k", { keyId: 7 }]] }),
    /^values: /,
  ],
])("a state %s is refused, and changes nothing", async (_, spoil, error) => {
  await fill(one);
  const before = await everythingOf(one);
  const exported = (await get(one, "state")) as Exported;
  const answer = await post(one, "state", spoil(exported));
  expect(answer).toMatchObject({ status: 400 });
  expect((answer.json as { error: string }).error).toMatch(error);
  expect(await everythingOf(one)).toEqual(before);
  expect(await get(one, "state")).toEqual(exported);
});
