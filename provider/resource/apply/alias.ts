import type {
  Cloud,
  CloudCommands,
  Key,
  KeysInRegion,
} from "../../clouds/cloud";
import { sleep } from "../../clouds/common/sleep";
import { isKind } from "../../clouds/errors";
import type { Placement, Session } from "../session/session";
import { formatId } from "../values/id";
import { RequestError } from "../values/requests";
import { howToImport } from "../values/import-command";
import { giveBack, type Holder, withAliasFreed } from "./free-alias";
import {
  aliasTaken,
  type Applicant,
  isOwn,
  otherResource,
  ownerOf,
  ownerOfOldKey,
} from "./key-owner";
import type { Reconciliation } from "./steps";

/** A key from which a new key takes an alias. */
interface FormerHolder {
  key: Holder;
  /**
   * The key was made for this very resource, but this run does not know it: an interrupted run left it behind, it was
   * removed from the state, or this run replaces it by force, which the engine does not tell a provider.
   */
  isOrphan: boolean;
}

/** By alias. Those that are free have none. */
export type FormerHolders = ReadonlyMap<string, FormerHolder>;

/**
 * Makes sure that a new key can have its aliases before it is created, because creating a key can't be undone. Gives the
 * keys from which they are taken: the one that this run replaces, or another one that was made for the same resource,
 * because an alias follows its resource. Throws RequestError ALREADY_EXISTS, which names the holder, for any other key.
 */
export async function reserveAliases(
  aliases: readonly string[],
  place: Placement,
  applicant: Applicant,
): Promise<FormerHolders> {
  const formers = new Map<string, FormerHolder>();
  // Check's reservation of a generated name stays.
  if (aliases.length === 0) return formers;
  const { region } = place.keys;
  const { urn, session } = applicant;
  const cloud = place.cloud.name;
  const other = session.history.aliases.reserve(
    urn,
    aliases.map((alias) => ({ cloud, region, alias })),
  );
  if (other)
    throw new RequestError(
      "ALREADY_EXISTS",
      `alias "${other.alias}" is also requested by another resource of this program: ${other.urn}. No key was created. Give one of them another alias.`,
    );
  for (const alias of aliases) {
    const former = await formerHolderOf(alias, place, applicant);
    if (former) formers.set(alias, former);
  }
  return formers;
}

async function formerHolderOf(
  alias: string,
  place: Placement,
  applicant: Applicant,
): Promise<FormerHolder | undefined> {
  const { cloud } = place;
  const { region } = place.keys;
  const { urn, session } = applicant;
  const key = await holderOf(alias, place, session);
  if (!key) return undefined;
  const id = formatId({ cloud, region, keyId: key.keyId });
  if (session.history.isOldKey(urn, id)) return { key, isOrphan: false };
  const ownerId = await ownerOf(key.keyId, place);
  const former = () => ownerOfOldKey(applicant, place);
  if (await isOwn(key, ownerId, cloud, applicant, former))
    return { key, isOrphan: true };
  const released = await releasedBy(alias, { key, ownerId }, place, applicant);
  return released && { key: released, isOrphan: false };
}

/**
 * An alias of another resource's key, after the operation of a resource of this program that gives it up in this run. Gives
 * undefined if the alias is free then, or the key if another one has replaced it, without the alias: it would keep the alias
 * until it is deleted, at the end of the run. Throws RequestError for any other key.
 */
async function releasedBy(
  alias: string,
  holder: { key: Key; ownerId: string | undefined },
  place: Placement,
  applicant: Applicant,
  refusal?: string,
): Promise<Key | undefined> {
  const { cloud, keys } = place;
  const { history } = applicant.session;
  const releaser = await releaserOf(alias, holder, place, applicant);
  const key =
    releaser === undefined ? holder.key : await keys.findByAlias(alias);
  if (!key) return undefined;
  const id = formatId({ cloud, region: key.region, keyId: key.keyId });
  const isReleased =
    releaser !== undefined &&
    history.isOldKey(releaser, id) &&
    history.isReplaced(releaser, id);
  if (isReleased) return key;
  throw aliasTaken(cloud, alias, key, applicant, holder.ownerId, refusal);
}

/**
 * How long another resource's operation may take to begin, while the engine does nothing else: it may hold it back until this
 * one's ends.
 */
const BEGIN_MS = 2_000;
const LOOK_MS = 100;

/** The resource of this program that gives an alias up in this run, after its Create or Update. */
async function releaserOf(
  alias: string,
  { key, ownerId }: { key: Key; ownerId: string | undefined },
  { cloud, keys, context }: Placement,
  applicant: Applicant,
): Promise<string | undefined> {
  const { urn, session } = applicant;
  const { history } = session;
  const { region } = keys;
  const id = formatId({ cloud, region, keyId: key.keyId });
  const place = { cloud: cloud.name, region, alias };
  const releaser = () => history.aliases.releaserOf(urn, place);
  // It may be a resource that the engine has not come to yet.
  const isUnseen = () =>
    ownerId !== undefined &&
    otherResource(id, ownerId, applicant) === undefined;
  const isToCome = () => {
    const found = releaser();
    return found === undefined ? isUnseen() : !history.aliases.hasBegun(found);
  };
  const begun = Date.now();
  const idleMs = () =>
    Date.now() - Math.max(begun, history.aliases.lastActivity);
  while (idleMs() < BEGIN_MS && Date.now() < context.deadline && isToCome()) {
    if (context.signal.aborted) break;
    await sleep(LOOK_MS, context.signal).catch(() => undefined);
  }
  const found = releaser();
  if (found !== undefined) await history.aliases.awaitOperation(found, context);
  return found;
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
  if (await keys.lacksAlias?.(alias)) return undefined;
  return keys.findByAlias(alias);
}

