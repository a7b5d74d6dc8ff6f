import { Renewal } from "./renewal";
import type { CredentialSource, Session } from "./source";

const HOUR = 3600_000;

/** Gives sessions with the numbers 1, 2, 3, … that last for `life` milliseconds; a session is begun only when asked for. */
function numbered(life: number) {
  const source: CredentialSource & { given: number; fails: boolean } = {
    from: "test",
    given: 0,
    fails: false,
    fetch: async (): Promise<Session> => {
      await Promise.resolve();
      if (source.fails) throw new Error("no session");
      const n = String(++source.given);
      return {
        accessKeyId: `id-${n}`,
        accessKeySecret: `secret-${n}`,
        securityToken: `token-${n}`,
        expires: Date.now() + life,
      };
    },
  };
  return source;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const renewalOf = (source: CredentialSource) =>
  new Renewal(() => Promise.resolve(source));

test("callers at the same time share one session, whose parts belong together", async () => {
  const source = numbered(HOUR);
  const renewal = renewalOf(source);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => renewal.current()),
  );
  expect(source.given).toBe(1);
  expect(all[19]).toMatchObject({
    accessKeyId: "id-1",
    accessKeySecret: "secret-1",
    securityToken: "token-1",
  });
});

test.each([
  [HOUR, HOUR - 6 * 60_000, HOUR - 4 * 60_000],
  [4 * 60_000, 2 * 60_000, 3.5 * 60_000],
])(
  "a session of %d ms is used at %d and renewed at %d",
  async (life, used, renewed) => {
    const source = numbered(life);
    const renewal = renewalOf(source);
    await renewal.current();
    jest.advanceTimersByTime(used);
    expect((await renewal.current()).accessKeyId).toBe("id-1");
    jest.advanceTimersByTime(renewed - used);
    expect((await renewal.current()).accessKeyId).toBe("id-2");
  },
);

test("while a renewal fails the old session serves for as long as it lasts", async () => {
  const source = numbered(HOUR);
  const renewal = renewalOf(source);
  await renewal.current();
  source.fails = true;
  jest.advanceTimersByTime(HOUR - 60_000);
  expect((await renewal.current()).accessKeyId).toBe("id-1");
  jest.advanceTimersByTime(60_000);
  await expect(renewal.current()).rejects.toThrow("no session");
});

test("a failure is not kept", async () => {
  const source = numbered(HOUR);
  const renewal = renewalOf(source);
  source.fails = true;
  await expect(renewal.current()).rejects.toThrow("no session");
  source.fails = false;
  expect((await renewal.current()).accessKeyId).toBe("id-1");
});

test("many calls that were refused with one session replace it once", async () => {
  const source = numbered(HOUR);
  const renewal = renewalOf(source);
  const refused = await renewal.current();
  const newer = await Promise.all(
    Array.from({ length: 20 }, () => renewal.replace(refused)),
  );
  expect(new Set(newer.map(({ accessKeyId }) => accessKeyId))).toEqual(
    new Set(["id-2"]),
  );
  expect(await renewal.replace(refused)).toBe(newer[0]);
  expect(source.given).toBe(2);
});

test("credentials that have not changed come back as they were", async () => {
  const key = { accessKeyId: "id", accessKeySecret: "secret" };
  const renewal = new Renewal(() =>
    Promise.resolve({ from: "test", fetch: () => Promise.resolve({ ...key }) }),
  );
  const refused = await renewal.current();
  expect(await renewal.replace(refused)).toBe(refused);
});
