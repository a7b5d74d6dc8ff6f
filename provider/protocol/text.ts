/**
 * Text that UTF-8 can carry: half a surrogate pair, as cutting a text short leaves one, becomes U+FFFD. Otherwise the
 * engine can't read the reply, and a key that was made would be lost with it.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}
