import type {
  CallContext,
  Cloud,
  CloudCommands,
  Key,
  KeysInRegion,
} from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import type { Session } from "../session/session";
import { formatId, parseId } from "../values/id";
import { ownerIdOf } from "../values/owner";
import { messageOf, RequestError } from "../values/requests";
import type { Reconciliation } from "./steps";

/** The place where a key is about to be created. */
export interface Placement {
  cloud: Cloud;
  commands: CloudCommands;
  keys: KeysInRegion;
  context: CallContext;
}

/** The resource that asks for an alias. */
export interface Applicant {
  urn: string;
  session: Session;
}

/** A key from which an alias is taken. */
export type Holder = Pick<
  Key,
  "region" | "keyId" | "state" | "deletionDate" | "creationDate"
>;

/** The key from which a new key takes its alias. */
export interface FormerHolder {
  key: Holder;
  /**
   * The key was made for this very resource, but this run does not know it: an interrupted run left it behind, it was
   * removed from the state, or this run replaces it by force, which the engine does not tell a provider.
   */
  isOrphan: boolean;
}

/**
 * Makes sure that a new key can have its alias before it is created, because creating a key can't be undone. Gives the
 * key from which the alias is taken: the one that this run replaces, or another one that was made for the same
 * resource, because the alias follows its resource. Throws RequestError ALREADY_EXISTS, which names the holder, for any
 * other key.
 */
export async function reserveAlias(
  alias: string,
  place: Placement,
  applicant: Applicant,
): Promise<FormerHolder | undefined> {
  const { cloud } = place;
  const { region } = place.keys;
  const { urn, session } = applicant;
  const other = session.history.reserveAlias(urn, {
    cloud: cloud.name,
    region,
    alias,
  });
  if (other !== undefined)
    throw new RequestError(
      "ALREADY_EXISTS",
      `alias "${alias}" is also requested by another resource of this program: ${other}. No key was made. Give one of them another alias.`,
    );
  const key = await holderOf(alias, place, session);
  if (!key) return undefined;
  const id = formatId({ cloud, region, keyId: key.keyId });
  if (session.history.isOldKey(urn, id)) return { key, isOrphan: false };
  const ownerId = await ownerOf(key.keyId, place.keys);
  const former = () => ownerOfOldKey(applicant, place);
  if (await isOwn(key, ownerId, cloud, applicant, former))
    return { key, isOrphan: true };
  throw aliasTaken(cloud, alias, key, applicant, ownerId);
}

/** Undefined for a key that this provider did not create, or whose tags the credentials may not read. */
async function ownerOf(
  keyId: string,
  keys: KeysInRegion,
): Promise<string | undefined> {
  try {
    const key = await keys.describe(keyId, { tags: true });
    return key?.ownerId;
  } catch (error) {
    if (!isKind(error, "denied", "unsupported")) throw error;
    return undefined;
  }
}

/**
 * The owner of the key that is being replaced. It differs from the resource's owner if that key was imported or had
 * another URN.
 */
async function ownerOfOldKey(
  { urn, session }: Applicant,
  { cloud, context }: Placement,
): Promise<string | undefined> {
  const { history, config } = session;
  const old = history.keyToReplace(urn) ?? history.deletedKey(urn);
  if (!old) return undefined;
  const address = parseId(old.id, config);
  if (address.cloud.name !== cloud.name) return undefined;
  return ownerOf(address.keyId, await session.keys(address, context));
}

/**
 * Whether a key was made for this resource, by its own owner or by the owner of its key in the state. A key that this
 * run knows as another resource's never counts.
 */
async function isOwn(
  { region, keyId }: Holder,
  ownerId: string | undefined,
  cloud: Cloud,
  applicant: Applicant,
  ownerOfStateKey: () => Promise<string | undefined>,
): Promise<boolean> {
  if (ownerId === undefined) return false;
  const id = formatId({ cloud, region, keyId });
  if (otherResource(id, ownerId, applicant) !== undefined) return false;
  const { urn, session } = applicant;
  return (
    ownerId === ownerIdOf(session.providerId, urn) ||
    ownerId === (await ownerOfStateKey())
  );
}

/** The other resource that a key belongs to, as far as this run has seen. */
export function otherResource(
  id: string,
  ownerId: string | undefined,
  { urn, session }: Applicant,
): string | undefined {
  return session.history
    .urns()
    .find(
      (other) =>
        other !== urn &&
        (session.history.isOldKey(other, id) ||
          ownerIdOf(session.providerId, other) === ownerId),
    );
}

