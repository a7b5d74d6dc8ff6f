/** The tag by which we know our keys again. CreateKey takes it along, so that no key is without it for a moment. */
export const MARK_TAG = "pulumi-cmk";

/** What the tag says: who owns the key (see CreateRequest.mark), and which request made it (CreateRequest.token). */
export interface Mark {
  mark: string;
  token: string;
}

export function formatMark({ mark, token }: Mark): string {
  return `${mark}.${token}`;
}

/** Undefined for a value that we can't have written. */
export function parseMark(value: string): Mark | undefined {
  const [, mark, token] = /^([0-9a-z]+)\.([0-9a-z]+)$/.exec(value) ?? [];
  return mark && token ? { mark, token } : undefined;
}
