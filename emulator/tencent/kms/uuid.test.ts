import fc from "fast-check";
import { isUuid, timeUuid } from "./uuid";

const LAST_YEAR = Date.UTC(9999, 0, 1);

/** The time in a version 1 UUID, in epoch milliseconds, by RFC 9562. */
function timeIn(uuid: string): number {
  const [low = "", mid = "", high = ""] = uuid.split("-");
  const ticks = BigInt(`0x${high.slice(1)}${mid}${low}`);
  return Number((ticks - 122_192_928_000_000_000n) / 10_000n);
}

test("a KeyId is a version 1 UUID with its time inside", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LAST_YEAR }), (now) => {
      const uuid = timeUuid(now);
      expect(isUuid(uuid)).toBe(true);
      expect(uuid[14]).toBe("1");
      // 60 bits of 100 ns last until the year 5236.
      if (now < Date.UTC(5236, 0, 1)) expect(timeIn(uuid)).toBe(now);
    }),
  );
});

test("the vendor's sample has the time of its CreateTime inside", () => {
  const seconds = Math.floor(
    timeIn("9999aed0-4956-11e9-bc70-5254005e86b4") / 1000,
  );
  expect(seconds).toBe(1_552_897_190);
});

test("KeyIds of the same moment differ", () => {
  const ids = Array.from({ length: 2000 }, () => timeUuid(1_704_067_200_000));
  expect(new Set(ids).size).toBe(ids.length);
});
