import { BinaryReader } from "google-protobuf";

type Read = (this: BinaryReader, ...args: unknown[]) => unknown;

/** What generated code calls for fields that begin with their length. */
const DELIMITED = ["readMessage", "readString", "readBytes"];

let refused = false;

/**
 * google-protobuf believes every length that a message states, and walks to an end that can lie gigabytes behind the
 * last byte, which blocks the process for minutes. From now on such a field ends the reading with an error.
 */
export function refuseOverlongFields(): void {
  if (refused) return;
  refused = true;
  for (const name of DELIMITED) {
    const read = Reflect.get(BinaryReader.prototype, name) as Read;
    const bounded: Read = function (...args) {
      refuseOverlong(this);
      return read.apply(this, args);
    };
    Reflect.set(BinaryReader.prototype, name, bounded);
  }
}

/** The reader stands before the length of a field: a varint, seven bits a byte, the lowest first. */
function refuseOverlong(reader: BinaryReader): void {
  const bytes = reader.getBuffer();
  const start = reader.getCursor();
  const size =
    bytes.subarray(start, start + 5).findIndex((it) => it < 0x80) + 1;
  const length = bytes
    .subarray(start, start + size)
    .reduce((sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index), 0);
  if (size === 0 || start + size + length > bytes.length)
    throw new RangeError("a field is longer than its message");
}