/**
 * Creates a key that takes over its alias from `former`. If a key can have only one alias, `former` gives it up before
 * CreateKey, so that no later step can leave the alias where the new key can't get it. It gets the alias back if no key
 * is created.
 */
export async function withAliasFreed<Made>(
  alias: string | undefined,
  former: FormerHolder | undefined,
  place: Placement,
  make: () => Promise<Made>,
): Promise<Made> {
  const { cloud, keys, context } = place;
  if (alias === undefined || !former || cloud.rules.alias.count === "many")
    return make();
  const { region, keyId, state } = former.key;
  const giveBack = async () => {
    // A key that is pending deletion can't be renamed, and doesn't need a name.
    if (state === "PendingDeletion") return;
    await keys.addAlias(keyId, alias).catch(() => {
      context.warn(
        `No key was made, and key ${keyId} in ${region}, which was to be replaced, has the alias "${retiredAlias(cloud, alias, keyId)}" for now. The next \`pulumi up\` that replaces it gives "${alias}" to the new key; \`pulumi up --refresh\` with the former program gives it back.`,
      );
    });
  };
  try {
    await freeAlias(place, former.key, alias);
  } catch (error) {
    if (isKind(error, "unknownOutcome")) await giveBack();
    throw error;
  }
  try {
    return await make();
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** No call is needed if the region's listing shows that the alias is free. */
async function holderOf(
  alias: string,
  { cloud, keys, context }: Placement,
  session: Session,
): Promise<Key | undefined> {
  const listing = await session
    .listing(cloud.name, keys.region, context)
    .catch(() => undefined);
  if (listing?.aliases && !listing.aliases.has(alias)) return undefined;
  return keys.findByAlias(alias);
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

const DAY_MS = 86_400_000;

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
  const { minDays, maxDays } = cloud.rules.deletionWindow;
  const left = deletionDate
    ? Math.ceil((Date.parse(deletionDate) - Date.now()) / DAY_MS)
    : maxDays;
  const days = Math.min(Math.max(left, minDays), maxDays);
  let state;
  try {
    state = await keys.cancelDeletion(keyId);
  } catch (error) {
    throw stuckAlias(commands, alias, key, messageOf(error));
  }
  try {
    await change();
  } finally {
    const regardless = { ...context, signal: new AbortController().signal };
    try {
      await keys.with(regardless).scheduleDeletion({ keyId, state }, days);
      context.warn(
        `Key ${keyId} in ${region} held the alias "${alias}" until its destruction. Its deletion was cancelled for a moment, so that the alias could go to another key, and is scheduled again: the key will be destroyed in ${String(days)} days.`,
      );
    } catch (error) {
      context.warn(
        `Key ${keyId} in ${region} held the alias "${alias}" until its destruction. Its deletion was cancelled, so that the alias could go to another key, and could not be scheduled again: ${messageOf(error)} The key is billed until it is deleted: ${commands.scheduleDeletion(region, keyId, state)}`,
      );
    }
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

/**
 * Gives a key its alias: one that is free, one of the key that it replaces, or one of another key that was made for the
 * same resource.
 */
export async function giveAlias(
  reconciliation: Reconciliation,
  alias: string,
): Promise<void> {
  const { keys, actual, formerHolder } = reconciliation;
  const { keyId } = actual;
  if (formerHolder) {
    const move = () =>
      keys.moveAlias
        ? keys.moveAlias(alias, keyId)
        : keys.addAlias(keyId, alias);
    if (!formerHolder.isOrphan) await move();
    else await tellMove(reconciliation, alias, formerHolder.key, move);
    return;
  }
  try {
    await keys.addAlias(keyId, alias);
  } catch (error) {
    if (!isKind(error, "aliasTaken")) throw error;
    const holder = await keys.findByAlias(alias).catch(() => undefined);
    // Another resource has given it up meanwhile, or the key that holds it is not to be seen.
    if (!holder) await keys.addAlias(keyId, alias);
    else await takeAlias(holder, alias, reconciliation, error.message);
  }
}

/** Takes an alias from a key that was made for the same resource. Throws RequestError for any other key. */
async function takeAlias(
  holder: Key,
  alias: string,
  reconciliation: Reconciliation,
  consequence: string,
): Promise<void> {
  const { cloud, keys, actual, context, applicant } = reconciliation;
  const { keyId } = actual;
  const ownerId = await ownerOf(holder.keyId, keys);
  const ownerOfStateKey = () => ownerOf(keyId, keys);
  if (!(await isOwn(holder, ownerId, cloud, applicant, ownerOfStateKey)))
    throw aliasTaken(cloud, alias, holder, applicant, ownerId, consequence);
  await tellMove(reconciliation, alias, holder, async () => {
    if (keys.moveAlias) {
      await keys.moveAlias(alias, keyId);
      return;
    }
    const commands = applicant.session.commands(cloud);
    await freeAlias({ cloud, commands, keys, context }, holder, alias);
    await keys.addAlias(keyId, alias);
  });
}

/** Names the key that an alias is taken from, also if the move fails: it may have happened, and then no later run finds that key. */
async function tellMove(
  { cloud, actual, context, applicant }: Reconciliation,
  alias: string,
  holder: Holder,
  move: () => Promise<void>,
): Promise<void> {
  const { keyId } = actual;
  const commands = applicant.session.commands(cloud);
  const tell = (moved: string) => {
    context.warn(`${moved} ${formerKey(cloud, commands, holder)}`);
  };
  try {
    await move();
  } catch (error) {
    tell(`Alias "${alias}" may or may not have moved to key ${keyId}.`);
    throw error;
  }
  tell(`Alias "${alias}" now belongs to key ${keyId}.`);
}

/** All possible explanations for a key that was made for this resource and that this run does not know. */
function formerKey(
  cloud: Cloud,
  commands: CloudCommands,
  { region, keyId, state, deletionDate, creationDate }: Holder,
): string {
  const id = formatId({ cloud, region, keyId });
  const isPendingDeletion = state === "PendingDeletion";
  const end = isPendingDeletion
    ? `It is to be destroyed${deletionDate ? ` on ${deletionDate}` : ""}. To keep it: ${commands.cancelDeletion(region, keyId)} && pulumi import cmk:index:Cmk NAME ${id}`
    : `To keep it beside the new key: pulumi import cmk:index:Cmk NAME ${id}. To delete it: ${commands.scheduleDeletion(region, keyId, state)}`;
  return (
    `Before, it belonged to ${keyId} in ${region}, which was made for this very resource${creationDate ? ` on ${creationDate}` : ""} and is ${state}. ` +
    `If this run replaces that key, Pulumi deletes it next. Otherwise an interrupted run left it behind, or it was taken out of the state${isPendingDeletion ? "" : ", and it is billed until it is deleted"}. ` +
    `What was encrypted by the alias meanwhile can only be decrypted while ${keyId} exists. ${end}`
  );
}

/** Names the holder of a requested alias, with what the user can do about it. */
function aliasTaken(
  cloud: Cloud,
  alias: string,
  holder: Key,
  applicant: Applicant,
  ownerId: string | undefined,
  consequence = "No key was made.",
): RequestError {
  const { region, keyId, state, deletionDate } = holder;
  const id = formatId({ cloud, region, keyId });
  const pendingDeletion =
    state === "PendingDeletion"
      ? ` and is to be destroyed${deletionDate ? ` on ${deletionDate}` : ""}. After the import, \`pulumi up\` cancels that; without Pulumi this does: ${applicant.session.commands(cloud).cancelDeletion(region, keyId)}`
      : "";
  const other = otherResource(id, ownerId, applicant);
  return new RequestError(
    "ALREADY_EXISTS",
    `alias "${alias}" is held by another key of ${cloud.title}: ${keyId} in ${region}, which is ${state}${pendingDeletion}. ${consequence} ` +
      `${whoseKey(other, ownerId)}To manage that key: pulumi import cmk:index:Cmk NAME ${id}. To make a new one, give it another alias.${ownerId === undefined && other === undefined ? FORCED : ""}`,
  );
}

/** If no owner proves it, as for an imported key, only a refresh does. */
const FORCED =
  " If that is this resource's own (a replacement that was forced by taint or --target-replace, or that failed halfway), Pulumi tells so only with --refresh: run it again with that flag. If the resource was renamed, give it Pulumi's resource option `aliases` with its former name.";

function whoseKey(
  other: string | undefined,
  ownerId: string | undefined,
): string {
  if (other === undefined && ownerId === undefined) return "";
  const whose =
    other === undefined
      ? "This provider made it for another resource, of this stack or of another one."
      : `It is the key of another resource of this stack, ${other}.`;
  return `${whose} If the resource was renamed or moved, give it Pulumi's resource option \`aliases\` with its former name or URN, and it keeps that key. `;
}
