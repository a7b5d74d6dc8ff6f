import { Credentials } from "./credentials";
import type { Credential } from "./credential";

/** Gives a new credential each time, good for so many seconds. */
function source(seconds?: number) {
  let count = 0;
  const find = jest.fn((): Promise<Credential> => {
    const secretId = `id-${++count}`;
    const expires =
      seconds === undefined ? undefined : Date.now() + seconds * 1000;
    return Promise.resolve({ secretId, secretKey: `key-${count}`, expires });
  });
  return { find, credentials: new Credentials(find) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("credentials are looked for once, also by many at a time", async () => {
  const { find, credentials } = source();
  const all = await Promise.all([1, 2, 3].map(() => credentials.current()));
  jest.advanceTimersByTime(1e9);
  all.push(await credentials.current());
  expect(new Set(all).size).toBe(1);
  expect(find).toHaveBeenCalledTimes(1);
});

test("they are renewed five minutes before they expire, once for all who ask", async () => {
  const { find, credentials } = source(7200);
  await credentials.current();
  jest.advanceTimersByTime(6_899_000);
  expect((await credentials.current()).secretId).toBe("id-1");
  jest.advanceTimersByTime(2_000);
  const renewed = await Promise.all([1, 2].map(() => credentials.current()));
  expect(renewed.map(({ secretId }) => secretId)).toEqual(["id-2", "id-2"]);
  expect(find).toHaveBeenCalledTimes(2);
});

test("short-lived ones are renewed at half their life", async () => {
  const { credentials } = source(60);
  await credentials.current();
  jest.advanceTimersByTime(29_000);
  expect((await credentials.current()).secretId).toBe("id-1");
  jest.advanceTimersByTime(2_000);
  expect((await credentials.current()).secretId).toBe("id-2");
});

test("a renewal that fails is no failure while the old ones are good", async () => {
  const { find, credentials } = source(7200);
  await credentials.current();
  find.mockRejectedValue(new Error("sts is down"));
  jest.advanceTimersByTime(7_000_000);
  expect((await credentials.current()).secretId).toBe("id-1");
  jest.advanceTimersByTime(200_000);
  await expect(credentials.current()).rejects.toThrow("sts is down");
});

test("refused ones are replaced once, whoever else was refused with them", async () => {
  const { find, credentials } = source(7200);
  const refused = await credentials.current();
  const others = await Promise.all([
    credentials.insteadOf(refused),
    credentials.insteadOf(refused),
  ]);
  others.push(await credentials.insteadOf(refused));
  expect(others.map((other) => other?.secretId)).toEqual([
    "id-2",
    "id-2",
    "id-2",
  ]);
  expect(find).toHaveBeenCalledTimes(2);
});

test("where the source has no others, there are none", async () => {
  const fixed = { secretId: "id", secretKey: "key" };
  const credentials = new Credentials(() => Promise.resolve({ ...fixed }));
  const refused = await credentials.current();
  expect(await credentials.insteadOf(refused)).toBeUndefined();
});
