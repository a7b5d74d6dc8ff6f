import type { CallContext, Cloud, Key, KeyService } from "../clouds/cloud";
import { aliasTaken, freeAlias, retiredAlias, type Holder } from "./alias";
import { formatId } from "./id";
import { RequestError } from "./requests";
import type { Session } from "./session";

/** Where a key is about to be made. */
export interface Place {
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
export async function claimAlias(
  alias: string,
  place: Place,
  urn: string,
  session: Session,
): Promise<Holder | undefined> {
  const { cloud, region } = place;
  const other = session.claimAlias(cloud.name, region, alias, urn);
  if (other !== undefined)
    throw new RequestError(
      "ALREADY_EXISTS",
      `alias "${alias}" is asked for by another resource of this program, too: ${other}. No key was made. Give one of them another alias.`,
    );
  const holder = await holderOf(alias, place, session);
  if (!holder) return undefined;
  const id = formatId({ cloud, region, keyId: holder.keyId });
  if (!session.isReplaced(urn, id)) throw aliasTaken(cloud, alias, holder);
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
  { cloud, service, context }: Place,
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

/** Where the region's survey tells that the alias is free, no call is needed. */
async function holderOf(
  alias: string,
  { cloud, service, region, context }: Place,
  session: Session,
): Promise<Key | undefined> {
  const survey = await session
    .survey(cloud.name, region, context)
    .catch(() => undefined);
  if (survey?.aliases && !survey.aliases.has(alias)) return undefined;
  return service.findByAlias(region, alias, context);
}
