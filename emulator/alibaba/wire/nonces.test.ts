import { Nonces } from "./nonces";

const MINUTE = 60_000;

test("a nonce is refused again for half an hour", () => {
  const nonces = new Nonces();
  const start = 1_000_000 * MINUTE;
  expect(nonces.use("a", start)).toBe(true);
  expect(nonces.use("b", start + MINUTE)).toBe(true);
  for (const minutes of [0, 1, 29, 30])
    expect(nonces.use("a", start + minutes * MINUTE)).toBe(false);
});

test("a nonce is forgotten after an hour, whatever came between", () => {
  const quiet = new Nonces();
  quiet.use("a", 0);
  expect(quiet.use("a", 61 * MINUTE)).toBe(true);
  const busy = new Nonces();
  for (let minute = 0; minute <= 60; minute++)
    busy.use(`n${minute}`, minute * MINUTE);
  expect(busy.use("n0", 61 * MINUTE)).toBe(true);
});
