import { FakeRun, ownerOf as ownerIn } from "../../../tests/support/fake-run";
import { bag, URN } from "../../../tests/support/resource";
import { CLOUDS } from "../../clouds/registry";
import { CLOUD_NAMES } from "../../model/types";
import { aliasTaken, isOwn, otherResource } from "./key-owner";

const OTHER_URN = URN.replace("orders", "bills");

describe.each(CLOUD_NAMES)("a key on %s", (cloud) => {
  function newHolder() {
    const run = new FakeRun(cloud);
    const holder = run.fake.add();
    const { session } = run;
    const { history } = session;
    const applicant = { urn: URN, session };
    const explained = (ownerId?: string, refusal?: string) =>
      aliasTaken(CLOUDS[cloud], "orders", holder, applicant, ownerId, refusal)
        .message;
    return { history, holder, id: run.idOf(holder), applicant, explained };
  }

  test.each<[string, string | undefined, string | undefined, boolean]>([
    ["no owner", undefined, undefined, false],
    ["the resource's owner", ownerIn(), undefined, true],
    ["the owner of the key in the state", "moved", "moved", true],
    ["another owner", "theirs", undefined, false],
    ["another owner than the key in the state", "theirs", "moved", false],
  ])("that has %s", async (_what, ownerId, stateOwner, expected) => {
    const { holder, applicant } = newHolder();
    const former = () => Promise.resolve(stateOwner);
    const own = isOwn(holder, ownerId, CLOUDS[cloud], applicant, former);
    expect(await own).toBe(expected);
  });

  test("that this run knows as another resource's is not this one's, whatever its owner", async () => {
    const { history, holder, id, applicant } = newHolder();
    history.noteInState(OTHER_URN, id);
    const former = () => Promise.resolve(undefined);
    expect(
      await isOwn(holder, ownerIn(), CLOUDS[cloud], applicant, former),
    ).toBe(false);
  });

  test("is another resource's by its owner, or by the state", () => {
    const { history, id, applicant } = newHolder();
    history.noteCheck(OTHER_URN, {});
    history.noteInState(URN, id);
    expect(otherResource(id, ownerIn(), applicant)).toBeUndefined();
    expect(otherResource(id, ownerIn(OTHER_URN), applicant)).toBe(OTHER_URN);
    history.noteInState(OTHER_URN, id);
    expect(otherResource(id, undefined, applicant)).toBe(OTHER_URN);
  });

  test("whose alias is asked for is said to be whose it is, as far as that is known", () => {
    const { history, id, explained } = newHolder();
    const forced = "run the command again with --refresh";
    const renamed = "If the resource was renamed or moved";
    expect(explained()).toContain(forced);
    expect(explained()).not.toContain(renamed);
    expect(explained("theirs")).toContain("made it for another resource");
    expect(explained("theirs")).toContain(renamed);
    expect(explained("theirs")).not.toContain(forced);
    history.noteInState(OTHER_URN, id);
    expect(explained()).toContain(
      `another resource of this stack, ${OTHER_URN}`,
    );
    expect(explained()).not.toContain(forced);
  });

  test("whose alias is asked for is said to be destroyed only if it is", () => {
    const { holder, explained } = newHolder();
    expect(explained()).not.toContain("is to be destroyed");
    holder.state = "PendingDeletion";
    expect(explained()).toContain("and is to be destroyed. No key");
    expect(explained()).toContain("`pulumi up` then cancels its deletion");
    holder.deletionDate = "2030-01-02T00:00:00Z";
    expect(explained()).toContain("destroyed on 2030-01-02T00:00:00Z. No key");
  });

  test("whose alias is asked for is not to be imported if this stack has it", () => {
    const { history, holder, id, explained } = newHolder();
    const toImport = `pulumi import cmk:index:Cmk orders ${id}.`;
    expect(explained()).toContain(toImport);
    history.noteInState(OTHER_URN, id);
    expect(explained()).not.toContain("import");
    holder.state = "PendingDeletion";
    expect(explained()).not.toContain("import");
  });

  test("whose alias a replacement asks for is to be imported beside the new key", () => {
    const { history, id, explained } = newHolder();
    history.noteDiff(URN, { id: `${id}0`, inputs: bag({}) });
    expect(explained()).toContain(`pulumi import cmk:index:Cmk NAME ${id}.`);
  });

  test("whose alias is asked for by a key that exists is not to be replaced by a new one", () => {
    const { explained } = newHolder();
    for (const owner of [undefined, "theirs"]) {
      expect(explained(owner)).toContain("No key was created. ");
      expect(explained(owner)).toContain("To make a new one");
      const refused = explained(owner, "CreateAlias: taken.");
      expect(refused).toContain("CreateAlias: taken. ");
      expect(refused).not.toMatch(/No key|new one|renamed|forced/);
      expect(refused).toContain("pulumi import cmk:index:Cmk NAME");
      expect(refused.includes("run the command again with --refresh")).toBe(
        owner === undefined,
      );
    }
  });
});
