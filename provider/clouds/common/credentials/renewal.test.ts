import { Renewal, type SessionSource } from "./renewal";

interface Key {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
  expires?: number;
}

const HOUR = 3600_000;

/** Gives sessions with the numbers 1, 2, 3, … that last for `life` milliseconds; a session is begun only when asked for. */
function numbered(life: number) {
  const source: SessionSource<Key> & {
    given: number;
    fails: boolean;
  } = {
    given: 0,
    fails: false,
    fetch: async (): Promise<Key> => {
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

const renewalOf = (source: SessionSource<Key>) =>
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
  const renewal = renewalOf({ fetch: () => Promise.resolve({ ...key }) });
  const refused = await renewal.current();
  expect(await renewal.replace(refused)).toBe(refused);
});

test("a session that never ends is fetched once", async () => {
  const fetch = jest.fn(() =>
    Promise.resolve({ accessKeyId: "id", accessKeySecret: "secret" }),
  );
  const renewal = renewalOf({ fetch });
  await Promise.all([1, 2, 3].map(() => renewal.current()));
  jest.advanceTimersByTime(1e9);
  await renewal.current();
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("what is refused is sent again with a newer session, once, and never with the same", async () => {
  const source = numbered(HOUR);
  const sent: string[] = [];
  const send = ({ accessKeyId }: Key) => {
    sent.push(accessKeyId);
    return Promise.reject(new Error(`refused ${accessKeyId}`));
  };
  await expect(renewalOf(source).use(send, () => true)).rejects.toThrow("id-2");
  await expect(renewalOf(source).use(send, () => false)).rejects.toThrow(
    "id-3",
  );
  const key = { accessKeyId: "id", accessKeySecret: "secret" };
  const fixed = renewalOf({ fetch: () => Promise.resolve({ ...key }) });
  await expect(fixed.use(send, () => true)).rejects.toThrow("refused id");
  expect(sent).toEqual(["id-1", "id-2", "id-3", "id"]);
});
