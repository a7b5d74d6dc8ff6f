import { isObject, type Path, type Value } from "../values/properties";
import type { CheckedInputs } from "./checked-inputs";

/**
 * What Pulumi's SDKs give for an output that a program puts into a string (TypeScript: a template or JSON.stringify, Python:
 * str() or an f-string). It is a text like any other, so that a key would get it as its description or policy.
 */
const STRINGIFIED =
  /Calling (\[toString\]|\[toJSON\]|__str__) on an \[?Output[<[]T[>\]]/;

export function stringifiedOutputs({ values, failures }: CheckedInputs): void {
  for (const path of stringifiedIn(values))
    failures.add(
      path,
      "holds Pulumi's message about an output in a text, and not the output's value: use pulumi.interpolate or pulumi.jsonStringify in TypeScript, pulumi.Output.format or pulumi.Output.json_dumps in Python",
    );
}

function stringifiedIn(value: Value | undefined, path: Path = []): Path[] {
  if (typeof value === "string") return STRINGIFIED.test(value) ? [path] : [];
  if (Array.isArray(value))
    return value.flatMap((part, index) =>
      stringifiedIn(part, [...path, index]),
    );
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    stringifiedIn(part, [...path, name]),
  );
}
