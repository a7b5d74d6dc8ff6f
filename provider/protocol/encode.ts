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

export interface EncodeOptions {
  /**
   * False leaves unknowns out: outside previews the engine refuses a reply with an unknown, and would forget a created
   * key.
   */
  unknowns: boolean;
}

/** Properties in the engine's form, with each secret wrapped in place. */
export function encode(bag: Bag, options: EncodeOptions): Struct {
  return encodeObject(bag.values, secretTree(bag), options);
}

/** The paths of secrets, as a tree of segments. */
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

/** The properties as a whole can't be wrapped, but each of them can. */
function wrappable(path: Path, values: Bag["values"]): Path[] {
  return path.length > 0 ? [path] : Object.keys(values).map((name) => [name]);
}

/** Undefined if there is nothing to send. */
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

/** If a secret path leads into a value that has no members (any more), all of the value becomes secret. */
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

/**
 * Replaces what UTF-8 can't encode: half a surrogate pair, as it remains when a text is cut, becomes U+FFFD. Otherwise
 * the engine can't read the reply, and a key that was created would be lost.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
