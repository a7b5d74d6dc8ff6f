/**
 * Replaces what UTF-8 can't encode: half a surrogate pair, as it remains when a text is cut, becomes U+FFFD. Otherwise
 * the engine can't read the reply, and a key that was created would be lost.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
