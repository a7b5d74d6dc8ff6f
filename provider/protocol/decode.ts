import {
  Value as ProtoValue,
  type Struct,
} from "google-protobuf/google/protobuf/struct_pb";
import { formatPath } from "../resource/values/properties";
import { RequestError, type CheckFailure } from "../resource/values/requests";
import {
  UNKNOWN,
  isUnknown,
  type Bag,
  type Path,
  type Properties,
  type Value,
} from "../resource/values/properties";
import { SIGNATURE, TAG_NAMES, UNKNOWN_MARKERS } from "./sentinels";

/** Deeper values are refused. No input of a key is this deep, and every later walk over values may be recursive. */
export const MAX_DEPTH = 200;

/** The longest path that a message shows. */
const MAX_PATH_TEXT = 200;

export interface Decoded {
  bag: Bag;
  /** A value that can't be used. UNKNOWN replaces it, so that the rest can still be checked. */
  failures: CheckFailure[];
}

/** Properties from the engine, with the failures in their form. Never throws. */
export function decode(struct: Struct | undefined): Decoded {
  const decoder = new Decoder();
  const value = struct ? decoder.struct(struct, []) : {};
  if (isProperties(value)) return decoder.result(value);
  decoder.refuse([], "must be an object");
  return decoder.result({});
}

/** Like `decode`, for requests whose replies have no failures. Throws INVALID_ARGUMENT, which names every bad path. */
export function decodeOrThrow(struct: Struct | undefined): Bag {
  const { bag, failures } = decode(struct);
  if (failures.length === 0) return bag;
  throw new RequestError(
    "INVALID_ARGUMENT",
    failures.map((failure) => failure.reason).join(" "),
  );
}

class Decoder {
  private readonly secrets = new Map<string, Path>();
  private readonly failures: CheckFailure[] = [];
  private depth = 0;
  /** The path of the outermost secret that is being read. */
  private secretPath?: Path;

  result(values: Properties): Decoded {
    return {
      bag: { values, secrets: [...this.secrets.values()] },
      failures: this.failures,
    };
  }

  /** `rule` says what is wrong, without a full stop. Names inside a secret are secret too. */
  refuse(path: Path, rule: string): Value {
    const property = shorten(formatPath(this.secretPath ?? path));
    const place = property || "The properties";
    const hidden = this.secretPath ? " (a secret, not shown)" : "";
    this.failures.push({ property, reason: `${place}${hidden}: ${rule}.` });
    return UNKNOWN;
  }

  struct(struct: Struct, path: Path): Value {
    const fields = struct.getFieldsMap();
    if (fields.has(SIGNATURE))
      return this.tagged(new Map(fields.entries()), path);
    return Object.fromEntries(
      Array.from(fields.entries(), ([name, field]) => [
        name,
        this.value(field, [...path, name]),
      ]),
    );
  }

  private value(value: ProtoValue, path: Path): Value {
    if (this.depth >= MAX_DEPTH)
      return this.refuse(
        path,
        `is nested deeper than ${String(MAX_DEPTH)} levels, which no property of this provider is`,
      );
    this.depth += 1;
    try {
      return this.plain(value, path);
    } finally {
      this.depth -= 1;
    }
  }

  private plain(value: ProtoValue, path: Path): Value {
    switch (value.getKindCase()) {
      case ProtoValue.KindCase.NULL_VALUE:
        return null;
      case ProtoValue.KindCase.BOOL_VALUE:
        return value.getBoolValue();
      case ProtoValue.KindCase.NUMBER_VALUE:
        return value.getNumberValue();
      case ProtoValue.KindCase.STRING_VALUE:
        return text(value.getStringValue());
      case ProtoValue.KindCase.LIST_VALUE:
        return (value.getListValue()?.getValuesList() ?? []).map(
          (item, index) => this.value(item, [...path, index]),
        );
      case ProtoValue.KindCase.STRUCT_VALUE: {
        const struct = value.getStructValue();
        return struct ? this.struct(struct, path) : {};
      }
      default:
        return this.refuse(path, "has no kind, so it is not a value");
    }
  }

  private tagged(fields: Fields, path: Path): Value {
    switch (TAG_NAMES.get(fields.get(SIGNATURE)?.getStringValue() ?? "")) {
      case "secret":
        return this.secret(fields, path);
      case "resource":
        return this.resource(fields, path);
      case "output":
        return this.output(fields, path);
      case "byteString":
        return this.byteString(fields, path);
      case "asset":
        return this.refuse(path, "is an asset, which no property accepts");
      case "archive":
        return this.refuse(path, "is an archive, which no property accepts");
      case undefined:
        return this.refuse(path, "is a special value of an unknown kind");
    }
  }

  private secret(fields: Fields, path: Path): Value {
    this.secrets.set(JSON.stringify(path), path);
    const outer = this.secretPath;
    this.secretPath ??= path;
    const value = this.member(fields, "value", path);
    this.secretPath = outer;
    return value === undefined
      ? this.refuse(path, "is a secret without a value")
      : value;
  }

  /** A resource is decoded as its id; "" is an unknown id. A component has only a URN. */
  private resource(fields: Fields, path: Path): Value {
    const id = this.member(fields, "id", path);
    if (id === "") return UNKNOWN;
    return (
      id ??
      this.member(fields, "urn", path) ??
      this.refuse(path, "is a reference to a resource without id and URN")
    );
  }

  private output(fields: Fields, path: Path): Value {
    const isSecret = fields.get("secret")?.getBoolValue() === true;
    if (isSecret && fields.has("value")) return this.secret(fields, path);
    if (isSecret) this.secrets.set(JSON.stringify(path), path);
    const value = this.member(fields, "value", path);
    return value === undefined ? UNKNOWN : value;
  }

  /** Bytes are decoded as text, or refused: no property of this provider holds other bytes. */
  private byteString(fields: Fields, path: Path): Value {
    const base64 = fields.get("value")?.getStringValue() ?? "";
    try {
      return text(UTF8.decode(Buffer.from(base64, "base64")));
    } catch {
      return this.refuse(path, "holds bytes that are not text; encode them");
    }
  }

  private member(fields: Fields, name: string, path: Path): Value | undefined {
    const value = fields.get(name);
    return value && this.value(value, path);
  }
}

type Fields = ReadonlyMap<string, ProtoValue>;

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function text(text: string): Value {
  return UNKNOWN_MARKERS.has(text) ? UNKNOWN : text;
}

function isProperties(value: Value): value is Properties {
  return (
    typeof value === "object" &&
    value !== null &&
    !isUnknown(value) &&
    !Array.isArray(value)
  );
}

function shorten(path: string): string {
  return path.length > MAX_PATH_TEXT
    ? `${path.slice(0, MAX_PATH_TEXT)}…`
    : path;
}
