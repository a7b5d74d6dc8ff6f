import { start, stopAll } from "../../testing/client";

afterEach(stopAll);

const ACCOUNT = { accessKeyId: "a", accessKeySecret: "b", account: "1" };

test("endpoints name a port for every Alibaba region, and the main one for Tencent", async () => {
  const regions = ["cn-hangzhou", "eu-central-1", "cn-hangzhou"];
  const client = await start({ regions: { alibaba: regions } });
  const { json } = await client.control("GET", "endpoints");
  const { alibaba, tencent } = json as {
    alibaba: Record<string, string>;
    tencent: string;
  };
  expect(Object.keys(alibaba)).toEqual(["cn-hangzhou", "eu-central-1"]);
  expect(alibaba["cn-hangzhou"]).toBe(client.url);
  expect(tencent).toBe(client.url);
  const headers = { "x-cloud": "alibaba", "x-action": "Echo" };
  const echo = await fetch(alibaba["eu-central-1"]!, { headers });
  expect(await echo.json()).toMatchObject({
    portRegions: { alibaba: "eu-central-1" },
    mainPort: false,
  });
});

test("keys of all clouds are listed", async () => {
  const client = await start();
  await client.put("a", "of-alibaba");
  const body = { id: "a", text: "of-tencent" };
  await client.call("Put", { cloud: "tencent", body });
  expect((await client.control("GET", "keys")).json).toMatchObject([
    { cloud: "alibaba", keyId: "of-alibaba", keyState: "Enabled" },
    { cloud: "tencent", keyId: "of-tencent" },
  ]);
});

test("the clock advances by what is asked, and adds up", async () => {
  const client = await start();
  const day = 86_400;
  await client.control("POST", "clock", { advanceSeconds: day });
  await client.control("POST", "clock", { advanceSeconds: day });
  const { json } = await client.control("GET", "clock");
  const ahead = Date.parse((json as { now: string }).now) - Date.now();
  expect(Math.round(ahead / 1000 / day)).toBe(2);
});

test("an added account is found, and the default one beside it", async () => {
  const client = await start();
  const account = {
    accessKeyId: "second",
    accessKeySecret: "s",
    account: "100000000002",
  };
  const added = await client.control("POST", "accounts", account);
  expect(JSON.stringify(added.json)).not.toContain("Secret");
  const second = await client.call("WhoIs", { query: "second" });
  expect(second.json).toEqual({ account: "100000000002" });
  const first = await client.call("WhoIs", { query: "emulator" });
  expect(first.json).toEqual({ account: "100000000001" });
  const none = await client.call("WhoIs", { query: "nobody" });
  expect(none.json).toEqual({});
});

test("a switch is set for both to see, and listed with default and meaning", async () => {
  const client = await start({ switches: ["alibaba.quota=5"] });
  const values = { "alibaba.greeting": "salve", "alibaba.strict": true };
  expect((await client.control("POST", "switches", values)).status).toBe(200);
  expect((await client.call("Greet")).json).toEqual({ text: "salve" });
  expect((await client.control("GET", "switches")).json).toMatchObject({
    "alibaba.greeting": {
      value: "salve",
      default: "hello",
      meaning: "What Greet says.",
    },
    "alibaba.quota": { value: 5, default: 200 },
    "alibaba.strict": { value: true },
    "tencent.greeting": { value: "hello" },
  });
});

test.each(["many", 1001, 0.5])(
  "of switches posted together, a wrong one (%j) keeps all from being set",
  async (quota) => {
    const client = await start();
    const values = { "alibaba.greeting": "salve", "alibaba.quota": quota };
    const answer = await client.control("POST", "switches", values);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      error: `switch "alibaba.quota" takes a whole number from 0 to 1000, not ${JSON.stringify(quota)}`,
    });
    expect((await client.call("Greet")).json).toEqual({ text: "hello" });
  },
);