/**
 * Gives a key an alias: one that is free, one of the key that it replaces, or one of another key that was made for the
 * same resource.
 */
export async function giveAlias(
  reconciliation: Reconciliation,
  alias: string,
): Promise<void> {
  const { keys, actual, formerHolders } = reconciliation;
  const { keyId } = actual;
  const former = formerHolders?.get(alias);
  if (former) {
    const { key, isOrphan } = former;
    const move = () => moveOrAdd(keys, alias, keyId);
    if (!isOrphan) await move();
    else await tellMove(reconciliation, alias, key, move);
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

/** Applications that use an alias must not find it without a key: if the new key did not get it, the former one gets it back. */
export async function giveBackUnset(
  { keys, context }: Placement,
  formers: FormerHolders,
  { keyId, aliases = [] }: Key,
): Promise<void> {
  // Where an alias moves in one call, it has not been taken from the former key before.
  if (keys.moveAlias) return;
  for (const [alias, { key }] of formers) {
    if (aliases.includes(alias)) continue;
    const warning = withoutAlias(alias, key, keyId);
    await giveBack({ keys, context }, key, alias, warning);
  }
}

function withoutAlias(alias: string, former: Holder, keyId: string): string {
  return `Alias "${alias}" may belong to no key for now: key ${former.keyId} in ${former.region}, which had it before, could not get it back. The next \`pulumi up\` gives it to key ${keyId}.`;
}

/**
 * Takes an alias from a key that was made for the same resource, or of which another one gives it up. Throws RequestError for
 * any other key.
 */
async function takeAlias(
  key: Key,
  alias: string,
  reconciliation: Reconciliation,
  refusal: string,
): Promise<void> {
  const { cloud, keys, actual, applicant } = reconciliation;
  const { keyId } = actual;
  const id = formatId({ cloud, region: key.region, keyId: key.keyId });
  // The key that an import has replaced.
  if (applicant.session.history.isOldKey(applicant.urn, id)) {
    await moveAlias(key, alias, reconciliation);
    return;
  }
  const ownerId = await ownerOf(key.keyId, reconciliation);
  const ownerOfStateKey = () => ownerOf(keyId, reconciliation);
  if (await isOwn(key, ownerId, cloud, applicant, ownerOfStateKey)) {
    const move = () => moveAlias(key, alias, reconciliation);
    await tellMove(reconciliation, alias, key, move);
    return;
  }
  const holder = { key, ownerId };
  const released = await releasedBy(
    alias,
    holder,
    reconciliation,
    applicant,
    refusal,
  );
  if (released) await moveAlias(released, alias, reconciliation);
  else await keys.addAlias(keyId, alias);
}

/** Adds it where the cloud moves none, or where another resource has taken it from its key meanwhile. */
async function moveOrAdd(
  keys: KeysInRegion,
  alias: string,
  keyId: string,
): Promise<void> {
  try {
    if (keys.moveAlias) {
      await keys.moveAlias(alias, keyId);
      return;
    }
  } catch (error) {
    if (!isKind(error, "notFound")) throw error;
  }
  await keys.addAlias(keyId, alias);
}

async function moveAlias(
  holder: Key,
  alias: string,
  reconciliation: Reconciliation,
): Promise<void> {
  const { keys, actual } = reconciliation;
  const { keyId } = actual;
  if (keys.moveAlias) await moveOrAdd(keys, alias, keyId);
  else
    await withAliasFreed(
      reconciliation,
      holder,
      alias,
      () => keys.addAlias(keyId, alias),
      withoutAlias(alias, holder, keyId),
    );
}

/** Names the key that an alias is taken from, also if the move fails: it may have happened, and then no later run finds that key. */
async function tellMove(
  { cloud, commands, actual, context }: Reconciliation,
  alias: string,
  holder: Holder,
  move: () => Promise<void>,
): Promise<void> {
  const { keyId } = actual;
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
    ? `It is to be destroyed${deletionDate ? ` on ${deletionDate}` : ""}. To take it back in place of the new key, give this resource the option \`import: ${id}\`. To keep both: ${howToImport(id, undefined, commands.cancelDeletion(region, keyId))}`
    : `To keep it beside the new key: ${howToImport(id, undefined)}. To delete it, if no stack has it: ${commands.scheduleDeletion(region, keyId, state)}`;
  return (
    `Before, it belonged to ${keyId} in ${region}, which was created for this resource${creationDate ? ` on ${creationDate}` : ""} and is ${state}. ` +
    `If this run replaces that key, Pulumi deletes it next. Otherwise an interrupted run left it behind, or it was taken out of the state or moved to another stack${isPendingDeletion ? "" : ". It is billed until it is deleted"}. ` +
    `What was encrypted by the alias meanwhile can only be decrypted while ${keyId} exists. ${end}`
  );
}
