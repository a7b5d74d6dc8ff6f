import fc from "fast-check";
import { RateLimit, type Turn } from "./rate-limit";

const TEN_A_SECOND = { perSecond: 10, burst: 1 };

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
  const rate = { perSecond: 98, burst: 2 };
  const pauses = fc.array(fc.nat(700), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(pauses, (all) => {
      const limit = new RateLimit(rate);
      const sent: number[] = [];
      for (const pause of all) {
        for (let n = 0; n < 60; n++) {
          const { round, wait } = limit.take();
          if (round !== undefined) sent.push(Date.now() + wait);
        }
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

/** Waits for the next turn. */
function next(limit: RateLimit): { turn: Turn; waited: number } {
  for (let waited = 0; ;) {
    const turn = limit.take();
    jest.advanceTimersByTime(turn.wait);
    waited += turn.wait;
    if (limit.holds(turn)) return { turn, waited };
  }
}

function accept(limit: RateLimit, calls: number): void {
  for (let call = 0; call < calls; call++) {
    next(limit);
    limit.accepted();
  }
}

function refuse(limit: RateLimit): void {
  limit.refused(next(limit).turn);
}

/** Milliseconds from one turn to the next. */
function interval(limit: RateLimit): number {
  next(limit);
  return next(limit).waited;
}

test("once the rate is lowered, and may grow, what lies further ahead than a second is not assigned", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  accept(limit, 10);
  refuse(limit);
  next(limit);
  const turns = Array.from({ length: 10 }, () => limit.take());
  expect(turns[9]).toMatchObject({ wait: 1000, round: undefined });
  expect(turns.filter((turn) => limit.holds(turn))).toHaveLength(4);
});

test("a refusal deals out anew the turns that lie ahead, after a pause", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  const [first, ahead] = [limit.take(), limit.take()];
  limit.refused(first);
  expect(limit.holds(ahead)).toBe(false);
  limit.giveBack(ahead);
  const { waited } = next(limit);
  expect(waited).toBeGreaterThan(300);
  expect(waited).toBeLessThan(700);
});

test("the first refusal tells the share: two that have used a limit together use half of it each", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  accept(limit, 11);
  refuse(limit);
  expect(interval(limit)).toBeGreaterThan(200);
  expect(interval(limit)).toBeLessThan(220);
});

test("a process that comes late begins slowly", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  refuse(limit);
  expect(interval(limit)).toBeGreaterThan(600);
});

test("calls that were under way at a refusal tell nothing new, nor does one before others have slowed down", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  accept(limit, 10);
  const underWay = [limit.take(), limit.take()];
  for (const turn of underWay) limit.refused(turn);
  const before = interval(limit);
  refuse(limit);
  expect(Math.abs(interval(limit) - before)).toBeLessThan(5);
});

test("each later refusal slows down a little more, and many calls without one speed up again", () => {
  const limit = new RateLimit(TEN_A_SECOND);
  accept(limit, 10);
  refuse(limit);
  const share = interval(limit);
  accept(limit, 5);
  refuse(limit);
  const slower = interval(limit);
  expect(slower).toBeGreaterThan(1.1 * share);
  accept(limit, 15);
  expect(interval(limit)).toBeLessThan(slower);
  accept(limit, 50);
  expect(interval(limit)).toBe(100);
});
