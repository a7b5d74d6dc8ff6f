import type { KeyState } from "../../model/types";
import type { CallContext, Key } from "../cloud";
import { CloudError, isKind } from "../errors";
import type { Gateway } from "./gateway";
import { toKey } from "./mapping";
import type { KeyReader } from "./reader";
import { nothing } from "./replies";

/**
 * A second call on a key that is pending already is refused, so that a try whose answer was lost looks like a failure
 * (docs/clouds/alibaba.md#deletion): after a refusal the key itself says what is true. It also tells protection, whose
 * code is in no source.
 */
export async function scheduleDeletion(
  gateway: Gateway,
  reader: KeyReader,
  region: string,
  { keyId, state }: Pick<Key, "keyId" | "state">,
  windowInDays: number,
  context: CallContext,
): Promise<void> {
  if (state === "PendingDeletion") return;
  try {
    await gateway.kms(
      {
        action: "ScheduleKeyDeletion",
        region,
        keyId,
        parameters: { KeyId: keyId, PendingWindowInDays: windowInDays },
      },
      nothing,
      context,
    );
  } catch (error) {
    if (!isKind(error, ...REFUSED)) throw error;
    const key = await read(reader, region, keyId, context);
    if (key.state === "PendingDeletion") return;
    throw key.deletionProtection ? protectedKey(error, region, keyId) : error;
  }
}

/** Gives the state that the key has then: Enabled, but for an EXTERNAL key that never got its material. */
export async function cancelDeletion(
  gateway: Gateway,
  reader: KeyReader,
  region: string,
  keyId: string,
  context: CallContext,
): Promise<KeyState> {
  let refusal: CloudError | undefined;
  try {
    await gateway.kms(
      {
        action: "CancelKeyDeletion",
        region,
        keyId,
        parameters: { KeyId: keyId },
      },
      nothing,
      context,
    );
  } catch (error) {
    if (!isKind(error, "state")) throw error;
    refusal = error;
  }
  const { state } = await read(reader, region, keyId, context);
  if (refusal && state === "PendingDeletion") throw refusal;
  return state;
}

const REFUSED = ["state", "denied", "invalid", "unsupported", "inUse"] as const;

async function read(
  reader: KeyReader,
  region: string,
  keyId: string,
  context: CallContext,
): Promise<Key> {
  return toKey(region, await reader.metadata(region, keyId, context, keyId));
}

function protectedKey(
  { code, requestId }: CloudError,
  region: string,
  keyId: string,
): CloudError {
  return new CloudError("the key is protected against deletion", {
    kind: "protected",
    cloud: "alibaba",
    action: "ScheduleKeyDeletion",
    code,
    requestId,
    region,
    keyId,
    remedy: "Set deletionProtection to false first.",
  });
}
