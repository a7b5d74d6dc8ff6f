import type { CloudName } from "../../model/types";
import { CloudError } from "../errors";

/**
 * Reads a key after CancelKeyDeletion. If that fails, whatever the reason, the outcome is unknown: the key may not be
 * pending deletion any longer.
 */
export async function readCancelled<Key>(
  read: () => Promise<Key>,
  where: { cloud: CloudName; region: string; keyId: string },
): Promise<Key> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw new CloudError(
      `whether the deletion was cancelled could not be read: ${error.message}`,
      { kind: "unknownOutcome", action: "CancelKeyDeletion", ...where },
    );
  }
}
