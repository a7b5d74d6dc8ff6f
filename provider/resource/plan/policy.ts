import { isObject, type Value } from "../values/properties";

/**
 * Members of a statement that are sets: the order of their texts has no meaning, and a single text equals a list of one
 * (https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax).
 */
const SETS = ["Action", "NotAction", "Resource", "NotResource"];
/** Members whose own members are sets: principals by kind. */
const SETS_BY_KIND = ["Principal", "NotPrincipal"];

/**
 * Whether two policies mean the same, because a cloud may return one in another form. Texts that are not JSON are
 * compared as texts.
 */
export function samePolicy(
  a: Value | undefined,
  b: Value | undefined,
): boolean {
  return (
    a === b ||
    (typeof a === "string" &&
      typeof b === "string" &&
      canonical(a) === canonical(b))
  );
}

function canonical(text: string): string {
  try {
    return sortedJson(normalPolicy(JSON.parse(text) as Value));
  } catch {
    return text;
  }
}

/**
 * The first member that an object in a JSON text has twice. A reader takes one of the two without a word, so that two
 * policies would count as the same while the cloud reads another one. `text` is valid JSON.
 */
export function doubledMember(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, name] of text.matchAll(
    /("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g,
  )) {
    if (token === "{") objects.push(new Set());
    else if (token === "}") objects.pop();
    else if (name !== undefined) {
      const member = JSON.parse(name) as string;
      const members = objects.at(-1);
      if (members?.has(member)) return member;
      members?.add(member);
    }
  }
  return undefined;
}

/** Statements are a set too: a denial wins at any position. */
function normalPolicy(policy: Value): Value {
  if (!isObject(policy) || policy["Statement"] === undefined) return policy;
  return {
    ...policy,
    Statement: normalSet(listOf(policy["Statement"]).map(normalStatement)),
  };
}

function normalStatement(statement: Value): Value {
  if (!isObject(statement)) return statement;
  return mapMembers(statement, (value, name) => {
    if (SETS.includes(name)) return normalSet(value);
    if (SETS_BY_KIND.includes(name)) return mapMembers(value, normalSet);
    // By operator and key. Any of the values may match.
    if (name === "Condition")
      return mapMembers(value, (keys) => mapMembers(keys, normalSet));
    return value;
  });
}

function mapMembers(
  value: Value,
  map: (member: Value, name: string) => Value,
): Value {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, map(member, name)]),
  );
}

function normalSet(value: Value): Value[] {
  const texts = new Map(
    listOf(value).map((member) => [sortedJson(member), member]),
  );
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, member]) => member);
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

function sortedJson(value: Value): string {
  return JSON.stringify(value, (_, member: Value) =>
    isObject(member)
      ? Object.fromEntries(
          Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : member,
  );
}
