import { ownerOf, withoutWaits } from "../../../tests/support/fake-run";
import { FakeKeyService } from "../../../tests/support/fake-key-service";
import { bag, listeningHost, URN } from "../../../tests/support/resource";
import { CLOUDS } from "../../clouds/registry";
import type { CloudName, KeyState } from "../../model/types";
import { Session } from "../session/session";
import { parseId } from "../values/id";
import { ownedName } from "../values/owner";
import type { Properties } from "../values/properties";
import { remove } from "./delete";
import { retiredAlias } from "./free-alias";

const REGIONS = { alibaba: "cn-hangzhou", tencent: "ap-singapore" } as const;
const CLOUD_NAMES = Object.keys(REGIONS) as CloudName[];
const OTHER_URN = URN.replace("orders", "bills");
const DAY_MS = 86_400_000;

/** A key with the alias "orders", and the Delete of the resource that has it. */
function newDelete(
  cloud: CloudName,
  state: Properties = {},
  keyState: KeyState = "Enabled",
) {
  const region = REGIONS[cloud];
  const fake = new FakeKeyService(cloud);
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure("provider-id", bag({}));
  const key = fake.add({ region, aliases: ["orders"], state: keyState });
  const id = `${cloud}/${region}/${key.keyId}`;
  const host = listeningHost();
  const outputs: Properties = { cloud, region, alias: "orders", ...state };
  const run = () =>
    remove(
      {
        id,
        urn: URN,
        oldInputs: bag({ cloud, region }),
        outputs: bag(outputs),
        timeout: 10,
      },
      session,
      host,
    );
  const days = () =>
    key.deletionDate === undefined
      ? undefined
      : (Date.parse(key.deletionDate) - fake.now) / DAY_MS;
  const said = () => host.logged.join("\n");
  const renamings = () =>
    fake.calls.filter((call) => /^(add|move|remove)Alias/.test(call));
  return { fake, session, key, id, outputs, run, days, said, renamings };
}

