import { FakeKeyService } from "../../tests/support/fake-key-service";
import { cleanUp } from "./cleanup";
import { MARK, MARK_VALUE } from "./known";

const MARKED = {
  alibaba: { tags: { [MARK]: MARK_VALUE }, aliases: [`${MARK}-5f0e6a21`] },
  tencent: { aliases: [`${MARK}-5f0e6a21-symmetric`] },
};

describe.each(["alibaba", "tencent"] as const)("%s", (name) => {
  let fake: FakeKeyService;

  beforeEach(() => {
    fake = new FakeKeyService(name);
  });

  const clean = (keyIds: string[] = []) =>
    cleanUp({
      wire: { keys: fake.service },
      cloud: name,
      region: fake.region,
      keyIds,
      status: () => undefined,
    });

  test("every key of a run is scheduled for deletion, and no other", async () => {
    const own = ["Enabled", "Disabled", "PendingImport"].map((state, index) =>
      fake.add({
        ...MARKED[name],
        aliases: [`${MARK}-5f0e6a21-${index}`],
        state: state as "Enabled",
      }),
    );
    const other = fake.add({ aliases: ["payroll"] });
    const { scheduled, left } = await clean();
    expect(left).toEqual([]);
    expect(scheduled.sort()).toEqual(own.map(({ keyId }) => keyId).sort());
    for (const { keyId } of own)
      expect(fake.find(keyId)!.state).toBe("PendingDeletion");
    expect(fake.find(other.keyId)!.state).toBe("Enabled");
  });

  test("one that the list doesn't have yet is known by its id", async () => {
    const { keyId } = fake.add({ aliases: ["not-listed"] });
    const { scheduled } = await clean([keyId]);
    expect(scheduled).toEqual([keyId]);
  });

  test("one that is scheduled already costs no call", async () => {
    fake.add({ ...MARKED[name], state: "PendingDeletion" });
    expect(await clean()).toEqual({ scheduled: [], left: [] });
    expect(fake.calls.join()).not.toContain("scheduleDeletion");
  });

  test("a failure is made good by the next pass", async () => {
    const { keyId } = fake.add(MARKED[name]);
    fake.fail("scheduleDeletion", "unknownOutcome");
    fake.fail("list", "unavailable");
    expect(await clean()).toEqual({ scheduled: [keyId], left: [] });
  });

  test("what stays is named with the reason", async () => {
    const { keyId } = fake.add(MARKED[name]);
    fake.happens({ method: "scheduleDeletion", kind: "denied", times: 100 });
    const { scheduled, left } = await clean();
    expect(scheduled).toEqual([]);
    expect(left).toEqual([{ keyId, why: fake.error("denied").message }]);
  });
});

test("protection from deletion is taken off, and so are a run's aliases", async () => {
  const fake = new FakeKeyService("alibaba");
  const { keyId } = fake.add({ ...MARKED.alibaba, deletionProtection: true });
  await cleanUp({
    wire: { keys: fake.service },
    cloud: "alibaba",
    region: fake.region,
    status: () => undefined,
  });
  expect(fake.find(keyId)).toMatchObject({
    state: "PendingDeletion",
    aliases: [],
  });
});
