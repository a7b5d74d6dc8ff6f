/** The tag by which we recognize our keys. CreateKey sets it, so that no key is ever without it. */
export const OWNER_TAG = "pulumi-cmk";

/**
 * The contents of the tag: who owns the key (see CreateRequest.ownerId), and which request created it
 * (CreateRequest.token).
 */
export interface Owner {
  ownerId: string;
  token: string;
}

export function formatOwner({ ownerId, token }: Owner): string {
  return `${ownerId}.${token}`;
}

/** Undefined for a value that we can't have written. */
export function parseOwner(value: string): Owner | undefined {
  const [, ownerId, token] = /^([0-9a-z]+)\.([0-9a-z]+)$/.exec(value) ?? [];
  return ownerId && token ? { ownerId, token } : undefined;
}
