/** What stands for a secret in the log of requests. */
export const HIDDEN = "(hidden)";

/** Members of requests and replies that hold plaintext, key material, or what signs in, as the clouds name them. */
const SECRET =
  /^(plaintext|.*keymaterial|.*secret(key|data)?|tmpsecretkey|.*token|privatekey.*|signature)$/i;

/** What a request has signed. In a reply, a message is that of an error. */
const TO_BE_SIGNED = /^(message|digest)$/i;

/** Public, though their names look otherwise. */
const PUBLIC = /^(nexttoken|pagination_?token)$/i;

function isSecret(name: string): boolean {
  return SECRET.test(name) && !PUBLIC.test(name);
}

/** A value with each secret member replaced, however deep. */
export function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name) ? HIDDEN : redacted(member),
    ]),
  );
}

/** A request's parameters. */
export function redactedParameters(
  parameters: Readonly<Record<string, unknown>>,
): unknown {
  const hidden = Object.keys(parameters)
    .filter((name) => TO_BE_SIGNED.test(name))
    .map((name) => [name, HIDDEN]);
  return redacted({ ...parameters, ...Object.fromEntries(hidden) });
}

/** A reply's body: JSON as its value, and XML as a text. */
export function redactedBody(body: string): unknown {
  try {
    return redacted(JSON.parse(body));
  } catch {
    return body.replace(/<(\w+)>[^<]*<\/\1>/g, (element, name: string) =>
      isSecret(name) ? `<${name}>${HIDDEN}</${name}>` : element,
    );
  }
}
