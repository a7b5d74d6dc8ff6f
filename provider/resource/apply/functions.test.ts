import { FakeRun, withoutWaits } from "../../../tests/support/fake-run";
import { bag } from "../../../tests/support/resource";
import type { FakeKey } from "../../../tests/support/fake-key-service";
import { CLOUD_NAMES, type CloudName } from "../../model/types";
import { type Properties, UNKNOWN } from "../values/properties";
import type { Path } from "../values/properties";
import { check } from "../plan/check";
import { invoke, list } from "./functions";

function newRun(cloud: CloudName, config: Properties = {}) {
  const run = new FakeRun(cloud);
  run.session.configure("provider-id", bag(config));
  const call = async (token: string, args: Properties, ...secrets: Path[]) =>
    invoke(
      {
        token: `cmk:index:${token}`,
        args: bag(args, ...secrets),
        preview: false,
      },
      run.session,
      run.host,
    );
  const values = async (token: string, args: Properties) =>
    (await call(token, args)).result.values;
  const listed = async (
    query: Properties,
    limit = 0,
    token = "cmk:index:Cmk",
  ) => {
    const items = [];
    const request = { token, query: bag(query), limit };
    for await (const item of list(request, run.session, run.host))
      items.push(item);
    return items;
  };
  return { run, fake: run.fake, call, values, listed, place: run.place };
}

/** The four names of a key. */
function namesOf(run: FakeRun, key: FakeKey): Properties[] {
  return [
    { id: run.idOf(key) },
    { arn: key.arn },
    { ...run.place, keyId: key.keyId },
    { ...run.place, alias: "orders" },
  ];
}

