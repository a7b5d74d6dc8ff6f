/** The bytes of a text in standard base64 with padding; undefined if it is anything else or empty. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  const exact = bytes.length > 0 && bytes.toString("base64") === text;
  return exact ? bytes : undefined;
}
