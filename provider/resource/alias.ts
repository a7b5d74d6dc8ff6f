import type { CallContext, Cloud, Key, KeyService } from "../clouds/cloud";
import { isKind } from "../clouds/errors";
import { formatId } from "./id";
import { RequestError } from "./requests";

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

/** Gives a key its alias: a free one, or that of the key which it replaces. */
export async function giveAlias(
  cloud: Cloud,
  service: KeyService,
  key: Holder,
  alias: string,
  former: Holder | undefined,
  context: CallContext,
): Promise<void> {
  const { region, keyId } = key;
  if (former && cloud.rules.alias.count === "many") {
    await service.moveAlias(region, alias, keyId, context);
    return;
  }
  if (former) await freeAlias(cloud, service, former, alias, context);
  try {
    await service.addAlias(region, keyId, alias, context);
  } catch (error) {
    throw await withHolder(cloud, service, region, alias, error, context);
  }
}

/** A refusal because of a taken alias, told with the key that holds it. */
async function withHolder(
  cloud: Cloud,
  service: KeyService,
  region: string,
  alias: string,
  error: unknown,
  context: CallContext,
): Promise<unknown> {
  if (!isKind(error, "aliasTaken")) return error;
  const holder = await service
    .findByAlias(region, alias, context)
    .catch(() => undefined);
  return holder ? aliasTaken(cloud, alias, holder, error.message) : error;
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
      `To manage that key: pulumi import cmk:index:Cmk NAME ${id}. To make a new one, give it another alias. If that is the key which this run replaces by force (taint, --target-replace), Pulumi does not tell so: set deleteBeforeReplace on the resource.`,
  );
}
