import type * as z from "zod";
import {
  formatPath,
  isUnknown,
  touchesSecret,
  valueAt,
  type Path,
  type Properties,
} from "./properties";
import type { CheckFailure } from "./requests";

/** Collects what is wrong with some properties, all of it, without ever showing a secret. */
export class CheckFailures {
  constructor(
    private readonly values: Properties,
    private readonly secrets: readonly Path[],
    readonly all: CheckFailure[] = [],
    private readonly excused: readonly string[] = [],
  ) {}

  /** The same collection for rules that these properties need not keep. */
  but(excused: readonly string[]): CheckFailures {
    return new CheckFailures(this.values, this.secrets, this.all, excused);
  }

  /**
   * `rule` is a sentence without its full stop: what the value must be. The engine prints the value of the property that
   * a failure names, so that one about a secret goes under property "".
   */
  add(path: Path, rule: string): void {
    if (this.excused.includes(String(path[0]))) return;
    if (touchesSecret(this.secrets, path))
      this.all.push({
        property: "",
        reason: `${formatPath(path)} (a secret, not shown): ${rule}.`,
      });
    else
      this.all.push({
        property: formatPath(path),
        reason: `${formatPath(path)}${this.shown(path)}: ${rule}.`,
      });
  }

  /** What zod found, but for places where a value is not known yet. */
  addIssues(
    issues: readonly z.core.$ZodIssue[],
    known: readonly string[],
  ): void {
    for (const issue of issues) {
      const path = issue.path.filter((part) => typeof part !== "symbol");
      if (this.isUnknownAt(path)) continue;
      if (issue.code === "unrecognized_keys")
        for (const key of issue.keys)
          this.add(
            [...path, key],
            `there is no such property${suggestion(key, known)}`,
          );
      else this.add(path, ruleOf(issue));
    }
  }

  private isUnknownAt(path: Path): boolean {
    return path.some((_, index) =>
      isUnknown(valueAt(this.values, path.slice(0, index + 1))),
    );
  }

  private shown(path: Path): string {
    const value = valueAt(this.values, path);
    if (value === undefined || typeof value === "object") return "";
    const text = JSON.stringify(value);
    return ` is ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
  }
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return unionRule(issue);
    case "too_small":
      return "must not be empty";
    case "invalid_format":
      return FORMAT_RULES[issue.format] ?? `must have the form ${issue.format}`;
    default:
      return issue.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "a map of texts",
  array: "a list",
};

const FORMAT_RULES: Readonly<Record<string, string>> = {
  base64: "must be base64",
  datetime: "must be an RFC 3339 time such as 2030-01-31T00:00:00Z",
  safeint: "must be a whole number",
};

function unionRule(issue: z.core.$ZodIssueInvalidUnion): string {
  return issue.errors
    .flat()
    .map((part) =>
      part.code === "invalid_value"
        ? `must be one of ${part.values.map(String).join(", ")}`
        : part.code === "invalid_format"
          ? "`native:` and the vendor's own name"
          : ruleOf(part),
    )
    .join(", or ");
}

function suggestion(name: string, known: readonly string[]): string {
  const letters = (text: string) => [...text.toLowerCase()].sort().join("");
  const near = known.find(
    (candidate) =>
      candidate.toLowerCase() === name.toLowerCase() ||
      letters(candidate) === letters(name) ||
      candidate.toLowerCase().startsWith(name.toLowerCase()) ||
      name.toLowerCase().startsWith(candidate.toLowerCase()),
  );
  return near
    ? `, but there is ${near}`
    : `; those that there are: ${known.join(", ")}`;
}
