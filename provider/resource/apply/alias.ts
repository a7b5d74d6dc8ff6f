import type { CallContext, Cloud, Key, KeyService } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import type { Session } from "../session/session";
import { formatId } from "../values/id";
import { RequestError } from "../values/requests";
import type { Reconciliation } from "./reconcile";

/** Where a key is about to be made. */
export interface Placement {
  cloud: Cloud;
  service: KeyService;
  region: string;
  context: CallContext;
}

/**
 * Makes sure that a new key can have its alias, before it is made: a key can't be unmade. Gives the key that the alias is
 * to be taken from: one that this run replaces, or that a replacement which failed halfway has left. Throws RequestError
 * ALREADY_EXISTS, naming any other holder.
 */
export async function reserveAlias(
  alias: string,
  place: Placement,
  urn: string,
  session: Session,
): Promise<Holder | undefined> {
  const { cloud, region } = place;
  const other = session.history.reserveAlias(cloud.name, region, alias, urn);
  if (other !== undefined)
    throw new RequestError(
      "ALREADY_EXISTS",
      `alias "${alias}" is asked for by another resource of this program, too: ${other}. No key was made. Give one of them another alias.`,
    );
  const holder = await holderOf(alias, place, session);
  if (!holder) return undefined;
  const id = formatId({ cloud, region, keyId: holder.keyId });
  if (!session.history.isOldKey(urn, id))
    throw aliasTaken(cloud, alias, holder);
  if (holder.state === "PendingDeletion" && cloud.rules.alias.count === "one")
    throw stuckAlias(cloud, alias, holder);
  return holder;
}

/**
 * Makes a key that takes its alias over from `former`. A key that has one alias only gives it up before the other is made,
 * so that no step after CreateKey can leave the alias where the new key can't get it; it gets it back if none is made.
 */
export async function withAliasFreed<Made>(
  alias: string | undefined,
  former: Holder | undefined,
  { cloud, service, context }: Placement,
  make: () => Promise<Made>,
): Promise<Made> {
  if (alias === undefined || !former || cloud.rules.alias.count === "many")
    return make();
  const { region, keyId } = former;
  await freeAlias(cloud, service, former, alias, context);
  try {
    return await make();
  } catch (error) {
    await service.addAlias(region, keyId, alias, context).catch(() => {
      context.warn(
        `No key was made, and key ${keyId} in ${region}, which was to be replaced, goes under the alias "${retiredAlias(cloud, alias, keyId)}" for now. The next \`pulumi up\` that replaces it gives "${alias}" to the new key; \`pulumi up --refresh\` with the former program gives it back.`,
      );
    });
    throw error;
  }
}

/** A key that waits for its destruction refuses to be renamed, and a cloud that demands an alias frees none. */
function stuckAlias(cloud: Cloud, alias: string, holder: Key): RequestError {
  const { region, keyId, deletionDate } = holder;
  return new RequestError(
    "FAILED_PRECONDITION",
    `alias "${alias}" can't move to a new key: the key that is to be replaced, ${keyId} in ${region}, holds it until it is destroyed${deletionDate ? ` on ${deletionDate}` : ""}. No key was made. ` +
      `Give the new key another alias, or cancel that deletion and run \`pulumi up\` again: ${cloud.rules.cancelDeletionCommand(region, keyId)}`,
  );
}

/** Where the region's listing tells that the alias is free, no call is needed. */
async function holderOf(
  alias: string,
  { cloud, service, region, context }: Placement,
  session: Session,
): Promise<Key | undefined> {
  const listing = await session
    .listing(cloud.name, region, context)
    .catch(() => undefined);
  if (listing?.aliases && !listing.aliases.has(alias)) return undefined;
  return service.findByAlias(region, alias, context);
}

/** A key that an alias can be taken from. */
export type Holder = Pick<Key, "region" | "keyId">;

/** The name under which a key goes that gave its alias to its successor. */
export function retiredAlias(
  cloud: Cloud,
  alias: string,
  keyId: string,
): string {
  const suffix = `-old-${keyId.replace(/[^A-Za-z0-9]/g, "").slice(0, 8)}`;
  return alias.slice(0, cloud.rules.alias.max - suffix.length) + suffix;
}

/** Frees an alias that a resource gives up; its key keeps a name where the cloud demands one. */
export async function freeAlias(
  cloud: Cloud,
  service: KeyService,
  key: Holder,
  alias: string,
  context: CallContext,
): Promise<void> {
  if (cloud.rules.alias.count === "many")
    await service.removeAlias(key.region, alias, context);
  else
    await service.addAlias(
      key.region,
      key.keyId,
      retiredAlias(cloud, alias, key.keyId),
      context,
    );
}

/** Gives a key its alias: a free one, or that of `former`, the key which it replaces. */
export async function giveAlias(
  reconciliation: Reconciliation,
  alias: string,
): Promise<void> {
  const { cloud, service, actual, context } = reconciliation;
  const { region, keyId } = actual;
  if (reconciliation.formerHolder) {
    await service.moveAlias(region, alias, keyId, context);
    return;
  }
  try {
    await service.addAlias(region, keyId, alias, context);
  } catch (error) {
    if (!isKind(error, "aliasTaken")) throw error;
    const holder = await service
      .findByAlias(region, alias, context)
      .catch(() => undefined);
    if (!holder) throw error;
    if (!(await precedes(holder, reconciliation)))
      throw aliasTaken(cloud, alias, holder, error.message);
    await service.moveAlias(region, alias, keyId, context);
    context.warn(
      `Alias "${alias}" was moved to key ${keyId} from ${holder.keyId} in ${region}, which was made for this very resource before and still held it.`,
    );
  }
}

/**
 * Whether a key carries the resource's mark, or the one of its key in the state, which may be imported or have had another
 * URN. So it is an earlier one: the one that an import replaces, or that a replacement which failed halfway, or a killed
 * run, has left with the alias.
 */
async function precedes(
  holder: Holder,
  { cloud, service, actual, context, ownerId }: Reconciliation,
): Promise<boolean> {
  // Where a key has one alias only, the mark stood in the one that it had before.
  if (cloud.rules.alias.count === "one") return false;
  const [earlier, own] = await Promise.all(
    [holder, actual].map(({ region, keyId }) =>
      service.describe(region, keyId, { tags: true }, context),
    ),
  );
  return (
    earlier?.ownerId !== undefined &&
    [ownerId, own?.ownerId].includes(earlier.ownerId)
  );
}

/** Who holds an alias that a key asks for, told so that the user can act on it. */
export function aliasTaken(
  cloud: Cloud,
  alias: string,
  holder: Key,
  refusal = "No key was made.",
): RequestError {
  const { region, keyId, state, deletionDate } = holder;
  const id = formatId({ cloud, region, keyId });
  const doomed =
    state === "PendingDeletion"
      ? ` and is to be destroyed${deletionDate ? ` on ${deletionDate}` : ""}. After the import, \`pulumi up\` cancels that; without Pulumi this does: ${cloud.rules.cancelDeletionCommand(region, keyId)}`
      : "";
  return new RequestError(
    "ALREADY_EXISTS",
    `alias "${alias}" is held by another key of ${cloud.title}: ${keyId} in ${region}, which is ${state}${doomed}. ${refusal} ` +
      `To manage that key: pulumi import cmk:index:Cmk NAME ${id}. To make a new one, give it another alias. If that is this resource's own (a replacement that was forced by taint or --target-replace, or that failed halfway), Pulumi tells so only with --refresh: run it again with that flag.`,
  );
}
