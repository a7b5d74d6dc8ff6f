import type {
  CallContext,
  Cloud,
  CloudCommands,
  ListedKey,
  Listing,
} from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import type { Session } from "../session/session";
import { formatId } from "../values/id";
import { ownerIdOf } from "../values/owner";
import { readTwice } from "./gone";
import type { FormerHolder } from "./alias";
import { type Placement, retiredAlias } from "./free-alias";

/**
 * Warns of orphans: keys that were made for this very resource and that this run does not know. An earlier run may have
 * been killed before it wrote them to its state. None is adopted, because after a forced replacement the old, live key
 * looks the same and is deleted next. The key from which the alias is taken is reported at that point.
 */
export async function warnOfOrphans(
  urn: string,
  place: Placement,
  session: Session,
  listing: Listing | undefined,
  { alias, former }: { alias?: string; former?: FormerHolder },
): Promise<void> {
  const { cloud, keys, context } = place;
  const { region } = keys;
  const { history } = session;
  if (former)
    history.noteKnown(formatId({ cloud, region, keyId: former.key.keyId }));
  const ownerId = ownerIdOf(session.providerId, urn);
  const candidates = [
    ...(listing?.owned ?? []).filter((key) => key.ownerId === ownerId),
    ...retiredKeys(alias, cloud, listing),
  ];
  for (const found of candidates) {
    const id = formatId({ cloud, region, keyId: found.keyId });
    if (history.isKnown(id)) continue;
    const key = await withState(found, place, ownerId);
    if (!key || key.state === "PendingDeletion") continue;
    history.noteKnown(id);
    context.warn(orphanWarning(key, id, region, session.commands(cloud)));
  }
}

/** Live keys that passed this alias to a successor. */
function retiredKeys(
  alias: string | undefined,
  cloud: Cloud,
  listing: Listing | undefined,
): ListedKey[] {
  if (alias === undefined) return [];
  return [...(listing?.aliases ?? [])].flatMap(([name, key]) =>
    key.state !== "PendingDeletion" &&
    name === retiredAlias(cloud, alias, key.keyId)
      ? [key]
      : [],
  );
}

/**
 * If the listing has no states, each key is read: a key that is pending deletion is no orphan. A retired name alone
 * proves nothing, because the key may have been made for another resource.
 */
async function withState(
  found: ListedKey & { ownerId?: string },
  { keys, context }: Placement,
  ownerId: string,
): Promise<ListedKey | undefined> {
  if (found.state !== undefined && found.ownerId !== undefined) return found;
  const include = { tags: found.ownerId === undefined };
  try {
    const key = await readTwice(
      () => keys.describe(found.keyId, include),
      context,
    );
    return (key?.ownerId ?? ownerId) === ownerId ? key : undefined;
  } catch (error) {
    if (isKind(error, "cancelled", "deadline")) throw error;
    return found;
  }
}

/** Undefined, with a warning, if the credentials may not list keys. */
export async function listRegion(
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
  key: ListedKey,
  id: string,
  region: string,
  commands: CloudCommands,
): string {
  return (
    `There is a key that was made for this very resource and that this run does not know: ${key.keyId} in ${region}` +
    `${key.creationDate ? `, made ${key.creationDate}` : ""}. If this run replaces it, Pulumi deletes it next. Otherwise an interrupted run left it behind, and it is billed until it is deleted. ` +
    `To keep it beside the new key: pulumi import cmk:index:Cmk NAME ${id}. To delete it: ${commands.scheduleDeletion(region, key.keyId, key.state)}`
  );
}
