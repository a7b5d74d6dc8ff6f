import type {
  CallContext,
  Cloud,
  CloudCommands,
  ListedKey,
  OwnedKey,
  Listing,
} from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import { DEFAULTS, type CmkInputs } from "../../model/inputs";
import type { KeyState } from "../../model/types";
import type { Placement, Session } from "../session/session";
import { formatId } from "../values/id";
import { isOfUrn, ownerIdOf } from "../values/owner";
import { readTwice } from "./gone";
import type { FormerHolders } from "./alias";
import { howToImport } from "../values/import-command";
import { retiredAlias } from "./free-alias";

/** So many keys are read at most; one of which the listing tells all costs no read. */
const MOST_READ = 20;

interface Creation {
  aliases: readonly string[];
  formers: FormerHolders;
  inputs: Pick<CmkInputs, "deletionPolicy">;
}

/** A resource that was deleted leaves its key in one of these. */
const ENDED: readonly (KeyState | undefined)[] = [
  "PendingDeletion",
  "Disabled",
];

/**
 * Warns of keys that were made for this very resource and that this run does not know.
 *
 * Live ones are orphans: an earlier run may have been killed before it wrote them to its state. None is adopted, because
 * after a forced replacement the old, live key looks the same and is deleted next. The key from which the alias is taken
 * is reported at that point.
 *
 * One that waits for its deletion, or that `deletionPolicy: DISABLE` kept, is named with the way back, unless this run
 * replaces a key: the end of earlier ones is old news then.
 */
export async function warnOfFormerKeys(
  urn: string,
  place: Placement,
  session: Session,
  listing: Listing | undefined,
  { aliases, formers, inputs }: Creation,
): Promise<void> {
  const { cloud, keys, context } = place;
  const { region } = keys;
  const { history } = session;
  const ownerId = ownerIdOf(session.providerId, urn);
  const isFirst = !history.keyToReplace(urn) && !history.deletedKey(urn);
  const idOf = (keyId: string) => formatId({ cloud, region, keyId });
  const isPredecessor = (key: OwnedKey) =>
    isFirst && isOfUrn(key.ownerId, urn) && ENDED.includes(key.state);
  const isOrphan = (key: OwnedKey) =>
    key.ownerId === ownerId &&
    key.state !== "PendingDeletion" &&
    !isPredecessor(key);

  for (const { key } of formers.values()) history.noteKnown(idOf(key.keyId));
  const candidates = [
    ...(listing?.owned ?? [])
      .filter(
        (key) =>
          isOrphan(key) ||
          isPredecessor({ ...key, state: key.state ?? "PendingDeletion" }),
      )
      .sort((one, other) => Number(isOrphan(other)) - Number(isOrphan(one))),
    ...retiredKeys(aliases, cloud, listing),
  ].filter(({ keyId }) => !history.isKnown(idOf(keyId)));
  const found = await withStates(candidates, place, ownerId);

  for (const key of found.filter(isOrphan)) {
    const id = idOf(key.keyId);
    history.noteKnown(id);
    context.warn(orphanWarning(key, id, region, place.commands));
  }
  const [last, ...others] = found.filter(isPredecessor).sort(lastFirst);
  if (last)
    context.warn(
      predecessorWarning(last, idOf(last.keyId), region, others, {
        aliases,
        inputs,
      }) + (last.ownerId === ownerId ? "" : OTHER_STATE),
    );
}

/**
 * The resource's last key is most likely the one that was deleted last, not the one that was made last: an import may
 * have brought an older one back.
 */
const lastFirst = (one: ListedKey, other: ListedKey): number =>
  (other.deletionDate ?? "").localeCompare(one.deletionDate ?? "") ||
  (other.creationDate ?? "").localeCompare(one.creationDate ?? "");

