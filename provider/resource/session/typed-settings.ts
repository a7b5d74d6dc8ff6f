import { isObject, type Properties, type Value } from "../values/properties";
import {
  config,
  EMULATOR_VARIABLE,
  RESERVED_SETTINGS,
} from "../values/settings";

/** The settings with their types, and the emulator of the environment if they name none. */
export function effective(values: Properties): Properties {
  const emulator = emulatorOfEnvironment(values);
  const settings = typed(values);
  return emulator === undefined ? settings : { ...settings, emulator };
}

/** Undefined if the settings name an emulator themselves. */
export function emulatorOfEnvironment(values: Properties): string | undefined {
  const named = values["emulator"] ?? undefined;
  const text = process.env[EMULATOR_VARIABLE]?.trim() ?? "";
  return named !== undefined || text === "" ? undefined : text;
}

/**
 * Converts settings to their types: stack config holds only texts, and SDKs send everything except texts as JSON; a
 * list may also be a text with commas. A text that does not fit its type stays as it is, and fails. Properties that any
 * provider may carry are left out.
 */
function typed(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values)
      .filter(
        ([name, value]) =>
          value !== null && !RESERVED_SETTINGS.some((other) => other === name),
      )
      .map(([name, value]) => [name, typedSetting(name, value)]),
  );
}

function typedSetting(name: string, value: Value): Value {
  const property = Object.hasOwn(config.shape, name)
    ? config.shape[name as keyof typeof config.shape]
    : undefined;
  if (!property) return value;
  if (typeof value !== "string") return textsOf(name, value);
  const text = value.trim();
  if (property.safeParse(text).success) return text;
  try {
    return textsOf(name, JSON.parse(text) as Value);
  } catch {
    const isList = property.safeParse([]).success;
    return isList ? listed(text) : text;
  }
}

function listed(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/**
 * `pulumi config set --path cmk:defaultTags.costCenter 1234` stores a number. All maps among the settings hold texts,
 * so a whole number or a boolean is converted to its text. Other numbers have more than one text form.
 * Blanks and line breaks that a file or a shell leaves around a text are removed, except in tags, which are the user's words.
 */
function textsOf(setting: string, value: Value): Value {
  const isTags = setting === "defaultTags" || setting === "ignoreTags";
  const textOf = (member: Value): Value => {
    if (typeof member === "string") return isTags ? member : member.trim();
    if (Array.isArray(member)) return member.map(textOf);
    return typeof member === "boolean" ||
      (typeof member === "number" && Number.isSafeInteger(member))
      ? String(member)
      : member;
  };
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "string" ? item.trim() : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, textOf(member)]),
  );
}
