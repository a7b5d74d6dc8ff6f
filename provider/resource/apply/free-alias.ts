import type { Cloud, CloudCommands, Key } from "../../clouds/cloud";
import { DAY_MS } from "../../clouds/common/time";
import { undoContext } from "../../clouds/common/undo";
import { isKind } from "../../clouds/errors";
import type { KeyState } from "../../model/types";
import { acceptedWindow } from "../plan/deletion-window";
import type { Placement } from "../session/session";
import { messageOf, RequestError } from "../values/requests";

/** A key from which an alias is taken. */
export type Holder = Pick<
  Key,
  "region" | "keyId" | "state" | "deletionDate" | "creationDate"
>;

/**
 * Does something to a key, or to its successor, while the key's alias is free: a key that is pending deletion can't give
 * its alias up, and no step after CreateKey may leave the alias where the new key can't get it. If that fails the key
 * gets its alias back, with a warning if it can't.
 */
export async function withAliasFreed<Result>(
  place: Placement,
  key: Holder,
  alias: string,
  act: () => Promise<Result>,
  warning: string,
): Promise<Result> {
  let mayBeFree = false;
  try {
    await freeAlias(place, key, alias).catch((error: unknown) => {
      mayBeFree = isKind(error, "unknownOutcome");
      throw error;
    });
    mayBeFree = true;
    return await act();
  } catch (error) {
    if (mayBeFree) await giveBack(place, key, alias, warning);
    throw error;
  }
}

/** As above with several aliases, each of which has its holder. */
export async function withAliasesFreed<Result>(
  place: Placement,
  holders: ReadonlyMap<string, Holder>,
  act: () => Promise<Result>,
  warning: (alias: string, holder: Holder) => string,
): Promise<Result> {
  const inTurn = [...holders].reduceRight(
    (next, [alias, key]) =>
      () =>
        withAliasFreed(place, key, alias, next, warning(alias, key)),
    act,
  );
  return inTurn();
}

/** Gives a key the alias back that it gave up for nothing, also after Cancel and the time-out. */
export async function giveBack(
  { keys, context }: Pick<Placement, "keys" | "context">,
  { keyId, state }: Holder,
  alias: string,
  warning: string,
): Promise<void> {
  // A key that is pending deletion can't be renamed, and doesn't need a name.
  if (state === "PendingDeletion") return;
  await keys
    .with(undoContext(context))
    .addAlias(keyId, alias)
    .catch(() => {
      context.warn(warning);
    });
}

/** The end of a name that `retiredAlias` has given. */
const RETIRED = /-old-[A-Za-z0-9]{1,8}$/;

/** The name of a key that has passed its alias to its successor. A name that is already retired stays as it is. */
export function retiredAlias(
  cloud: Cloud,
  alias: string,
  keyId: string,
): string {
  const suffix = `-old-${keyId.replace(/[^A-Za-z0-9]/g, "").slice(0, 8)}`;
  const name = alias.replace(RETIRED, "");
  return name.slice(0, cloud.rules.alias.max - suffix.length) + suffix;
}

/** Frees an alias that a resource gives up. Its key gets another name if the cloud requires one. */
export async function freeAlias(
  place: Placement,
  key: Holder,
  alias: string,
): Promise<void> {
  const { cloud, keys } = place;
  const { keyId } = key;
  if (keys.removeAlias) {
    await keys.removeAlias(alias);
    return;
  }
  const retired = retiredAlias(cloud, alias, keyId);
  if (retired === alias) return;
  const rename = () => keys.addAlias(keyId, retired);
  if (key.state !== "PendingDeletion") await rename();
  else await whileNotPending(place, key, alias, rename);
}

/**
 * Makes a change that a key pending deletion refuses: cancels the deletion, and schedules it again afterwards, never
 * for an earlier day. The deletion is scheduled again whatever happens to the change, even after Cancel.
 */
async function whileNotPending(
  { cloud, commands, keys, context }: Placement,
  key: Holder,
  alias: string,
  change: () => Promise<void>,
): Promise<void> {
  const { region, keyId, deletionDate } = key;
  const left = deletionDate
    ? Math.ceil((Date.parse(deletionDate) - Date.now()) / DAY_MS)
    : cloud.rules.deletionWindow.maxDays;
  const days = acceptedWindow(cloud.rules, left);
  const scheduleAgain = async (state: KeyState) => {
    try {
      await keys
        .with(undoContext(context))
        .scheduleDeletion({ keyId, state }, days);
      context.warn(
        `Key ${keyId} in ${region} held the alias "${alias}" until its destruction. Its deletion was cancelled for a moment, so that the alias could go to another key, and is scheduled again: the key will be destroyed in ${String(days)} days.`,
      );
    } catch (error) {
      context.warn(
        `Key ${keyId} in ${region} held the alias "${alias}" until its destruction. Its deletion was cancelled, so that the alias could go to another key, and could not be scheduled again: ${messageOf(error)} The key is billed until it is deleted: ${commands.scheduleDeletion(region, keyId, state)}`,
      );
    }
  };
  let state: KeyState;
  try {
    state = await keys.cancelDeletion(keyId);
  } catch (error) {
    if (!isKind(error, "unknownOutcome"))
      throw stuckAlias(commands, alias, key, messageOf(error));
    // It may be cancelled, and a key that still is pending deletion stays so.
    await scheduleAgain(cloud.rules.stateAfterCancellation);
    throw error;
  }
  try {
    await change();
  } finally {
    await scheduleAgain(state);
  }
}

/** A key that is pending deletion can't be renamed, so a cloud that requires an alias can't free one. */
function stuckAlias(
  commands: CloudCommands,
  alias: string,
  holder: Holder,
  reason: string,
): RequestError {
  const { region, keyId, deletionDate } = holder;
  return new RequestError(
    "FAILED_PRECONDITION",
    `alias "${alias}" can't move to another key: ${keyId} in ${region} holds it until it is destroyed${deletionDate ? ` on ${deletionDate}` : ""}, and its deletion can't be cancelled for the move: ${reason} ` +
      `Give this resource another alias, or cancel that deletion and run \`pulumi up\` again: ${commands.cancelDeletion(region, keyId)}`,
  );
}
