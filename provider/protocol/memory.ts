import { setFlagsFromString } from "node:v8";

/**
 * The garbage collector runs as soon as the heap is 80 % larger than what was alive in it last, and the nursery keeps
 * its first size. A V8 that does not know a flag reports that on stderr, and continues.
 */
const FLAGS = ["--heap-growing-percent=80", "--semi-space-growth-factor=1"];

/**
 * Keeps the process small: an engine starts at least one plugin for each stack, and by default V8 uses several times
 * the memory that is needed. With 2,000 keys, Node.js 24 uses 125 MB instead of 290 MB, for a sixth more processor
 * time.
 */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
