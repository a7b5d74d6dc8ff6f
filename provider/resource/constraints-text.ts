import type { Subject } from "./constraints";

/** Rules on what people write on a key: its alias, description, tags and policy. */

export function alias({ cloud, known, failures }: Subject): void {
  if (known.alias === undefined) return;
  const rule = cloud.rules.alias;
  if (known.alias.startsWith("alias/"))
    failures.add(
      ["alias"],
      "leave alias/ out; it is added where the cloud wants it",
    );
  else if (
    [...known.alias].length > rule.max ||
    !rule.pattern.test(known.alias)
  )
    failures.add(["alias"], `on ${cloud.title} an alias is ${rule.rule}`);
  else if (rule.reserved.pattern.test(known.alias))
    failures.add(["alias"], `${rule.reserved.rule} (${cloud.title})`);
}

export function description({ cloud, known, failures }: Subject): void {
  const { max, unit } = cloud.rules.description;
  const text = known.description ?? "";
  const length = unit === "bytes" ? Buffer.byteLength(text) : [...text].length;
  if (length > max)
    failures.add(
      ["description"],
      `${cloud.title} takes at most ${String(max)} ${unit === "bytes" ? "bytes of UTF-8" : "characters"}, this has ${String(length)}`,
    );
}

export function tags({ cloud, known, failures }: Subject): void {
  const rule = cloud.rules.tags;
  const entries = Object.entries(known.tags ?? {});
  if (entries.length > rule.max)
    failures.add(
      ["tags"],
      `${cloud.title} takes at most ${String(rule.max)} tags, these are ${String(entries.length)} with the provider's defaultTags`,
    );
  for (const [key, value] of entries) {
    const path = ["tags", key];
    const reserved = rule.reservedPrefixes.find((prefix) =>
      key.toLowerCase().startsWith(prefix.toLowerCase()),
    );
    if (reserved !== undefined)
      failures.add(
        path,
        `keys that begin with ${reserved} are ${cloud.title}'s own`,
      );
    else if (
      key === "" ||
      [...key].length > rule.keyMax ||
      !rule.pattern.test(key)
    )
      failures.add(
        path,
        `the key must be 1 to ${String(rule.keyMax)} characters: ${rule.rule} (${cloud.title})`,
      );
    if (value === "" && !rule.emptyValue)
      failures.add(path, `${cloud.title} takes no empty value`);
    else if (
      [...value].length > rule.valueMax ||
      (value !== "" && !rule.pattern.test(value))
    )
      failures.add(
        path,
        `the value must be at most ${String(rule.valueMax)} characters: ${rule.rule} (${cloud.title})`,
      );
  }
}

export function policy({ cloud, known, present, failures }: Subject): void {
  const rule = cloud.rules.policy;
  if (known.policy === undefined || !rule) return;
  if (Buffer.byteLength(known.policy) > rule.maxBytes)
    failures.add(
      ["policy"],
      `${cloud.title} takes at most ${String(rule.maxBytes)} bytes`,
    );
  if (!isJsonObject(known.policy))
    failures.add(["policy"], "must be the JSON text of an object");
  if (!present.has(rule.needs))
    failures.add(
      ["policy"],
      `on ${cloud.title} only keys with ${rule.needs} have a policy`,
    );
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
