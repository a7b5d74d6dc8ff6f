import { FakeKeyService } from "../../../tests/support/fake-key-service";
import { FakeRun } from "../../../tests/support/fake-run";
import { bag, listeningHost, URN } from "../../../tests/support/resource";
import type { KeyInclude } from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import type { CmkInputs } from "../../model/inputs";
import type { CloudName } from "../../model/types";
import { diff } from "../plan/diff";
import { Session } from "../session/session";
import { ownerIdOf } from "../values/owner";
import type { Properties, Value } from "../values/properties";
import { partsToRead, read } from "./read";

const OTHER_URN = URN.replace("orders", "bills");

async function imported(
  cloud: CloudName,
  owner?: string,
  known = false,
  isOnlyRead = false,
) {
  const region = cloud === "alibaba" ? "cn-hangzhou" : "ap-singapore";
  const fake = new FakeKeyService(cloud);
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure("provider-id", bag({}));
  const ownerId = owner && ownerIdOf("provider-id", owner);
  const { keyId } = fake.add({ region, ownerId });
  const id = `${cloud}/${region}/${keyId}`;
  if (known) session.history.noteInState(OTHER_URN, id);
  const host = listeningHost();
  await read(
    {
      id,
      urn: URN,
      inputs: bag({}),
      outputs: bag({}),
      isOnlyRead,
      timeout: 10,
    },
    session,
    host,
  );
  return host.logged.join();
}

describe.each<CloudName>(["alibaba", "tencent"])("an import on %s", (cloud) => {
  test.each([undefined, URN])("of %s's key logs nothing", async (owner) => {
    expect(await imported(cloud, owner)).toBe("");
  });

  test("of a key made for another resource says what a deletion would do", async () => {
    const messages = await imported(cloud, OTHER_URN);
    expect(messages).toMatch(/^info: .*made for another resource.*destruction/);
  });

  test.each([undefined, OTHER_URN])(
    "of a key that this stack has already warns, and names the resource",
    async (owner) => {
      const messages = await imported(cloud, owner, true);
      expect(messages).toMatch(/^warning: .*destruction/);
      expect(messages).toContain(OTHER_URN);
    },
  );
});

describe.each<CloudName>(["alibaba", "tencent"])(
  "a `.get()` on %s",
  (cloud) => {
    test.each([false, true])(
      "of another resource's key logs nothing, whether this run knows that (%s)",
      async (known) => {
        expect(await imported(cloud, OTHER_URN, known, true)).toBe("");
      },
    );

    test("of a key with several aliases, which is to be destroyed, tells only of that", async () => {
      const run = new FakeRun(cloud);
      const key = run.fake.add({
        state: "PendingDeletion",
        deletionDate: "2100-01-02T00:00:00Z",
        aliases: cloud === "alibaba" ? ["a", "b"] : ["a"],
      });
      await run.read({ id: run.idOf(key), isOnlyRead: true });
      expect(run.messages).toMatch(
        /^warning: [^\n]*2100-01-02[^\n]*To cancel it now: [^\n]+$/,
      );
      expect(run.messages).not.toContain("pulumi up");
    });
  },
);

test.each<CloudName>(["alibaba", "tencent"])(
  "on %s a refresh keeps a deletionPolicy of another version, which guards the key",
  async (cloud) => {
    const run = new FakeRun(cloud);
    run.session.configure("provider-id", bag({}));
    const key = run.fake.add({});
    const { region } = key;
    const state = bag({ cloud, region, deletionPolicy: "ARCHIVE" });
    const request = { id: run.idOf(key), urn: URN, timeout: 10 };
    const reply = await read(
      { ...request, inputs: state, outputs: state },
      run.session,
      listeningHost(),
    );
    for (const { values } of [reply?.inputs, reply?.outputs].map(
      (x) => x ?? bag({}),
    ))
      expect(values["deletionPolicy"]).toBe("ARCHIVE");
  },
);

describe.each<CloudName>(["alibaba", "tencent"])(
  "on %s an import in place of the key that a refresh has shown",
  (cloud) => {
    const importInPlace = async (state: Properties, sameKey = false) => {
      const run = new FakeRun(cloud);
      run.session.configure("provider-id", bag({}));
      const id = run.idOf(run.fake.add({ aliases: ["new"] }));
      const old = sameKey ? id : run.idOf(run.fake.add({}));
      const inputs = bag(state);
      run.session.history.noteDiff(URN, { id: old, inputs, ...state });
      const request = { id, urn: URN, timeout: 10, outputs: bag({}) };
      const host = listeningHost();
      await read({ ...request, inputs: bag({}) }, run.session, host);
      return host.logged.join();
    };

    test("says when that key is destroyed", async () => {
      const state = { cloud, deletionWindowInDays: 7 };
      expect(await importInPlace(state)).toMatch(
        /^warning: This replaces key .* destroyed in 7 days/,
      );
    });

    test("is refused if that key is guarded", async () => {
      const state = { cloud, deletionPolicy: "PREVENT" } as const;
      await expect(importInPlace(state)).rejects.toThrow(
        /guarded by deletionPolicy: PREVENT. Nothing was imported/,
      );
    });

    test("says nothing of the same key, and of what was only read", async () => {
      expect(await importInPlace({ deletionPolicy: "PREVENT" }, true)).toBe("");
      expect(await importInPlace({})).toBe("");
    });
  },
);

