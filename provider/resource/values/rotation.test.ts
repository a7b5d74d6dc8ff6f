import fc from "fast-check";
import { formatInterval, parseInterval } from "./rotation";

test.each([
  ["7d", 604_800],
  ["168h", 604_800],
  ["10080m", 604_800],
  ["604800s", 604_800],
  ["0d", 0],
])("%s is %d seconds", (text, seconds) => {
  expect(parseInterval(text)).toBe(seconds);
});

test.each(["", "7", "d", "7 d", "7D", "-7d", "7.5d", "7w", "1e3s", "7dd"])(
  "%j is not an interval",
  (text) => {
    expect(parseInterval(text)).toBeUndefined();
  },
);

test("every interval is read back from its shortest form", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), (seconds) => {
      expect(parseInterval(formatInterval(seconds))).toBe(seconds);
    }),
  );
});
