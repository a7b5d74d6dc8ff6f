import { randomBytes } from "node:crypto";

/** Between the Gregorian reform, where UUID time begins, and 1970, in units of 100 ns. */
const GREGORIAN_OFFSET = 0x01b21dd213814000n;

/**
 * First bytes of a virtual machine's network address, as in the cloud's own ids
 * (docs/clouds/tencent.md#ids-and-values).
 */
const NODE_PREFIX = "525400";

/** A version 1 UUID with the time inside, as the cloud makes its KeyIds. `now` in epoch milliseconds. */
export function timeUuid(now: number): string {
  const random = randomBytes(5);
  // The last four digits of the time are below a millisecond.
  const ticks = BigInt(now) * 10_000n + GREGORIAN_OFFSET;
  const time = ticks.toString(16).padStart(16, "0").slice(-15);
  const sequence = 0x8000 | (random.readUInt16BE(0) & 0x3fff);
  return [
    time.slice(7),
    time.slice(3, 7),
    `1${time.slice(0, 3)}`,
    sequence.toString(16),
    NODE_PREFIX + random.subarray(2).toString("hex"),
  ].join("-");
}

/** A text that sorts KeyIds by the time inside them. */
export function timeOrder(uuid: string): string {
  const [low = "", mid = "", high = ""] = uuid.split("-");
  return high + mid + low;
}

/**
 * Whether a text has the form of a KeyId; anything else is InvalidKeyId, not CmkNotFound
 * (docs/clouds/tencent.md#lists-of-keys).
 */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
