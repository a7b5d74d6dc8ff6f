const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** Plain data as XML: a member is an element, a list is its element repeated. */
export function toXml(root: string, value: unknown): string {
  return HEAD + element(root, value);
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value))
    return value.map((item) => element(name, item)).join("");
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, member]) => element(name, member))
      .join("");
  return escape(String(value));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML 1.0 has no form at all for most control characters: they become U+FFFD. */
function escape(text: string): string {
  return text
    .replace(/[^\P{C}\t\n\r]/gu, "\ufffd")
    .replace(/\r/g, "&#13;")
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
