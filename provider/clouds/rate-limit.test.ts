import fc from "fast-check";
import { RateLimit } from "./rate-limit";

const TEN_A_SECOND = { perSecond: 10, burst: 1, afterRefusal: 5 };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function waits(limit: RateLimit, count: number): number[] {
  return Array.from({ length: count }, () => limit.take().wait);
}

test("turns follow each other at even intervals, in the order in which they were asked for", () => {
  expect(waits(new RateLimit(TEN_A_SECOND), 5)).toEqual([
    0, 100, 200, 300, 400,
  ]);
});

test("no second holds more turns than burst and refill, whenever they are asked for", () => {
  const rate = { perSecond: 98, burst: 2, afterRefusal: 50 };
  const pauses = fc.array(fc.nat(700), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(pauses, (all) => {
      const limit = new RateLimit(rate);
      const sent: number[] = [];
      for (const pause of all) {
        for (let n = 0; n < 60; n++) sent.push(Date.now() + limit.take().wait);
        jest.advanceTimersByTime(pause);
      }
      for (const start of sent)
        expect(
          sent.filter((at) => at >= start && at < start + 1000).length,
        ).toBeLessThanOrEqual(100);
    }),
    { numRuns: 20 },
  );
});

test("a turn that is not made use of is the next one's", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  const [first, second] = [limit.take(), limit.take()];
  limit.giveBack(second);
  expect([first.wait, limit.take().wait]).toEqual([0, 100]);
});

test("a pause does not save up more turns than the burst", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  jest.advanceTimersByTime(60_000);
  expect(waits(limit, 3)).toEqual([0, 100, 200]);
});

test("turns that a pause of the process let pass are dealt out anew, not used all at once", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  const turns = Array.from({ length: 20 }, () => limit.take());
  jest.advanceTimersByTime(60_000);
  expect(turns.filter((turn) => limit.holds(turn))).toEqual([]);
  expect(waits(limit, 3)).toEqual([0, 100, 200]);
});

test("a turn that is only a little late holds", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  const [, second] = [limit.take(), limit.take()];
  jest.advanceTimersByTime(second.wait + 50);
  expect(limit.holds(second)).toBe(true);
});

test("a refusal deals out anew the turns that lie ahead, at longer intervals, for a while", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  const [, ahead] = [limit.take(), limit.take()];
  limit.refused();
  expect(limit.holds(ahead)).toBe(false);
  limit.giveBack(ahead);
  expect(waits(limit, 3)).toEqual([200, 400, 600]);
  jest.advanceTimersByTime(60_000);
  expect(waits(limit, 3)).toEqual([0, 100, 200]);
});
