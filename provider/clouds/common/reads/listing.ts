import type { CallContext, Key } from "../../cloud";
import { isKind } from "../../errors";

/** A key for a list. One of a kind that this provider does not know is left out, with a warning. */
export async function ifKnown(
  reading: Promise<Key | undefined>,
  context: CallContext,
): Promise<Key | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isKind(error, "unsupported")) throw error;
    context.warn(`Left out of the list: ${error.message}`);
    return undefined;
  }
}
