import {
  ListValue,
  NullValue,
  Struct,
  Value as ProtoValue,
} from "google-protobuf/google/protobuf/struct_pb";
import {
  isUnknown,
  type Bag,
  type Path,
  type Value,
} from "../resource/values/properties";
import { SIGNATURE, TAG, UNKNOWN_TEXT } from "./sentinels";
import { wellFormed } from "./text";

export interface EncodeOptions {
  /**
   * False leaves unknowns out: outside of previews the engine refuses a reply that holds one, and would forget a key
   * that was made.
   */
  unknowns: boolean;
}

/** Properties as the engine wants them, each secret wrapped where it stands. */
export function encode(bag: Bag, options: EncodeOptions): Struct {
  return encodeObject(bag.values, secretTree(bag), options);
}

/** The places of secrets, by the segments of their paths. */
interface Place {
  secret: boolean;
  children: Map<string, Place>;
}

function secretTree({ values, secrets }: Bag): Place {
  const root = emptyPlace();
  for (const path of secrets.flatMap((path) => wrappable(path, values))) {
    let place = root;
    for (const segment of path.map(String)) {
      const child = place.children.get(segment) ?? emptyPlace();
      place.children.set(segment, child);
      place = child;
    }
    place.secret = true;
  }
  return root;
}

function emptyPlace(): Place {
  return { secret: false, children: new Map() };
}

/** All of the properties can't be wrapped as one, but each of them can. */
function wrappable(path: Path, values: Bag["values"]): Path[] {
  return path.length > 0 ? [path] : Object.keys(values).map((name) => [name]);
}

/** Undefined where there is nothing to send. */
function encodeValue(
  value: Value | undefined,
  place: Place | undefined,
  options: EncodeOptions,
): ProtoValue | undefined {
  if (value === undefined || (isUnknown(value) && !options.unknowns))
    return undefined;
  const plain = encodePlain(value, place, options);
  return isSecret(value, place) ? tagged(TAG.secret, plain) : plain;
}

/** A secret inside of what has no inside (any more) makes all of it secret, rather than showing it. */
function isSecret(value: Value, place: Place | undefined): boolean {
  if (!place || value === null) return place?.secret ?? false;
  const isLeaf = typeof value !== "object" || isUnknown(value);
  return place.secret || (isLeaf && place.children.size > 0);
}

function encodePlain(
  value: Value,
  place: Place | undefined,
  options: EncodeOptions,
): ProtoValue {
  const result = new ProtoValue();
  if (value === null) result.setNullValue(NullValue.NULL_VALUE);
  else if (isUnknown(value)) result.setStringValue(UNKNOWN_TEXT);
  else if (typeof value === "string") result.setStringValue(wellFormed(value));
  else if (typeof value === "number") result.setNumberValue(value);
  else if (typeof value === "boolean") result.setBoolValue(value);
  else if (Array.isArray(value))
    result.setListValue(encodeList(value, place, options));
  else result.setStructValue(encodeObject(value, place, options));
  return result;
}

function encodeList(
  items: readonly Value[],
  place: Place | undefined,
  options: EncodeOptions,
): ListValue {
  const list = new ListValue();
  items.forEach((item, index) => {
    const value = encodeValue(
      item,
      place?.children.get(String(index)),
      options,
    );
    if (value) list.addValues(value);
  });
  return list;
}

function encodeObject(
  values: Readonly<Record<string, Value>>,
  place: Place | undefined,
  options: EncodeOptions,
): Struct {
  const struct = new Struct();
  for (const [name, value] of Object.entries(values)) {
    const field = encodeValue(value, place?.children.get(name), options);
    if (field) struct.getFieldsMap().set(wellFormed(name), field);
  }
  return struct;
}

function tagged(tag: string, value: ProtoValue): ProtoValue {
  const signature = new ProtoValue();
  signature.setStringValue(tag);
  const struct = new Struct();
  struct.getFieldsMap().set(SIGNATURE, signature);
  struct.getFieldsMap().set("value", value);
  const result = new ProtoValue();
  result.setStructValue(struct);
  return result;
}