test("a reset forgets keys, accounts, clock, calls, faults, limits and posted switches", async () => {
  const client = await start({ switches: ["alibaba.quota=5"] });
  await client.put("a", "1");
  await client.control("POST", "clock", { advanceSeconds: 86_400 });
  const account = { accessKeyId: "b", accessKeySecret: "c", account: "2" };
  await client.control("POST", "accounts", account);
  await client.control("POST", "faults", { kind: "throttle" });
  await client.control("POST", "limits", { perSecond: 1 });
  await client.control("POST", "switches", { "alibaba.greeting": "salve" });
  expect((await client.control("POST", "reset")).status).toBe(200);
  const get = async (name: string) =>
    (await client.control("GET", name)).json as Record<string, unknown>;
  expect(await get("keys")).toEqual([]);
  expect(await get("calls")).toEqual({ alibaba: {}, tencent: {} });
  expect(await get("faults")).toEqual([]);
  expect(await get("limits")).toEqual([]);
  const ahead = Date.parse((await get("clock")).now as string) - Date.now();
  expect(ahead).toBeLessThan(60_000);
  expect(await get("switches")).toMatchObject({
    "alibaba.greeting": { value: "hello" },
    "alibaba.quota": { value: 5 },
  });
  expect((await client.call("WhoIs", { query: "b" })).json).toEqual({});
  expect(await client.text("a")).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ["faults", { kind: "explode" }, "kind: "],
  ["faults", {}, "kind: "],
  ["faults", { kind: "delay", ms: -1 }, "ms: "],
  ["faults", { kind: "throttle", probability: 2 }, "probability: "],
  ["faults", { kind: "throttle", count: 0 }, "count: "],
  ["faults", { kind: "throttle", cloud: "aws" }, "cloud: "],
  ["faults", { kind: "throttle", actoin: "CreateKey" }, '"actoin"'],
  ["faults", [1], "expected object"],
  ["faults", { kind: "tag-failure", cloud: "alibaba" }, "cloud: "],
  ["faults", { kind: "tag-failure", action: "Put" }, "action: "],
  [
    "faults",
    { kind: "tag-failure", cloud: "tencent", action: "Put" },
    "hits only Tag, not Put",
  ],
  ["clock", { advanceSeconds: "1" }, "advanceSeconds: "],
  ["clock", { advanceSeconds: -1 }, "advanceSeconds: "],
  ["clock", { advanceSeconds: 1e12 }, "advanceSeconds: "],
  ["limits", { perSecond: 0 }, "perSecond: "],
  ["accounts", { accessKeyId: "a", account: "1" }, "accessKeySecret: "],
  ["accounts", { ...ACCOUNT, account: "me" }, "account: must be an account"],
  ["accounts", { ...ACCOUNT, account: "01" }, "account: must be an account"],
  ["accounts", { ...ACCOUNT, account: "9007199254740992" }, "account: must be"],
  ["accounts", { ...ACCOUNT, accessKeyId: "STS.a" }, "accessKeyId: must be"],
  ["accounts", { ...ACCOUNT, accessKeyId: "a b" }, "accessKeyId: must be"],
  ["accounts", { ...ACCOUNT, expiresInSeconds: 9 }, "expiresInSeconds: is for"],
  ["switches", { "alibaba.none": true }, '"alibaba.none"'],
  ["switches", { __proto__x: null }, "__proto__x: "],
])("POST %s %j is refused with 400 and %j", async (name, body, text) => {
  const client = await start();
  const answer = await client.control("POST", name, body);
  expect(answer.status).toBe(400);
  expect((answer.json as { error: string }).error).toContain(text);
  expect((await client.put("a", "1")).status).toBe(200);
});

test("a body that is no JSON, an unknown path and a wrong method are distinguished", async () => {
  const client = await start();
  const url = `${client.url}/_emulator/`;
  const noJson = await fetch(`${url}faults`, { method: "POST", body: "{" });
  expect(noJson.status).toBe(400);
  expect(await noJson.json()).toEqual({ error: "the body is not JSON" });
  const unknown = await client.control("GET", "constructor");
  expect(unknown.status).toBe(404);
  expect(JSON.stringify(unknown.json)).toContain("/_emulator/endpoints");
  const wrong = await client.control("DELETE", "keys");
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("GET");
});
