import { BinaryReader, Map as ProtoMap } from "google-protobuf";

type Read = (this: unknown, ...args: unknown[]) => unknown;

/** The functions that generated code calls for length-delimited fields. */
const DELIMITED = ["readMessage", "readString", "readBytes"];

let refused = false;

/** From now on, a message that google-protobuf can't read safely ends with an error. */
export function refuseHarmfulMessages(): void {
  if (refused) return;
  refused = true;
  refuseOverlongFields();
  refuseProtoName();
}

/**
 * google-protobuf stores a map's entries as members of an object, so an entry named `__proto__` is lost when reading
 * and writing.
 */
function refuseProtoName(): void {
  const set = Reflect.get(ProtoMap.prototype, "set") as Read;
  const safe: Read = function (...args) {
    if (args[0] === "__proto__")
      throw new RangeError(
        "no property and no tag can be named __proto__, as Pulumi's runtime loses it; choose another name",
      );
    return set.apply(this, args);
  };
  Reflect.set(ProtoMap.prototype, "set", safe);
}

/**
 * google-protobuf trusts every length in a message and reads to an end that may be gigabytes behind the last byte,
 * which blocks the process for minutes.
 */
function refuseOverlongFields(): void {
  for (const name of DELIMITED) {
    const read = Reflect.get(BinaryReader.prototype, name) as Read;
    const bounded: Read = function (...args) {
      refuseOverlong(this as BinaryReader);
      return read.apply(this, args);
    };
    Reflect.set(BinaryReader.prototype, name, bounded);
  }
}

/** The reader is at the length of a field: a varint with seven bits a byte, the lowest first. */
function refuseOverlong(reader: BinaryReader): void {
  const bytes = reader.getBuffer();
  const start = reader.getCursor();
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[start + index] ?? 0x80;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    if (start + index + 1 + length <= bytes.length) return;
    break;
  }
  throw new RangeError("a field is longer than its message");
}
