import type { CallContext, Cloud, Listing, OwnedKey } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import type { Session } from "../session/session";
import { formatId } from "../values/id";
import { ownerIdOf } from "../values/owner";

/**
 * Names keys that carry this resource's own mark although this run has not met them: an earlier run may have been killed
 * before it could write them to its state. None is adopted, as a forced replacement looks just the same (its old key is
 * live, and deleted next). Gives the listing of the region; undefined where none may be made.
 */
export async function warnOfOrphans(
  urn: string,
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<Listing | undefined> {
  const ownerId = ownerIdOf(session.providerId, urn);
  const listing = await listingOf(cloud, region, session, context);
  for (const found of listing?.owned ?? []) {
    const id = formatId({ cloud, region, keyId: found.keyId });
    if (found.ownerId !== ownerId || session.history.isKnown(id)) continue;
    const key = await withState(found, cloud, region, session, context);
    if (!key || key.state === "PendingDeletion") continue;
    session.history.noteKnown(id);
    context.warn(orphanWarning(key, id, cloud, region));
  }
  return listing;
}

/** Where the listing does not tell states, the key itself does: what is to be destroyed is no orphan. */
async function withState(
  found: OwnedKey,
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<OwnedKey | undefined> {
  if (found.state !== undefined) return found;
  try {
    const service = await session.service(cloud.name);
    const key = await service.describe(region, found.keyId, {}, context);
    return key && { ...found, ...key, ownerId: found.ownerId };
  } catch (error) {
    if (isKind(error, "cancelled", "deadline")) throw error;
    return found;
  }
}

async function listingOf(
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<Listing | undefined> {
  try {
    return await session.listing(cloud.name, region, context);
  } catch (error) {
    if (!isKind(error, "denied", "unsupported")) throw error;
    context.warn(
      `Could not look for keys that an interrupted run may have left behind: ${error.message}`,
    );
    return undefined;
  }
}

function orphanWarning(
  key: OwnedKey,
  id: string,
  cloud: Cloud,
  region: string,
): string {
  return (
    `There is a key that was made for this very resource and that this run does not know: ${key.keyId} in ${region}` +
    `${key.creationDate ? `, made ${key.creationDate}` : ""}. If this run replaces it, Pulumi deletes it next. Otherwise an interrupted run left it behind, and it is billed until it is deleted. ` +
    `To keep it beside the new key: pulumi import cmk:index:Cmk NAME ${id}. To be rid of it: ${cloud.rules.scheduleDeletionCommand(region, key.keyId, key.state)}`
  );
}
