import * as z from "zod";
import { refusal, refusalNamed, type ErrorCode } from "./errors";

/**
 * Building blocks of the parameter declarations, and the one validator that reads them. What a declaration refuses is
 * answered in a fixed order: unknown members, missing ones, wrong types, wrong values
 * (docs/clouds/tencent.md#order-of-checks).
 */
export const text = z.string();
export const uint = z.int().nonnegative();

/** A rule beyond the type: `what` completes the sentence "It must be …". */
export function ruled<S extends z.ZodType>(
  schema: S,
  holds: (value: z.output<S>) => boolean,
  what: string,
  code: ErrorCode = "InvalidParameter",
): S {
  return schema.refine(holds, {
    error: `It must be ${what}.`,
    params: { code },
  });
}

export function oneOf<V extends string>(
  values: readonly V[],
  code: ErrorCode = "InvalidParameter",
) {
  return text.refine(
    (value): value is V => (values as readonly string[]).includes(value),
    { error: `It must be one of ${values.join(", ")}.`, params: { code } },
  );
}

export function within(
  least: number,
  most: number,
  code?: ErrorCode,
): z.ZodNumber {
  return ruled(
    uint,
    (value) => value >= least && value <= most,
    `from ${least} to ${most}`,
    code,
  );
}

/** A list of one to `most` elements; `code` answers more. */
export function listOf<E extends z.ZodType>(
  element: E,
  most: number,
  code?: ErrorCode,
): z.ZodArray<E> {
  return ruled(
    z.array(element).min(1),
    (values) => values.length <= most,
    `a list of at most ${most} elements`,
    code,
  );
}

/** Counted as the cloud does, in bytes of UTF-8. */
export function bytesAtMost(most: number): z.ZodString {
  return ruled(
    text,
    (value) => Buffer.byteLength(value) <= most,
    `at most ${most} bytes long`,
  );
}

/** The parsed body. Throws the cloud's error for the first wrong parameter. */
export function validated<S extends z.ZodType>(
  schema: S,
  body: unknown,
  lenientTypes: boolean,
): z.output<S> {
  const given = withoutNulls(body);
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  if (lenientTypes && convertNumericText(given, result.error.issues))
    return validated(schema, given, false);
  throw firstRefusal(result.error.issues);
}

/** Deeper than any declaration; what lies below is refused for its type. */
const DEEPEST = 8;

/** A member that is null counts as absent, as in replies (docs/clouds/tencent.md#ids-and-values). */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth === DEEPEST || typeof value !== "object" || value === null)
    return value;
  const below = (member: unknown) => withoutNulls(member, depth + 1);
  if (Array.isArray(value)) return value.map(below);
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    kept.map(([name, member]) => [name, below(member)]),
  );
}

type Issue = z.core.$ZodIssue;

/** Converts texts like "7" if a number is declared; true if there was one. */
function convertNumericText(body: unknown, issues: readonly Issue[]): boolean {
  let converted = false;
  for (const issue of issues) {
    if (issue.code !== "invalid_type" || typeof issue.input !== "string")
      continue;
    if (issue.expected !== "number" && issue.expected !== "int") continue;
    if (!/^\d{1,15}$/.test(issue.input)) continue;
    setAt(body, issue.path, Number(issue.input));
    converted = true;
  }
  return converted;
}

function setAt(
  body: unknown,
  path: readonly PropertyKey[],
  value: number,
): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (at, name) => Reflect.get(Object(at) as object, name),
      body,
    );
  Reflect.set(Object(holder) as object, last, value);
}

function firstRefusal(issues: readonly Issue[]): Error {
  const isMissing = (issue: Issue) =>
    issue.code === "invalid_type" && issue.input === undefined;
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown)
    return refusal(
      "UnknownParameter",
      `The parameter ${nameOf([...unknown.path, unknown.keys[0] ?? ""])} is not known to this action.`,
    );
  const missing = issues.find(isMissing);
  if (missing)
    return refusal(
      "MissingParameter",
      `The parameter ${nameOf(missing.path)} is required.`,
    );
  const type = issues.find((issue) => issue.code === "invalid_type");
  if (type)
    return refusal(
      "InvalidParameter",
      `The parameter ${nameOf(type.path)} is not of the type ${type.expected}.`,
    );
  return ruleRefusal(issues[0]);
}

function ruleRefusal(issue: Issue | undefined): Error {
  const name = nameOf(issue?.path ?? []);
  if (issue?.code !== "custom")
    return refusal(
      "InvalidParameter",
      `The parameter ${name} is out of range.`,
    );
  return refusalNamed(
    String(issue.params?.code),
    issue.message.replace(/^It /, `The parameter ${name} `),
  );
}

/** `Tags.0.TagKey`, as the cloud's own messages count. The member names of a hostile body are cut. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".").slice(0, 200) || "(body)";
}