describe.each(CLOUD_NAMES)("getCmk on %s", (cloud) => {
  test.each<[string, boolean, Properties, Properties, boolean]>([
    ["a new key asks for", true, {}, { alias: "orders" }, true],
    ["a key gives up", true, { alias: "orders" }, { alias: "bills" }, true],
    ["a key keeps", true, { alias: "orders" }, { alias: "orders" }, false],
    ["a new key asks for", false, {}, { alias: "orders" }, false],
  ])(
    "by an alias that %s (in a preview: %p), of %j and then %j, warns: %p",
    async (_, preview, olds, news, isWarned) => {
      const { run, fake, place } = newRun(cloud);
      fake.add({ aliases: ["orders"] });
      const { session, host } = run;
      const full = (inputs: Properties) => bag({ ...place, ...inputs });
      check(
        {
          urn: run.urn,
          olds: olds["alias"] === undefined ? bag({}) : full(olds),
          news: full(news),
          randomSeed: new Uint8Array(32),
        },
        session,
        host,
      );
      await invoke(
        {
          token: "cmk:index:getCmk",
          args: bag({ ...place, alias: "orders" }),
          preview,
        },
        session,
        host,
      );
      expect(run.messages.includes('The update gives alias "orders"')).toBe(
        isWarned,
      );
    },
  );

  test("finds a key by each of its names, and tells all of it", async () => {
    const { run, fake, values } = newRun(cloud);
    const key = fake.add({ aliases: ["orders"], tags: { a: "1" } });
    for (const name of namesOf(run, key))
      expect(await values("getCmk", name)).toMatchObject({
        id: run.idOf(key),
        keyId: key.keyId,
        alias: "orders",
        tags: { a: "1" },
        keyState: "Enabled",
      });
  });

  test.each([
    [{}, "none of them has a value"],
    [{ alias: "a", keyId: "b" }, "2 are given"],
  ])("takes one name only, not %j", async (names, expected) => {
    const { values } = newRun(cloud);
    await expect(values("getCmk", names)).rejects.toThrow(expected);
  });

  test("takes a full name only as arn", async () => {
    const { run, values } = newRun(cloud);
    await expect(values("getCmk", { arn: "nonsense" })).rejects.toThrow(
      /^arn "nonsense" is no full name of a key\./,
    );
    const id = run.idOf(run.fake.add());
    await expect(values("getCmk", { arn: id })).rejects.toThrow(/by its `id`/);
  });

  test("getCmks takes no prefix of an alias that no key has", async () => {
    const { run, call } = newRun(cloud);
    const args = { ...run.place, aliasPrefix: "alias/s" };
    const { failures } = await call("getCmks", args);
    expect(failures).toEqual([
      {
        property: "aliasPrefix",
        reason: expect.stringContaining("must be without alias/") as string,
      },
    ]);
  });

  test("tells of alias/ in an alias that no key has", async () => {
    const { run, values } = newRun(cloud);
    const named = { ...run.place, alias: "alias/orders" };
    await expect(withoutWaits(() => values("getCmk", named))).rejects.toThrow(
      /no key with alias "alias\/orders" in .*\. Leave out alias\/\.$/,
    );
  });

  test("reads once more before a key counts as missing", async () => {
    const { run, fake, values } = newRun(cloud);
    const key = fake.add({ aliases: ["orders"] });
    for (const name of namesOf(run, key)) {
      const found = () => withoutWaits(() => values("getCmk", name));
      fake.hide(key.keyId, { reads: 1 });
      expect(await found()).toMatchObject({ keyId: key.keyId });
      fake.hide(key.keyId, { reads: 9 });
      await expect(found()).rejects.toMatchObject({ status: "NOT_FOUND" });
    }
  });

  test("tells what it found by alias, where that can't be read in full", async () => {
    const { fake, values, place } = newRun(cloud);
    const key = fake.add({ aliases: ["orders"] });
    fake.happens({
      method: "findByAlias",
      moment: "after",
      others: () => {
        fake.hide(key.keyId, { by: "describe", reads: 9 });
      },
    });
    const named = { ...place, alias: "orders" };
    const found = await withoutWaits(() => values("getCmk", named));
    expect(found).toMatchObject({ keyId: key.keyId });
  });

  test("refuses a key in another state than is asked for, and tells its end", async () => {
    const { run, fake, values } = newRun(cloud);
    const key = fake.add({
      state: "PendingDeletion",
      deletionDate: "2100-01-02T00:00:00Z",
    });
    const named = { id: run.idOf(key) };
    await expect(
      values("getCmk", { ...named, states: ["Enabled", "Disabled"] }),
    ).rejects.toThrow(
      /is PendingDeletion, and is destroyed on 2100-01-02.*Enabled or Disabled/,
    );
    expect(
      await values("getCmk", { ...named, states: ["PendingDeletion"] }),
    ).toMatchObject({ keyState: "PendingDeletion" });
  });

  test("goes by the provider's cloud and region", async () => {
    const { region } = new FakeRun(cloud).place;
    const { fake, values } = newRun(cloud, { [`${cloud}Region`]: region });
    const { keyId } = fake.add({ aliases: ["orders"] });
    expect(await values("getCmk", { alias: "orders" })).toMatchObject({
      keyId,
    });
  });

  test.each([
    [{}, "cloud is required: alibaba or tencent"],
    [{ cloud }, "region is required: a region of"],
    [{ cloud, region: "nowhere" }, 'region is "nowhere"'],
  ])("can't look for an alias in %j", async (place, expected) => {
    const { values, fake } = newRun(cloud);
    await expect(
      values("getCmk", { ...place, alias: "orders" }),
    ).rejects.toThrow(expected);
    expect(fake.calls).toEqual([]);
  });

  test("what is looked up with a secret is secret", async () => {
    const { run, fake, call } = newRun(cloud);
    const id = run.idOf(fake.add());
    expect((await call("getCmk", { id })).result.secrets).toEqual([]);
    expect((await call("getCmk", { id }, ["id"])).result.secrets).toEqual([[]]);
  });
});

