import type { Json } from "./script";
import { answerIn, type Answered, type Line } from "./transcript";

/** A step whose answers are not the same. */
export interface Difference {
  step: string;
  action: string;
  parts: Part[];
}

/** One field, by its path, and what each of them has there; undefined for nothing. */
export interface Part {
  path: string;
  emulator: Json | undefined;
  cloud: Json | undefined;
}

export interface Comparison {
  /** How many steps have the same answer. */
  same: number;
  differences: Difference[];
  /** Steps that the cloud could not be asked, or did not answer, and why. */
  unasked: { step: string; why: string }[];
  /** What the cloud allows nobody with these credentials: action and code. */
  denied: string[];
}

/** What a policy says of the user, not KMS of the key. */
const DENIED = /NoPermission|Unauthorized|AccessDenied/;

/** Step by step, by name: a file from an older script lacks some, or has others. */
export function compare(
  emulator: readonly Line[],
  cloud: readonly Line[],
): Comparison {
  const expected = new Map(emulator.map((line) => [line.name, line]));
  const comparison: Comparison = {
    same: 0,
    differences: [],
    unasked: [],
    denied: [],
  };
  const denied = new Set<string>();
  for (const line of cloud) {
    const other = expected.get(line.name);
    if (!other) continue;
    const parts = differing(answerIn(other), answerIn(line));
    if (parts.length === 0) comparison.same += 1;
    else if (line.skipped !== undefined)
      comparison.unasked.push({ step: line.name, why: line.skipped });
    else if (DENIED.test(line.code ?? ""))
      denied.add(`${line.action}: ${line.code}`);
    else
      comparison.differences.push({
        step: line.name,
        action: line.action,
        parts,
      });
  }
  comparison.denied = [...denied];
  return comparison;
}

export function isSame(one: Line, other: Line): boolean {
  return differing(answerIn(one), answerIn(other)).length === 0;
}

function differing(emulator: Answered, cloud: Answered): Part[] {
  const left = leaves(emulator);
  const right = leaves(cloud);
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths]
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({
      path,
      emulator: left.get(path),
      cloud: right.get(path),
    }));
}

/** Every member that is no object, by its path. An empty list or object is a leaf, too. */
function leaves(
  value: Json | undefined,
  path: string[] = [],
  found = new Map<string, Json>(),
): Map<string, Json> {
  if (value === undefined) return found;
  if (value === null || typeof value !== "object") {
    found.set(path.join("."), value);
    return found;
  }
  const members = Object.entries(value);
  if (members.length === 0 && path.length > 0)
    found.set(path.join("."), Array.isArray(value) ? "[]" : "{}");
  for (const [name, member] of members) leaves(member, [...path, name], found);
  return found;
}
