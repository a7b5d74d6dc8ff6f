import type { InputName } from "../../../model/inputs";
import type { Where } from "../../calls";
import type { ParameterTable } from "../../parameters";
import type { ReplyText } from "./treatment";

/** An input, or a part of one, as a program writes it. */
export type InputPath = InputName | "rotation.interval";

/** The inputs that a cloud's parameter is made from: messages of a cloud know its own names only. */
export type InputsOf = Readonly<Record<string, readonly InputPath[]>>;

/** The parameters that are handed on as they are. */
export function inputsOf(table: ParameterTable): InputsOf {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, rule]) =>
      "request" in rule ? [[rule.request, [name as InputName]]] : [],
    ),
  );
}

/**
 * The remedy of a refused parameter: names the input to correct, with its value, and the cloud's own name. Undefined
 * where the cloud names no parameter that an input stands for.
 */
export function correctionOf(
  title: string,
  parameters: InputsOf,
  { code, detail }: ReplyText,
  { inputs = {} }: Where,
): string | undefined {
  const parameter = parameterIn(Object.keys(parameters), code, detail);
  if (parameter === undefined) return undefined;
  const names = (parameters[parameter] ?? []).map((path) => {
    const value = Object.entries(inputs).find(([name]) => name === path)?.[1];
    return isName(value) ? `${path} ("${value}")` : path;
  });
  return `Correct ${names.join(" or ")}, which ${title} calls ${parameter}.`;
}

/** By the code (`InvalidParameterValue.InvalidKeyUsage`, `.TagKeysDuplicated`), else the first one in the text. */
function parameterIn(
  names: readonly string[],
  code: string,
  detail: string,
): string | undefined {
  const last =
    code
      .split(".")
      .at(-1)
      ?.replace(/^Invalid/, "") ?? "";
  const word = (text: string) => detail.search(new RegExp(`\\b${text}\\b`));
  return (
    names.find((name) => last.startsWith(name)) ??
    names
      .filter((name) => word(name) >= 0)
      .sort((a, b) => word(a) - word(b))
      .at(0)
  );
}

/**
 * A short one as it is written, so that a secret in it is recognised where secrets are taken out of messages; others
 * would have to be cut or escaped.
 */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^[\w:./-]{1,80}$/.test(value);
}
