import type { Cloud, Key } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import type { Placement, Session } from "../session/session";
import { formatId, parseId } from "../values/id";
import { ownerIdOf } from "../values/owner";
import { RequestError } from "../values/requests";
import { howToImport } from "../values/import-command";
import type { Holder } from "./free-alias";
import { readTwice } from "./gone";

/** Which resource a key was made for, and what to say of a key that is another resource's. */

/** Cloud products make keys for themselves: only they change and delete them, so that no resource can have one. */
export function refuseProductKey({ keyId, region, product }: Key): void {
  if (product === undefined) return;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `key ${keyId} in ${region} was made by the cloud product ${product}, and only that product can change or delete it, so it can't be a resource. Read it with the function getCmk, or create a key of your own.`,
  );
}

/** The resource that asks for an alias. */
export interface Applicant {
  urn: string;
  session: Session;
}

/**
 * Undefined for a key that this provider did not create, or whose tags the credentials may not read. One read that misses
 * the key doesn't make it another's.
 */
export async function ownerOf(
  keyId: string,
  { keys, context }: Pick<Placement, "keys" | "context">,
): Promise<string | undefined> {
  const read = () => keys.describe(keyId, { tags: true });
  try {
    const key = await readTwice(read, context);
    return key?.product === undefined ? key?.ownerId : undefined;
  } catch (error) {
    if (!isKind(error, "denied", "unsupported")) throw error;
    return undefined;
  }
}

/**
 * The owner of the key that is being replaced. It differs from the resource's owner if that key was imported or had
 * another URN.
 */
export async function ownerOfOldKey(
  { urn, session }: Applicant,
  { cloud, context }: Placement,
): Promise<string | undefined> {
  const { history, config } = session;
  const old = history.keyToReplace(urn) ?? history.deletedKey(urn);
  if (!old) return undefined;
  const address = parseId(old.id, config);
  if (address.cloud.name !== cloud.name) return undefined;
  const keys = await session.keys(address, context);
  return ownerOf(address.keyId, { keys, context });
}

/**
 * Whether a key was made for this resource, by its own owner or by the owner of its key in the state. A key that this
 * run knows as another resource's never counts.
 */
export async function isOwn(
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
 * Names the holder of a requested alias, with what the user can do about it. The alias is for a new key, or for one that
 * exists, of which the cloud has refused it with an answer that has a remedy.
 */
export function aliasTaken(
  cloud: Cloud,
  alias: string,
  holder: Key,
  applicant: Applicant,
  ownerId: string | undefined,
  refusal?: string,
): RequestError {
  const { region, keyId, state, deletionDate, product } = holder;
  const isNew = refusal === undefined;
  const consequence = refusal ?? "No key was created.";
  if (product !== undefined)
    return new RequestError(
      "ALREADY_EXISTS",
      `alias "${alias}" is held by ${keyId} in ${region}, which the cloud product ${product} made. ${consequence} Give this resource another alias.`,
    );
  const id = formatId({ cloud, region, keyId });
  const other = otherResource(id, ownerId, applicant);
  const isUnknown = other === undefined && ownerId === undefined;
  const isPending = state === "PendingDeletion";
  const end = deletionDate ? ` on ${deletionDate}` : "";
  const { urn, session } = applicant;
  const hasOther = session.history.keyToReplace(urn) !== undefined;
  const cancel = session.commands(cloud).cancelDeletion(region, keyId);
  const sentences = [
    `alias "${alias}" is held by another key of ${cloud.title}: ${keyId} in ${region}, which is ${state}${isPending ? ` and is to be destroyed${end}` : ""}.`,
    consequence,
    other !== undefined &&
      `It is the key of another resource of this stack, ${other}.`,
    other === undefined &&
      ownerId !== undefined &&
      "This provider made it for another resource, of this stack or of another one.",
    isNew && !isUnknown && RENAMED,
    !isUnknown && HANDED_ON,
    other !== undefined &&
      !session.history.isOldKey(other, id) &&
      "If that resource is replaced by force, run the command again with --refresh, which tells the provider so.",
    // One that this stack has is managed already.
    other === undefined &&
      `To manage that key: ${howToImport(id, isNew && !hasOther ? urn : undefined)}.`,
    other === undefined &&
      isPending &&
      `\`pulumi up\` then cancels its deletion; without Pulumi this does: ${cancel}.`,
    isNew && "To make a new one, give it another alias.",
    isUnknown && (isNew ? FORCED : IMPORTED),
  ];
  return new RequestError(
    "ALREADY_EXISTS",
    sentences.filter((each) => each !== false).join(" "),
  );
}

/** YAML takes no plain name, and this form is TypeScript's, too. */
export const ALIASES = "aliases: [{ name: FORMER_NAME }]";

const RENAMED = `If the resource was renamed or moved, give it Pulumi's resource option \`${ALIASES}\`, or \`aliases\` with its former URN, and it keeps that key.`;

const HANDED_ON =
  "If that one gives the alias up in this update, let this one wait for it with the option `dependsOn`, or, if many keys hand aliases on at once, run `pulumi up --parallel 64`; if it depends on this one, has another provider, or leaves the program, first run `pulumi up` with another alias for this one.";

/** If no owner proves it, as for an imported key, only a refresh does. */
const FORCED = `If that key is this resource's own, after a replacement that was forced by taint or --target-replace or that failed halfway, run the command again with --refresh, which tells the provider so. If the resource was renamed, give it Pulumi's resource option \`${ALIASES}\`.`;

/** An import replaces a key without a Diff, so that only a refresh shows the provider the one before. */
const IMPORTED =
  "If this resource had that key before the option `import` gave it this one, run the command again with --refresh, which tells the provider so.";
