/** The forms of values in replies. */
export const TEXT = expect.any(String) as string;
export const FLAG = expect.any(Boolean) as boolean;
export const COUNT = expect.any(Number) as number;
export const UUID = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** UTC in whole seconds. */
export const DATE = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const BASE64 = matching(/^[A-Za-z0-9+/]+={0,2}$/);
export const PEM = matching(/^-----BEGIN PUBLIC KEY-----\n[^-]+\n-----END/);

export function matching(pattern: RegExp): string {
  return expect.stringMatching(pattern) as string;
}

/** What earlier replies held, by member: `KeyId` is that of the last reply that had one. */
export type Known = Record<string, unknown>;

/** One call in a sequence about one key, and all that its reply holds besides the RequestId. */
export interface Step {
  action: string;
  service?: "kms" | "tag" | "sts";
  parameters?: (known: Known) => object;
  reply: object;
}

export const keyOnly = ({ KeyId }: Known) => ({ KeyId });
