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
  if (/[\r\n]/.test(key)) return "has a line break in it";
  if (/\s/.test(key)) return "has a blank in it";
  return /[^\x21-\x7e]/.test(key)
    ? "has a character in it that is no ASCII letter, digit or sign"
    : undefined;
}

/** What keeps a text from being a setting of one line. */
export function hasControl(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\x00-\x1f\x7f]/.test(text);
}
