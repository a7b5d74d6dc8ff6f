import { contextOf } from "../../../tests/support/clouds/bench";
import { withoutWaits } from "../../../tests/support/fake-run";
import { isRotatedSoon } from "./rotation";

/** Reads that show the rotation from the given one on. */
function shownBy(read: number) {
  let reads = 0;
  return jest.fn(() => {
    reads += 1;
    return Promise.resolve(reads >= read);
  });
}

test.each([
  [1, true, 1],
  [4, true, 4],
  [7, false, 6],
])(
  "a rotation that read %i shows is seen: %p, after %i reads",
  async (read, expected, count) => {
    const reads = shownBy(read);
    const seen = () => isRotatedSoon(reads, contextOf());
    expect(await withoutWaits(seen)).toBe(expected);
    expect(reads).toHaveBeenCalledTimes(count);
  },
);

test("a read that fails shows nothing, and the next one is made", async () => {
  const reads = jest
    .fn<Promise<boolean>, []>()
    .mockRejectedValueOnce(new Error("no answer"))
    .mockResolvedValue(true);
  const seen = () => isRotatedSoon(reads, contextOf());
  expect(await withoutWaits(seen)).toBe(true);
});

test("it is not waited for after the deadline, nor after Cancel", async () => {
  const reads = shownBy(2);
  const late = contextOf({ deadline: Date.now() + 100 });
  expect(await isRotatedSoon(reads, late)).toBe(false);
  const cancelled = contextOf({ signal: AbortSignal.abort() });
  expect(await isRotatedSoon(shownBy(2), cancelled)).toBe(false);
});
