import type { WireRequest } from "../../core/contract";
import { ApiError } from "../errors";
import { decode } from "./percent";

export interface Parameters {
  /** What the URL carries: the part that signature V3 signs one by one. */
  query: ReadonlyMap<string, string>;
  /** Query and form body together: SDKs differ in where they put parameters (docs/clouds/alibaba.md#requests). */
  all: ReadonlyMap<string, string>;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

const known = new WeakMap<WireRequest, Parameters>();

/** Throws ParseRequestParameterException if anything is not decodable, or given twice. */
export function readParameters(request: WireRequest): Parameters {
  const parameters = known.get(request) ?? parse(request);
  known.set(request, parameters);
  return parameters;
}

function parse(request: WireRequest): Parameters {
  const query = new Map<string, string>();
  addPairs(query, request.query);
  if (!hasForm(request)) return { query, all: query };
  const all = new Map(query);
  addPairs(all, textOf(request.body));
  return { query, all };
}

export function isForm(request: WireRequest): boolean {
  const type = request.headers["content-type"] ?? "";
  return type.toLowerCase().startsWith("application/x-www-form-urlencoded");
}

/** A body without a content type is read as a form, the only kind that V1 knows. */
function hasForm(request: WireRequest): boolean {
  if (request.body.length === 0) return false;
  return isForm(request) || request.headers["content-type"] === undefined;
}

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw ApiError.of("ParseRequestParameterException");
  }
}

function addPairs(into: Map<string, string>, text: string): void {
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? "" : pair.slice(equals + 1));
    if (name === undefined || value === undefined || into.has(name))
      throw ApiError.of("ParseRequestParameterException");
    into.set(name, value);
  }
}

/** Like `readParameters`, for code that only inspects a request: empty if it can't be parsed. */
export function peekParameters(request: WireRequest): Parameters {
  try {
    return readParameters(request);
  } catch {
    return { query: new Map(), all: new Map() };
  }
}

/** A header's value; undefined if absent or repeated. */
export function header(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