describe.each(CLOUD_NAMES)("a deletion on %s", (cloud) => {
  const longest = cloud === "alibaba" ? 366 : 30;

  test.each([
    [undefined, 30],
    [7, 7],
    [10, 10],
    [1, 7],
    [9_999, longest],
  ])("in the window %p schedules in %d days", async (declared, expected) => {
    const { run, key, days, said, id } = newDelete(
      cloud,
      declared === undefined ? {} : { deletionWindowInDays: declared },
    );
    await run();
    expect(key.state).toBe("PendingDeletion");
    expect(days()).toBe(expected);
    expect(said()).toContain(`pulumi import cmk:index:Cmk orders ${id}`);
    const isAdjusted = declared !== undefined && declared !== expected;
    expect(said().includes("is not accepted by")).toBe(isAdjusted);
  });

  test("of a key that was replaced says how to import it beside the new one", async () => {
    const { session, run, said, id } = newDelete(cloud);
    session.history.noteCheck(URN, {});
    await run();
    expect(said()).toContain(`pulumi import cmk:index:Cmk NAME ${id}`);
  });

  describe("before a replacement (deleteBeforeReplace)", () => {
    const replaced = (requested: Properties) => {
      const deletion = newDelete(cloud);
      const { history } = deletion.session;
      const { id, key, outputs } = deletion;
      history.noteCheck(URN, outputs);
      history.noteDiff(URN, { id, inputs: bag(outputs) });
      history.noteCheck(URN, {});
      const place = { cloud, region: key.region };
      history.noteRequested(URN, bag({ ...place, ...requested }));
      return deletion;
    };

    test("goes on if the new key can have what it asks for", async () => {
      const { run, key } = replaced({ alias: "orders" });
      await run();
      expect(key.state).toBe("PendingDeletion");
    });

    test("is refused if another key holds the new one's alias", async () => {
      const { run, key, fake } = replaced({ alias: "bills" });
      fake.add({ region: key.region, aliases: ["bills"] });
      await expect(withoutWaits(run)).rejects.toThrow(
        `Key ${key.keyId} in ${key.region}, which the new key is to replace (deleteBeforeReplace), was left as it is.`,
      );
      expect(key).toMatchObject({ state: "Enabled", aliases: ["orders"] });
    });

    if (cloud === "tencent")
      test("is refused if the cloud can't make the new key", async () => {
        const { run, key, fake } = replaced({});
        fake.fail("precheck", "unsupported");
        await expect(run()).rejects.toThrow("was left as it is");
        expect(key.state).toBe("Enabled");
      });

    test("is no other deletion's concern", async () => {
      const { run, key, session, fake } = replaced({ alias: "bills" });
      fake.add({ region: key.region, aliases: ["bills"] });
      session.history.noteCreated(URN, `${cloud}/${key.region}/new`);
      await run();
      expect(key.state).toBe("PendingDeletion");
    });
  });

  test.each(["Enabled", "Disabled"] as const)(
    "with the policy DISABLE keeps a key that is %s",
    async (keyState) => {
      const policy = { deletionPolicy: "DISABLE" };
      const { run, key, id, said, fake } = newDelete(cloud, policy, keyState);
      await run();
      expect(key.state).toBe("Disabled");
      expect(said()).toContain(
        `To manage it again: pulumi import cmk:index:Cmk orders ${id}`,
      );
      const how = keyState === "Enabled" ? "disabled" : keyState;
      expect(said()).toMatch(
        RegExp(`warning: .* is ${how}\\. It is kept, and still bil`),
      );
      const disabled = fake.calls.some((call) => call.startsWith("disable"));
      expect(disabled).toBe(keyState === "Enabled");
    },
  );

  test.each(["ARCHIVE", 7])(
    "with the unknown policy %p leaves the key as it is",
    async (deletionPolicy) => {
      const { run, key, fake } = newDelete(cloud, { deletionPolicy });
      await expect(run()).rejects.toThrow(/does not know/);
      expect(key.state).toBe("Enabled");
      expect(fake.calls).toEqual([]);
    },
  );

  test("with the policy PREVENT calls no cloud, and says how to go on", async () => {
    const { run, key, fake } = newDelete(cloud, { deletionPolicy: "PREVENT" });
    await expect(run()).rejects.toThrow(
      /guarded by deletionPolicy: PREVENT.*deletionPolicy: SCHEDULE_DELETION.*pulumi state delete/,
    );
    expect(key).toMatchObject({ state: "Enabled", aliases: ["orders"] });
    expect(fake.calls).toEqual([]);
  });

  test.each(["created", "kept"])(
    "with the policy PREVENT of a key that another one, %s in this run, has replaced, says how to get rid of it",
    async (how) => {
      const { run, key, id, session } = newDelete(cloud, {
        deletionPolicy: "PREVENT",
      });
      const other = id.replace(key.keyId, "key-of-the-resource-now");
      if (how === "created") session.history.noteCreated(URN, other);
      else {
        session.history.noteCheck(URN, { cloud });
        session.history.noteDiff(URN, { id: other, inputs: bag({}) });
      }
      const text = `was replaced, but is guarded by deletionPolicy: PREVENT, and was left as it is\\. .*pulumi state delete '${URN}'\\. Choose ${id}`;
      await expect(run()).rejects.toThrow(RegExp(text));
      expect(key.state).toBe("Enabled");
    },
  );

  test("leaves a protected key and its alias as they are", async () => {
    const { run, key } = newDelete(cloud);
    key.deletionProtection = true;
    await expect(run()).rejects.toThrow(/protected against deletion/);
    expect(key).toMatchObject({ state: "Enabled", aliases: ["orders"] });
  });

  test("of a key that is already pending deletion changes nothing", async () => {
    const { run, key, fake, said } = newDelete(cloud, {}, "PendingDeletion");
    key.deletionDate = "2030-01-02T00:00:00Z";
    await run();
    expect(fake.calls).toEqual([`describe ${key.keyId}`]);
    expect(said()).toContain("destroyed on 2030-01-02");
  });

  test("of a key that another resource of the program keeps calls no cloud", async () => {
    const { run, id, session, fake, said } = newDelete(cloud);
    session.history.noteCheck(OTHER_URN, { cloud: "alibaba" });
    session.history.noteDiff(OTHER_URN, { id, inputs: bag({}) });
    await run();
    expect(fake.calls).toEqual([]);
    expect(said()).toContain(OTHER_URN);
  });

  test("is remembered for a Create that follows", async () => {
    const { run, session, id } = newDelete(cloud);
    const { region } = parseId(id, session.config);
    await run();
    expect(session.history.deletedKey(URN)).toEqual({
      id,
      inputs: bag({ cloud, region }),
    });
  });

  test("frees the alias for the next key", async () => {
    const { run, key } = newDelete(cloud);
    await run();
    expect(key.aliases).not.toContain("orders");
  });

  test("leaves the alias alone that others took from the key", async () => {
    const { run, key, renamings } = newDelete(cloud);
    key.aliases = ["theirs"];
    await run();
    expect(renamings()).toEqual([]);
    expect(key).toMatchObject({
      state: "PendingDeletion",
      aliases: ["theirs"],
    });
  });

  test("leaves the alias alone that this run has moved to another key, though a listing still shows it here", async () => {
    const { key, session, run, renamings } = newDelete(cloud);
    const place = { cloud, region: key.region, alias: "orders" };
    session.history.aliases.noteGiven(place, "another-key");
    await run();
    expect(renamings()).toEqual([]);
    expect(key.state).toBe("PendingDeletion");
  });

  test("leaves a retired alias as it is", async () => {
    const { key, run, renamings, outputs } = newDelete(cloud);
    outputs["alias"] = retiredAlias(CLOUDS[cloud], "orders", key.keyId);
    key.aliases = [outputs["alias"]];
    await run();
    expect(renamings()).toEqual([]);
    expect(key.state).toBe("PendingDeletion");
  });

  test.each([true, false])(
    "frees a generated alias only if the program spells it out: %p",
    async (isGiven) => {
      const { key, run, renamings, session, outputs } = newDelete(cloud);
      outputs["alias"] = ownedName("orders", ownerOf(), "0123456789ab");
      key.aliases = [outputs["alias"]];
      session.history.noteAliasGiven(URN, isGiven);
      await run();
      expect(renamings()).toHaveLength(isGiven ? 1 : 0);
    },
  );

  test("whose answer is lost fails, though the key is pending deletion", async () => {
    const { run, key, fake } = newDelete(cloud);
    fake.fail("scheduleDeletion", "unknownOutcome", "after");
    await expect(run()).rejects.toMatchObject({ kind: "unknownOutcome" });
    expect(key.state).toBe("PendingDeletion");
  });

  test.each([
    ["scheduled by others", "PendingDeletion"],
    ["in another state", "Disabled"],
  ] as const)("of a key that is %s meanwhile", async (_how, keyState) => {
    const { run, key, fake, said } = newDelete(cloud);
    fake.happens({
      method: "scheduleDeletion",
      kind: "state",
      others: () => {
        key.state = keyState;
        if (keyState === "PendingDeletion")
          key.deletionDate = "2030-01-02T00:00:00Z";
      },
    });
    if (keyState === "PendingDeletion") {
      await run();
      expect(said()).toContain("destroyed on 2030-01-02");
    } else await expect(run()).rejects.toMatchObject({ kind: "state" });
    expect(key.state).toBe(keyState);
  });

  test("of a key that others schedule before its alias is free", async () => {
    const { run, key, fake, said } = newDelete(cloud);
    fake.happens({
      method: cloud === "tencent" ? "addAlias" : "removeAlias",
      others: () => {
        key.state = "PendingDeletion";
        key.deletionDate = "2030-01-02T00:00:00Z";
      },
    });
    await run();
    expect(said()).toContain("will be destroyed");
    expect(key.state).toBe("PendingDeletion");
  });

  test("of a key that is destroyed meanwhile tells so, and how to take it back", async () => {
    const { run, key, fake, said } = newDelete(cloud);
    fake.happens({
      method: "scheduleDeletion",
      others: () => {
        fake.destroy(key.keyId);
      },
    });
    await withoutWaits(run);
    expect(said()).toMatch(
      /was not deleted, because .* no longer has this key/,
    );
    expect(said()).toContain("pulumi import cmk:index:Cmk orders");
  });

  test("tells of an alias that is lost, where it can't be given back", async () => {
    const { run, key, fake, said } = newDelete(cloud);
    fake.fail("scheduleDeletion", "denied");
    const skip = cloud === "tencent" ? 1 : 0;
    fake.happens({ method: "addAlias", kind: "denied", skip });
    await expect(run()).rejects.toMatchObject({ kind: "denied" });
    expect(key).toMatchObject({ state: "Enabled" });
    expect(key.aliases).not.toContain("orders");
    expect(said()).toContain('has lost its alias "orders"');
  });

  test("gives the alias back where the cloud refuses to schedule", async () => {
    const { run, key, fake } = newDelete(cloud);
    fake.fail("scheduleDeletion", "denied");
    await expect(run()).rejects.toMatchObject({ kind: "denied" });
    expect(key).toMatchObject({ state: "Enabled", aliases: ["orders"] });
    expect(fake.calls.some((call) => call.endsWith("orders"))).toBe(true);
  });
});
