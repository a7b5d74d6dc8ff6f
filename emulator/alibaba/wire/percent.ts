/**
 * Percent-encoding as both signature versions demand it: only `A-Z a-z 0-9 - _ . ~` stay
 * (docs/clouds/alibaba.md#signature-v1).
 */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => "%" + char.charCodeAt(0).toString(16).toUpperCase(),
  );
}

/** Decodes a part of a query or form, where `+` is a space. Undefined if it is no percent-encoded UTF-8. */
export function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** `name=value&…`, sorted by name, names and values encoded. */
export function canonicalQuery(parameters: Iterable<[string, string]>): string {
  return [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}
