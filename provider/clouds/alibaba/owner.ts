/** The tag by which we know our keys again. CreateKey takes it along, so that no key is without it for a moment. */
export const OWNER_TAG = "pulumi-cmk";

/** What the tag says: who owns the key (see CreateRequest.ownerId), and which request made it (CreateRequest.token). */
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
