/**
 * How we recognize our keys: by the end of the name under which a key is created, until the user's alias replaces it,
 * and by a tag, which stays. A tag key can have 1,000 values in an account, so the owners are spread over 36 tag keys,
 * by their first character. The tag is sent with CreateKey and never requested again, because a key without it also
 * works.
 */
export const OWNER_TAG_PREFIX = "pulumi-cmk-";

export interface OwnerTag {
  TagKey: string;
  TagValue: string;
}

export function ownerTag(ownerId: string): OwnerTag {
  return {
    TagKey: `${OWNER_TAG_PREFIX}${ownerId.charAt(0)}`,
    TagValue: ownerId,
  };
}

/** Undefined for a tag that we can't have written. */
export function ownerOfTag(key: string, value: string): string | undefined {
  const isOurs = /^[0-9a-z]{16}$/.test(value) && ownerTag(value).TagKey === key;
  return isOurs ? value : undefined;
}

/** The end of a name that `CreateRequest.uniqueAlias` gave. */
const OWNED_NAME = /-([0-9a-z]{16})-([0-9a-z]{12})$/;

export function ownerOfName(
  alias: string | undefined,
): { ownerId: string; token: string } | undefined {
  const [, ownerId, token] = OWNED_NAME.exec(alias ?? "") ?? [];
  return ownerId && token ? { ownerId, token } : undefined;
}
