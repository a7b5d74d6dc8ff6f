/** A file's text as editors and CI systems write it: UTF-8 or UTF-16, with a byte-order mark or without. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? "utf-16le"
      : first === 0xfe && second === 0xff
        ? "utf-16be"
        : "utf-8";
  // Takes the mark away, too.
  return new TextDecoder(encoding).decode(bytes);
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined where the text is no JSON object. */
export function jsonObjectIn(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** Variables without the blanks, line breaks and byte-order marks around their values, which a file's text brings along. */
export function trimmedEnvironment(
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value?.trim()]),
  );
}

/** What keeps a text from being a key or a token, in words without the text; undefined where nothing does. */
export function flawOf(key: string): string | undefined {
  if (/[\r\n]/.test(key)) return "contains a line break";
  if (/\s/.test(key)) return "contains a space";
  // As files of `NAME="VALUE"` bring along where no shell reads them.
  if (/["'`]/.test(key)) return "contains a quotation mark";
  return /[^\x21-\x7e]/.test(key)
    ? "contains a character that is not an ASCII letter, digit or sign"
    : undefined;
}

/** What keeps a text from being a setting of one line. */
export function hasControl(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\x00-\x1f\x7f]/.test(text);
}

/** The sections of an INI file, each with its fields; comments and what stands before the first section don't count. */
export function iniSections(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let fields: Record<string, string> | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, section] = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line) ?? [];
    if (section !== undefined) {
      fields = {};
      sections.set(section, fields);
      continue;
    }
    const [, name, value] =
      /^\s*([^#;=\s][^=]*?)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (fields && name && value) fields[name] = value;
  }
  return sections;
}
