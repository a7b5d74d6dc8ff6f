import { getEventListeners } from "node:events";
import { lookingContext } from "./looking";
import { contextOf } from "../testing";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a look goes on after Cancel, for four seconds", () => {
  const cancel = new AbortController();
  const { context } = lookingContext(contextOf({ signal: cancel.signal }));
  jest.advanceTimersByTime(10_000);
  cancel.abort();
  jest.advanceTimersByTime(3_900);
  expect(context.signal.aborted).toBe(false);
  jest.advanceTimersByTime(200);
  expect(context.signal.aborted).toBe(true);
});

test("a look that begins after Cancel and after the user's time has its own time", () => {
  const late = contextOf({ signal: AbortSignal.abort(), deadline: 0 });
  const { context } = lookingContext(late);
  expect(context.signal.aborted).toBe(false);
  expect(context.deadline).toBeGreaterThan(Date.now());
});

test("a look that has ended leaves no listener on the signal that outlives it", () => {
  const { signal } = new AbortController();
  const { end } = lookingContext(contextOf({ signal }));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  end();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
