import * as z from "zod";
import {
  formatPath,
  isUnknown,
  outsideOfSecrets,
  ownValue,
  touchesSecret,
  valueAt,
  type Path,
  type Properties,
  type Value,
} from "./properties";
import { namesNear } from "./near";
import type { CheckFailure } from "./requests";

interface Finding {
  path: Path;
  /** What the value must be: a sentence without its full stop. */
  rule: string;
  /** Of a property that doesn't exist: its value may be meant for a secret one. */
  isUnknownProperty?: boolean;
}

/** Collects all failures in some properties, without ever showing a secret. */
export class CheckFailures {
  private readonly findings: Finding[] = [];

  constructor(
    private readonly values: Properties,
    private readonly secrets: readonly Path[],
  ) {}

  /** An empty collection about other values of the same properties. */
  about(values: Properties): CheckFailures {
    return new CheckFailures(values, this.secrets);
  }

  /** Takes over what another collection has, but for what `accepted` has as well: the same rule and value. */
  take(found: CheckFailures, accepted: CheckFailures): void {
    for (const finding of found.findings)
      if (!accepted.has(finding, found.values)) this.findings.push(finding);
  }

  get isEmpty(): boolean {
    return this.findings.length === 0;
  }

  /**
   * `rule` is a sentence without its full stop. It shows values only through `quote`, because any of them may be
   * secret.
   */
  add(path: Path, rule: string): void {
    this.findings.push({ path, rule });
  }

  /** Places in a list don't count, and of an object its members do not: they have rules of their own. */
  private has({ path, rule }: Finding, values: Properties): boolean {
    const value = valueAt(values, path);
    const names = JSON.stringify(namesIn(path));
    return this.findings.some(
      (own) =>
        own.rule === rule &&
        JSON.stringify(namesIn(own.path)) === names &&
        (typeof value === "object" || valueAt(this.values, own.path) === value),
    );
  }

  /** The value of an input, as a rule for another input may show it. */
  quote(name: string, fallback?: Value): string {
    const value = ownValue(this.values, name) ?? fallback;
    return touchesSecret(this.secrets, [name]) || value === undefined
      ? `the given ${name}`
      : shortText(value).replace(/^"|"$/g, "");
  }

  /** One line each: path, value, rule. */
  get all(): CheckFailure[] {
    return this.failuresBy(({ path, rule, isUnknownProperty }) => {
      const value = isUnknownProperty ? "" : this.shown(path);
      return `${visible(formatPath(path))}${value && (this.isSecret(path) ? ` ${value}` : ` is ${value}`)}: ${rule}.`;
    });
  }

  /** The same for the arguments of a function: every SDK appends the path, in brackets, to the reason. */
  get ofArguments(): CheckFailure[] {
    return this.failuresBy(({ path, rule, isUnknownProperty }) => {
      const value = isUnknownProperty ? "" : this.shown(path);
      return `${rule}${value && (this.isSecret(path) ? ` ${value}` : `, not ${value}`)}`;
    });
  }

  private failuresBy(reason: (finding: Finding) => string): CheckFailure[] {
    const failures = this.findings.map((finding) => {
      const path = outsideOfSecrets(this.secrets, finding.path);
      return {
        property: formatPath(path),
        reason: reason({ ...finding, path }),
      };
    });
    // Two names inside one secret give the same text.
    return failures.filter(
      (failure, index) =>
        failures.findIndex(({ reason }) => reason === failure.reason) === index,
    );
  }

  /** zod's findings about the values, which this model describes, except at unknown values. */
  addIssues(issues: readonly z.core.$ZodIssue[], model: z.core.$ZodType): void {
    for (const issue of issues) {
      const path = issue.path.filter((part) => typeof part !== "symbol");
      if (this.isUnknownAt(path)) continue;
      if (issue.code === "unrecognized_keys")
        for (const key of issue.keys)
          this.findings.push({
            path: [...path, key],
            rule: `there is no such property${suggestion(key, namesAt(model, path))}`,
            isUnknownProperty: true,
          });
      else this.add(path, ruleOf(issue) + hint(issue, this.values, model));
    }
  }

