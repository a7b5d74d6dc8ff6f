import { FakeKeyService } from "../../../tests/support/fake-key-service";
import { bag, listeningHost } from "../../../tests/support/resource";
import type { Cloud, KeyService } from "../../clouds/cloud";
import type { CloudSettings } from "../../clouds/rules";
import { CLOUD_NAMES } from "../../model/types";
import { CLOUDS } from "../../clouds/registry";
import { callContext } from "../values/requests";
import { Session } from "./session";

describe.each(CLOUD_NAMES)("the connections to %s", (name) => {
  const cloud = CLOUDS[name];
  let fake: FakeKeyService;
  let connect: jest.Mock<Promise<KeyService>, [Cloud, CloudSettings]>;
  let session: Session;
  const context = callContext(listeningHost(), 60);
  beforeEach(() => {
    fake = new FakeKeyService(name);
    connect = jest.fn<Promise<KeyService>, [Cloud, CloudSettings]>(() =>
      Promise.resolve(fake.service),
    );
    session = new Session(connect);
  });

  const keys = () => session.keys({ cloud, region: fake.region }, context);
  const listing = () => session.listing(name, fake.region, context);
  const keyIds = (since: number) =>
    session.keyIds(name, fake.region, since, context);

  test("are made once, with this cloud's settings", async () => {
    const other = name === "alibaba" ? "tencentRegion" : "alibabaRegion";
    const network = { httpProxy: "http://proxy.example", requestTimeout: 9 };
    session.configure(
      "provider-id",
      bag({
        [`${name}Region`]: "here",
        [other]: "there",
        ...network,
      }),
    );
    await Promise.all([keys(), keys()]);
    expect(connect.mock.calls).toEqual([
      [cloud, { [`${name}Region`]: "here", ...network }],
    ]);
  });

  test("are made again after a failure", async () => {
    connect.mockRejectedValueOnce(new Error("no credentials"));
    await expect(keys()).rejects.toThrow("no credentials");
    await keys();
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test("are closed, whether they could be made or not", async () => {
    const close = jest.spyOn(fake.service, "close");
    await keys();
    session.close();
    connect.mockRejectedValueOnce(new Error("no credentials"));
    const failed = keys();
    session.close();
    await expect(failed).rejects.toThrow();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test("list a region once", async () => {
    await Promise.all([listing(), listing()]);
    await listing();
    expect(fake.calls).toEqual(["listing"]);
  });

  test.each([
    ["denied", 1],
    ["deadline", 2],
  ] as const)(
    "share a listing that fails as %s: %d calls for two who ask at once",
    async (kind, calls) => {
      fake.fail("listing", kind);
      const outcomes = await Promise.allSettled([listing(), listing()]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "rejected",
        kind === "deadline" ? "fulfilled" : "rejected",
      ]);
      expect(fake.calls).toHaveLength(calls);
      await listing();
      expect(fake.calls).toHaveLength(2);
    },
  );

  test("list a region's ids again for one who needs it newer", async () => {
    const now = Date.now();
    await keyIds(now);
    await keyIds(now);
    expect(fake.calls).toHaveLength(1);
    await keyIds(Date.now() + 1_000);
    expect(fake.calls).toHaveLength(2);
  });

  test.each(["denied", "deadline"] as const)(
    "share a listing of ids that fails as %s, unless its time was over",
    async (kind) => {
      fake.fail("keyIds", kind);
      const now = Date.now();
      const outcomes = await Promise.allSettled([keyIds(now), keyIds(now)]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "rejected",
        kind === "deadline" ? "fulfilled" : "rejected",
      ]);
    },
  );
});