/** Keys that passed one of these aliases to a successor, or gave it up when they were deleted. */
function retiredKeys(
  aliases: readonly string[],
  cloud: Cloud,
  listing: Listing | undefined,
): ListedKey[] {
  return [...(listing?.aliases ?? [])]
    .filter(([name, { keyId }]) =>
      aliases.some((alias) => name === retiredAlias(cloud, alias, keyId)),
    )
    .map(([, key]) => key);
}

/**
 * If the listing has no states, the keys are read, at the same time, so that the cloud's batches serve them. A retired
 * name alone proves nothing, because the key may have been made for another resource.
 */
async function withStates(
  candidates: readonly (ListedKey & { ownerId?: string })[],
  { keys, context }: Placement,
  ownerId: string,
): Promise<OwnedKey[]> {
  let reads = 0;
  const found = candidates.map(async (listed) => {
    const { keyId, state, ownerId: owner } = listed;
    if (state !== undefined && owner !== undefined)
      return { ...listed, ownerId: owner };
    reads += 1;
    if (reads > MOST_READ) return undefined;
    const include = { tags: owner === undefined };
    try {
      const read = () => keys.describe(keyId, include);
      const key = await readTwice(read, context);
      // A cloud product's key is no resource's.
      return key?.product === undefined
        ? key && { ...key, ownerId: key.ownerId ?? owner ?? ownerId }
        : undefined;
    } catch (error) {
      if (isKind(error, "cancelled", "deadline")) throw error;
      return { ...listed, ownerId: owner ?? ownerId };
    }
  });
  return (await Promise.all(found)).filter((key) => key !== undefined);
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
    `A key was created for this resource that this run does not know: ${key.keyId} in ${region}` +
    `${key.creationDate ? `, made ${key.creationDate}` : ""}. If this run replaces it, Pulumi deletes it next. Otherwise an interrupted run left it behind, or it was taken out of the state or moved to another stack. It is billed until it is deleted. ` +
    `To keep it beside the new key: ${howToImport(id, undefined)}. To delete it, if no stack has it: ${commands.scheduleDeletion(region, key.keyId, key.state)}`
  );
}

/** The key that the resource had before it was destroyed, or taken out of the program. */
function predecessorWarning(
  key: ListedKey,
  id: string,
  region: string,
  others: readonly ListedKey[],
  {
    aliases,
    inputs: { deletionPolicy = DEFAULTS.deletionPolicy },
  }: Omit<Creation, "formers">,
): string {
  const made = key.creationDate ? `, made ${key.creationDate}` : "";
  const { end, undone } =
    key.state === "Disabled"
      ? {
          end: "is disabled. If this run replaces it, Pulumi deletes it next",
          undone: "enables it",
        }
      : {
          end: `is to be destroyed${key.deletionDate ? ` on ${key.deletionDate}` : ""}`,
          undone: "cancels the deletion",
        };
  const moves = aliases
    .map((alias) => `moves alias "${alias}" back, `)
    .join("");
  const policy =
    deletionPolicy === DEFAULTS.deletionPolicy
      ? ""
      : `, as \`deletionPolicy: ${deletionPolicy}\` says`;
  const earlier =
    others.length === 0
      ? ""
      : ` If your data is encrypted under another of this resource's earlier keys, name that one: ${others.map(withEnd).join(", ")}.`;
  return (
    `This creates a new key, although an earlier key of this resource still exists: ${key.keyId} in ${region}${made}, which ${end}. Only that key can decrypt what it encrypted. ` +
    `To take it back instead, give this resource the option \`import: ${id}\` and run \`pulumi up\` again: the same run ${undone}, ${moves}and deletes the new key${policy}.${earlier}`
  );
}

function withEnd({ keyId, state, deletionDate }: ListedKey): string {
  if (state === "Disabled") return `${keyId} (disabled)`;
  return `${keyId} (pending deletion${deletionDate ? ` until ${deletionDate}` : ""})`;
}

/** A URN has no organization and no backend. */
const OTHER_STATE =
  " (That key has this resource's URN. If another state has a resource with the same URN, the key may belong to that one.)";