  private isUnknownAt(path: Path): boolean {
    return path.some((_, index) =>
      isUnknown(valueAt(this.values, path.slice(0, index + 1))),
    );
  }

  isSecret(path: Path): boolean {
    return touchesSecret(this.secrets, path);
  }

  /** "" if the value has no short text. */
  private shown(path: Path): string {
    if (this.isSecret(path)) return "(a secret, not shown)";
    const value = valueAt(this.values, path);
    return value === undefined || typeof value === "object"
      ? ""
      : shortText(value);
  }
}

function namesIn(path: Path): Path {
  return path.filter((part) => typeof part === "string");
}

/** As JSON, of 80 characters at most. */
export function shortText(value: Value): string {
  // JSON has no other numbers than finite ones.
  const text =
    typeof value === "number" ? String(value) : JSON.stringify(value);
  const shown = visible(withoutPassword(text));
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
}

/** Of a URL, or of a host as it is written in one. */
function withoutPassword(text: string): string {
  return text.replace(/(^"|\/\/)[^/\s@:]*:(?:[^/\s@]*@)+/g, "$1…@");
}

/** What nobody sees, or what turns the text around it, as JSON would escape it: a zero-width space as \\u200b. */
function visible(text: string): string {
  return text.replace(/(?! )[\p{C}\p{Z}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const code = character.charCodeAt(index).toString(16);
      return `\\u${code.padStart(4, "0")}`;
    }).join(""),
  );
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
      return issue.origin === "int" ? OUT_OF_RANGE : "must not be empty";
    case "too_big":
      return issue.origin === "int" ? OUT_OF_RANGE : issue.message;
    case "invalid_format":
      return FORMAT_RULES[issue.format] ?? `must have the form ${issue.format}`;
    default:
      return issue.message;
  }
}

/** How to write a value whose type is wrong. Without quotes, YAML reads `365` and `true` as other things than texts. */
function hint(
  issue: z.core.$ZodIssue,
  values: Properties,
  model: z.core.$ZodType,
): string {
  if (issue.code !== "invalid_type") return "";
  const path = issue.path as Path;
  const type = typeof valueAt(values, path);
  if (issue.expected === "string" && (type === "number" || type === "boolean"))
    return "; write it in quotes";
  const names = issue.expected === "object" ? namesAt(model, path) : [];
  return names.length > 0 ? ` with ${names.join(" or ")}` : "";
}

const OUT_OF_RANGE = `must be a whole number from ${String(Number.MIN_SAFE_INTEGER)} to ${String(Number.MAX_SAFE_INTEGER)}`;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "a map of strings",
  array: "a list",
};

const FORMAT_RULES: Readonly<Record<string, string>> = {
  base64: "must be base64, without blanks or line breaks",
  datetime: "must be an RFC 3339 time such as 2030-01-31T00:00:00Z",
  safeint: "must be a whole number",
};

/** A list of values, or a text of a certain form: a value that is no text at all is told the same. */
function unionRule(issue: z.core.$ZodIssueInvalidUnion): string {
  return issue.errors
    .flat()
    .map((part) =>
      part.code === "invalid_value"
        ? `must be one of ${part.values.map(String).join(", ")}`
        : part.code === "invalid_format" || part.code === "invalid_type"
          ? "`native:` and the vendor's own name"
          : ruleOf(part),
    )
    .join(", or ");
}

/** The properties that the model has at a path. */
function namesAt(model: z.core.$ZodType | undefined, path: Path): string[] {
  if (model instanceof z.ZodOptional) return namesAt(model.unwrap(), path);
  if (!(model instanceof z.ZodObject)) return [];
  const shape = model.shape as Record<string, z.core.$ZodType>;
  const [head, ...rest] = path;
  return head === undefined
    ? Object.keys(shape)
    : namesAt(shape[String(head)], rest);
}

/** The names that were probably meant; all names if none is similar. */
function suggestion(name: string, known: readonly string[]): string {
  const near = namesNear(name, known);
  return near.length > 0
    ? `, but there is ${near.join(" or ")}`
    : `; the properties are: ${known.join(", ")}`;
}