test.each<CloudName>(["alibaba", "tencent"])(
  "on %s a key that a cloud product made can't be imported, and a key of the state stays",
  async (cloud) => {
    const run = new FakeRun(cloud);
    run.session.configure("provider-id", bag({}));
    const key = run.fake.add({ product: "Ecs" });
    const request = { id: run.idOf(key), urn: URN, timeout: 10 };
    const empty = { inputs: bag({}), outputs: bag({}) };
    await expect(
      read({ ...request, ...empty }, run.session, run.host),
    ).rejects.toThrow(/made by the cloud product Ecs.*getCmk/);
    const values = { cloud, region: key.region };
    const known = { inputs: bag(values), outputs: bag(values) };
    const reply = await read({ ...request, ...known }, run.session, run.host);
    expect(reply?.id).toBe(request.id);
  },
);

/** Parameters, and what a later version of the cloud might tell of them. */
const NEW_VALUES = [
  ["alibaba", "protectionLevel", "HSM", "ProtectionLevel"],
  ["tencent", "hsmClusterId", "cls-hsm-1", "HsmClusterId"],
] as const;

test.each(NEW_VALUES)(
  "on %s a value of %s that is new to the provider is reported, and the state's stays",
  async (cloud, name, known, field) => {
    const region = cloud === "alibaba" ? "cn-hangzhou" : "ap-singapore";
    const fake = new FakeKeyService(cloud);
    const session = new Session(() => Promise.resolve(fake.service));
    session.configure("provider-id", bag({}));
    const key = fake.add({
      region,
      unknownParameters: { [name]: { field, value: '"QUANTUM"' } },
    });
    delete key[name];
    const { keyId } = key;
    const id = `${cloud}/${region}/${keyId}`;
    const host = listeningHost();
    const values = { cloud, region, [name]: known };
    const reply = await read(
      {
        id,
        urn: URN,
        inputs: bag(values),
        outputs: bag(values),
        timeout: 10,
      },
      session,
      host,
    );
    expect(host.logged).toEqual([
      `warning: Key ${keyId} in ${region}: its ${field} is "QUANTUM", which this version of the provider does not know. \`${name}\` stays as the state has it. Use a newer version of the provider.`,
    ]);
    expect(reply?.inputs.values).toMatchObject({ [name]: known });
    expect(reply?.outputs.values).toMatchObject({ [name]: known });
  },
);

test("an alias that a failed update may have set is read, so that a program that has given it up removes it", async () => {
  const fake = new FakeKeyService("alibaba");
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure("provider-id", bag({}));
  const region = "cn-hangzhou";
  const { keyId } = fake.add({ region, aliases: ["orders", "others"] });
  const values = { cloud: "alibaba", region };
  const key = { id: `alibaba/${region}/${keyId}`, urn: URN };
  const reply = await read(
    {
      ...key,
      inputs: bag(values),
      outputs: bag({ ...values, alias: "orders" }),
      timeout: 10,
    },
    session,
    listeningHost(),
  );
  const { inputs = bag({}), outputs = bag({}) } = reply ?? {};
  expect(outputs.values).toMatchObject({ alias: "orders" });
  const olds = { oldInputs: inputs, oldOutputs: outputs };
  const news = bag(values);
  const { detailed } = diff({ ...key, ...olds, news, ignoreChanges: [] });
  expect(detailed["alias"]?.kind).toBe("delete");
});

test("what no cloud reports is as the outputs have it, where an update that failed has left other inputs", async () => {
  const fake = new FakeKeyService("tencent");
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure("provider-id", bag({}));
  const region = "ap-singapore";
  const { keyId } = fake.add({ region });
  const values = { cloud: "tencent", region, deletionWindowInDays: 7 };
  const reply = await read(
    {
      id: `tencent/${region}/${keyId}`,
      urn: URN,
      inputs: bag(values),
      outputs: bag({
        ...values,
        keyId,
        deletionPolicy: "PREVENT",
        deletionWindowInDays: 14,
      }),
      timeout: 10,
    },
    session,
    listeningHost(),
  );
  expect(reply?.outputs.values).toMatchObject({
    deletionPolicy: "PREVENT",
    deletionWindowInDays: 14,
  });
  expect(session.history.inputsToReplace(URN)).toMatchObject({
    deletionPolicy: "PREVENT",
  });
});

test.each<[CloudName, CmkInputs, Partial<KeyInclude>]>([
  ["alibaba", {}, { aliases: false, policy: false }],
  ["alibaba", { alias: "orders" }, { aliases: true, policy: false }],
  [
    "alibaba",
    { additionalAliases: ["bills"] },
    { aliases: true, expectedAliases: ["bills"] },
  ],
  ["alibaba", { policy: "{}" }, { aliases: false, policy: true }],
  // Its one alias costs no call.
  ["tencent", {}, { aliases: true, policy: false }],
])("a refresh on %s of a key with %j asks for %j", (cloud, inputs, parts) => {
  const request = { inputs: bag(inputs), outputs: bag({}) };
  expect(partsToRead(CLOUDS[cloud], request)).toMatchObject(parts);
});

test("a refresh asks for a policy that the program no longer gives", () => {
  const request = { inputs: bag({}), outputs: bag({ policy: "{}" }) };
  expect(partsToRead(CLOUDS.alibaba, request).policy).toBe(true);
});

test("a refresh says nothing of a key's other owner, and keeps the digest of its material", async () => {
  const run = new FakeRun("alibaba");
  const ownerId = ownerIdOf("provider-id", OTHER_URN);
  const key = run.fake.add({ ownerId });
  const known = (digest: Value) => ({
    id: run.idOf(key),
    inputs: run.place,
    outputs: { ...run.place, keyMaterialDigest: digest },
  });
  const reply = await run.read(known("abc"));
  expect(reply?.outputs.values).toMatchObject({ keyMaterialDigest: "abc" });
  const damaged = await run.read(known(7));
  expect(damaged?.outputs.values).not.toHaveProperty("keyMaterialDigest");
  expect(run.messages).toBe("");
});