describe.each(CLOUD_NAMES)("the functions on %s", (cloud) => {
  test("getCmks tells the keys that its filters leave", async () => {
    const { fake, values, place } = newRun(cloud);
    const on = fake.add({ tags: { a: "1" } });
    fake.add({ state: "Disabled" });
    const { cmks } = await values("getCmks", { ...place, states: ["Enabled"] });
    expect(cmks).toEqual([
      expect.objectContaining({ keyId: on.keyId, tags: { a: "1" } }),
    ]);
  });

  test("getCmks tells whose a key is", async () => {
    const { fake, values, place } = newRun(cloud);
    fake.add();
    fake.add({ ownerId: "0123456789abcdef" });
    fake.add({ product: "Ecs" });
    const { cmks } = await values("getCmks", place);
    const whose = (cmks as Properties[]).map(({ owner, product }) => ({
      ...(owner === undefined ? {} : { owner }),
      ...(product === undefined ? {} : { product }),
    }));
    expect(whose).toEqual(
      expect.arrayContaining([
        {},
        { owner: "0123456789abcdef" },
        { product: "Ecs" },
      ]),
    );
  });

  test("getPublicKey tells both forms", async () => {
    const { run, fake, values } = newRun(cloud);
    const key = fake.add({ spec: "RSA_2048" });
    expect(await values("getPublicKey", { id: run.idOf(key) })).toEqual({
      keyId: key.keyId,
      publicKeyPem: expect.stringContaining("PUBLIC KEY") as string,
      publicKeyDer: expect.any(String) as string,
    });
  });

  test("getKeyVersions tells the versions and the primary one, where the cloud lists them", async () => {
    const { run, fake, values } = newRun(cloud);
    const key = fake.add();
    const call = values("getKeyVersions", { id: run.idOf(key) });
    if (cloud === "tencent")
      return expect(call).rejects.toThrow(
        "Tencent Cloud does not list the versions of a key",
      );
    const { creationDate, primaryKeyVersion: id } = key;
    expect(await call).toEqual({
      keyId: key.keyId,
      versions: [{ id, creationDate, primary: true }],
    });
  });

  test("a wrong argument is named, and nothing is called", async () => {
    const { fake, call } = newRun(cloud);
    const { failures } = await call("getCmk", { id: 7, colour: "red" });
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "colour",
      "id",
    ]);
    expect(fake.calls).toEqual([]);
  });

  test.each(["id", "arn"] as const)(
    "another place than that of the %s is refused",
    async (name) => {
      const { run, fake, call, place } = newRun(cloud);
      const key = fake.add();
      const named = { [name]: name === "id" ? run.idOf(key) : key.arn };
      const other = cloud === "alibaba" ? "tencent" : "alibaba";
      const calls = fake.calls.length;
      for (const [part, value] of [
        ["cloud", other],
        ["region", "elsewhere"],
      ] as const)
        await expect(
          call("getCmk", { ...named, [part]: value }),
        ).rejects.toThrow(`${part} is "${value}", but ${name} names a key of`);
      expect(fake.calls).toHaveLength(calls);
      await call("getCmk", { ...named, ...place });
    },
  );

  test("an empty list of states is refused", async () => {
    const { run, fake, call } = newRun(cloud);
    const id = run.idOf(fake.add());
    const { failures } = await call("getCmk", { id, states: [] });
    expect(failures).toEqual([
      { property: "states", reason: "must not be empty" },
    ]);
  });

  test("null is as good as absent, and what is unknown is refused", async () => {
    const { run, fake, values } = newRun(cloud);
    const id = run.idOf(fake.add());
    expect(await values("getCmk", { id, alias: null })).toMatchObject({ id });
    await expect(values("getCmk", { id: UNKNOWN })).rejects.toThrow(
      "not known yet: id",
    );
  });

  test("one that is none is reported", async () => {
    const { call } = newRun(cloud);
    await expect(call("getKey", {})).rejects.toMatchObject({
      status: "UNIMPLEMENTED",
    });
  });
});

describe.each(CLOUD_NAMES)("a list on %s", (cloud) => {
  test("names keys by alias or id, up to its limit", async () => {
    const { run, fake, listed, place } = newRun(cloud);
    const keys = ["orders", "bills"].map((alias) =>
      fake.add({ aliases: [alias] }),
    );
    const items = keys.map((key) => ({
      id: run.idOf(key),
      name: key.aliases[0],
    }));
    expect(await listed(place)).toEqual(items);
    expect(await listed(place, 1)).toEqual(items.slice(0, 1));
    if (cloud === "tencent") return;
    const plain = fake.add();
    expect((await listed(place)).at(-1)?.name).toBe(plain.keyId);
  });

  test.each([
    [{}, "cmk:index:Key", "there is no resource"],
    [{ states: "Enabled" }, "cmk:index:Cmk", "states"],
    [{ region: UNKNOWN }, "cmk:index:Cmk", "not known yet"],
  ] as const)("of %j in %s is refused", async (query, token, expected) => {
    const { listed, fake } = newRun(cloud);
    await expect(listed({ ...query }, 0, token)).rejects.toThrow(expected);
    expect(fake.calls).toEqual([]);
  });
});

test.each(CLOUD_NAMES)(
  "on %s a product's key can be read, and is not among those that can be imported",
  async (cloud) => {
    const { run, fake, values, listed } = newRun(cloud);
    const key = fake.add({ product: "Ecs", creator: "Ecs" });
    const own = fake.add();
    const found = await values("getCmk", { id: run.idOf(key) });
    expect(found).toMatchObject({
      ...{ keyId: key.keyId, creator: "Ecs", product: "Ecs" },
    });
    expect(await listed(run.place)).toMatchObject([{ id: run.idOf(own) }]);
  },
);
