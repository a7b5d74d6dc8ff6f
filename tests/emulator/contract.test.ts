import { Emulator } from "../support/emulator";
import { REFUSALS, OTHER_ACCOUNT, type Keys } from "./refusals";
import { AlibabaClient } from "./support/alibaba";
import { ACCOUNT, type Caller, type CloudClient } from "./support/cloud";
import { AGENT } from "./support/http";
import { TencentClient } from "./support/tencent";

/** Requests that both clouds receive in the same way; the clients check every reply against its cloud's form. */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "eu-central-1"],
  });
});

afterAll(async () => {
  AGENT.destroy();
  await emulator.stop();
});

const OTHER_ACCOUNT_ID = "200000000002";

async function addAccount({ id, secret }: Caller, account: string) {
  const key = { accessKeyId: id, accessKeySecret: secret };
  await emulator.addAccount({ ...key, account });
}

const CLIENTS: Record<string, () => CloudClient> = {
  "Alibaba, ACS3 in the query": () => new AlibabaClient(emulator, "v3-query"),
  "Alibaba, V1 in a form": () => new AlibabaClient(emulator, "v1-post"),
  "Tencent, TC3": () => new TencentClient(emulator),
};

describe.each(Object.entries(CLIENTS))("%s", (name, connect) => {
  let cloud: CloudClient;
  let keys: Keys;

  beforeAll(async () => {
    await emulator.reset();
    await addAccount(OTHER_ACCOUNT, OTHER_ACCOUNT_ID);
    cloud = connect();
    const pending = await cloud.createKey();
    keys = {
      enabled: await cloud.createKey(),
      spare: await cloud.createKey(),
      abroad: await cloud.createKey({}, { region: cloud.abroad }),
      pending,
    };
    await cloud.do("DisableKey", { KeyId: pending });
    const parameters = { KeyId: pending, PendingWindowInDays: 7 };
    await cloud.do("ScheduleKeyDeletion", parameters);
  });

  describe.each(Object.entries(REFUSALS))("%s", (_subject, refusals) => {
    test.each(refusals)("$what", async ({ ask, ...expected }) => {
      const before = await emulator.keys();
      const { outcome, reply } = await ask(cloud, keys);
      expect(outcome).toBe(expected[cloud.name]);
      expect(reply.text).not.toContain("emulator-secret");
      expect(reply.text).not.toMatch(/\bat .+:\d+:\d+/);
      if (outcome !== "200 ok") expect(await emulator.keys()).toEqual(before);
    });
  });

  describe("limits", () => {
    afterEach(async () => {
      await emulator.clearFaults();
      await emulator.set({ "alibaba.keyQuota": 200, "tencent.keyQuota": 200 });
    });

    test("what is too much is refused without effect, and passes again later", async () => {
      await emulator.fault({ kind: "throttle", count: 2 });
      const before = await emulator.keys();
      const create = () => cloud.ask("CreateKey", { Alias: "too-much" });
      for (const { outcome } of [await create(), await create()])
        expect(outcome).toBe(
          {
            alibaba: "429 Rejected.Throttling",
            tencent: "200 RequestLimitExceeded",
          }[cloud.name],
        );
      expect(await emulator.keys()).toEqual(before);
      expect((await create()).outcome).toBe("200 ok");
    });

    test("a failure inside the cloud says so", async () => {
      await emulator.fault({ kind: "error", action: "ListKeys", count: 1 });
      expect((await cloud.ask("ListKeys")).outcome).toBe(
        { alibaba: "500 InternalFailure", tencent: "200 InternalError" }[
          cloud.name
        ],
      );
      expect((await cloud.ask("ListKeys")).outcome).toBe("200 ok");
    });

    test("one key more than the quota allows is refused", async () => {
      await emulator.set({ "alibaba.keyQuota": 1, "tencent.keyQuota": 1 });
      const { outcome } = await cloud.ask("CreateKey", { Alias: "one-more" });
      expect(outcome).toBe(
        {
          alibaba: "400 Rejected.LimitExceeded",
          tencent: "200 LimitExceeded.CmkLimitExceeded",
        }[cloud.name],
      );
    });
  });

  test("temporary credentials end with their time", async () => {
    const as = await cloud.assumeRole(900);
    expect((await cloud.ask("ListKeys", {}, { as })).outcome).toBe("200 ok");
    await emulator.advance(901);
    expect((await cloud.ask("ListKeys", {}, { as })).outcome).toBe(
      {
        alibaba: "404 InvalidAccessKeyId.NotFound",
        tencent: "200 AuthFailure.TokenFailure",
      }[cloud.name],
    );
  });

  test("the caller's identity is the account that signed", async () => {
    const ask = (as?: Caller) =>
      cloud.do("GetCallerIdentity", {}, { service: "sts", as });
    expect(await ask()).toMatchObject({ AccountId: ACCOUNT });
    expect(await ask(OTHER_ACCOUNT)).toMatchObject({
      AccountId: OTHER_ACCOUNT_ID,
    });
    const role = await cloud.assumeRole(900);
    expect(await ask(role)).toMatchObject({ AccountId: ACCOUNT });
  });

  test("pages hold every key of the account and region once", async () => {
    const account = `3000000000${Object.keys(CLIENTS).indexOf(name)}`;
    const as = { id: `pages-${account}`, secret: "secret" };
    await addAccount(as, account);
    const made: string[] = [];
    for (let count = 0; count < 7; count++)
      made.push(await cloud.createKey({}, { as }));
    const listed: string[] = [];
    for (const [number, size] of [3, 3, 1, 0].entries()) {
      const page = cloud.words.page(number + 1, 3);
      const fields = await cloud.do("ListKeys", page, { as });
      expect(fields).toMatchObject({ TotalCount: 7 });
      const ids = cloud.idsOf(fields);
      expect(ids).toHaveLength(size);
      listed.push(...ids);
    }
    expect(listed.sort()).toEqual(made.sort());
  });

  test("no two replies have the same RequestId", async () => {
    const answers = await Promise.all(
      ["ListKeys", "MakeCoffee"].flatMap((action) =>
        Array.from({ length: 50 }, () => cloud.ask(action)),
      ),
    );
    const ids = new Set(answers.map(({ requestId }) => requestId));
    expect(ids.size).toBe(100);
  });
});

test.each([
  ["GET", "200 UnsupportedProtocol"],
  ["POST", "200 InvalidRequest"],
])(
  "a %s with one of Tencent's signatures before TC3 is refused in Tencent's form",
  async (method, expected) => {
    const text =
      "Action=ListKeys&Version=2019-01-18&Nonce=1&Timestamp=1&SecretId=emulator&SignatureMethod=HmacSHA256&Signature=eA%3D%3D";
    const { outcome } = await new TencentClient(emulator).send({
      method,
      path: "/",
      query: method === "GET" ? text : "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(method === "GET" ? "" : text),
      portRegions: {},
      mainPort: true,
    });
    expect(outcome).toBe(expected);
  },
);
