import type { CallContext, Cloud, Key, KeyService } from "../clouds/cloud";
import { isKind } from "../clouds/errors";
import { formatId } from "./id";
import { RequestError } from "./requests";
import type { Journey } from "./steps";

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
  journey: Journey,
  alias: string,
): Promise<void> {
  const { cloud, service, key, context } = journey;
  const { region, keyId } = key;
  if (journey.former) {
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
    if (!(await precedes(holder, journey)))
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
  { cloud, service, key, context, mark }: Journey,
): Promise<boolean> {
  // Where a key has one alias only, the mark stood in the one that it had before.
  if (cloud.rules.alias.count === "one") return false;
  const [earlier, own] = await Promise.all(
    [holder, key].map(({ region, keyId }) =>
      service.describe(region, keyId, { tags: true }, context),
    ),
  );
  return (
    earlier?.mark !== undefined && [mark, own?.mark].includes(earlier.mark)
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
