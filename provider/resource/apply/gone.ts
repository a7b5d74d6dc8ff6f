import type { CallContext, Key, KeyInclude } from "../../clouds/cloud";
import { sleep } from "../../clouds/common/sleep";
import { isKind } from "../../clouds/errors";
import type { Session } from "../session/session";
import {
  formatId,
  fullName,
  type KeyAddress,
  refuseUnknownAccount,
} from "../values/id";
import type { Properties } from "../values/properties";
import { RequestError } from "../values/requests";
import { howToImport } from "../values/import-command";

/** A key as a state or a user names it. */
export interface NamedKey {
  address: KeyAddress;
  /** The Pulumi id or full name, as it was given. */
  id: string;
  outputs: Properties;
}

/** Delays before a key that was not found is read again, in milliseconds. */
const WAITS_MS = [2_000, 3_000, 5_000];

/** Delays are limited to this part of the remaining time, so that there is time for the reads. */
const SHARE_OF_TIME = 1 / 8;

/**
 * Reads a key of the state. A cloud may answer that a live key does not exist, once or for some seconds. So the result
 * is undefined only if several reads and a listing of its region agree, in the key's own account. Throws if they don't
 * agree.
 */
export async function describeUnlessGone(
  key: NamedKey,
  include: KeyInclude,
  session: Session,
  context: CallContext,
): Promise<Key | undefined> {
  const { address, id, outputs } = key;
  const { cloud, region, keyId } = address;
  const read = await reader(key, include, session, context);
  const found = await read();
  if (found) return found;
  refuseUnknownAccount(address, id, outputs);
  const since = Date.now();
  for (const wait of WAITS_MS) {
    const again = await readLater(read, wait, context);
    if (again) return again;
    if (!(await isListed(address, since, session, context))) return undefined;
  }
  throw new RequestError(
    "UNAVAILABLE",
    `${cloud.title} reports that it has no key ${keyId} in ${region}, but lists it. The key stays in the state, and nothing was done. Run the command again later.`,
  );
}

/**
 * Reads a key that a user names; reads once more if it is not found. No listing is needed, because the result changes
 * no state.
 */
export async function describeTwice(
  key: NamedKey,
  include: KeyInclude,
  session: Session,
  context: CallContext,
): Promise<Key | undefined> {
  return readTwice(await reader(key, include, session, context), context);
}

/** Reads once more, after a delay, if nothing was found. */
export async function readTwice(
  read: () => Promise<Key | undefined>,
  context: CallContext,
): Promise<Key | undefined> {
  const [wait = 0] = WAITS_MS;
  return (await read()) ?? (await readLater(read, wait, context));
}

async function reader(
  { address, id, outputs }: NamedKey,
  include: KeyInclude,
  session: Session,
  context: CallContext,
): Promise<() => Promise<Key | undefined>> {
  const arn = fullName(address, id, outputs);
  const keys = await session.keys(address, context);
  return () => keys.describe(address.keyId, include, arn);
}

/** How to find a key that Pulumi no longer knows, and how to import it if it exists after all. */
export function howToTakeBack(
  address: KeyAddress,
  urn: string | undefined,
  session: Session,
): string {
  const { cloud, region, keyId } = address;
  return `If \`${session.commands(cloud).describe(region, keyId)}\` shows it after all, take it back: ${howToImport(formatId(address), urn)}`;
}

/** Ends early on Cancel, after which the read is not started. */
async function readLater(
  read: () => Promise<Key | undefined>,
  wait: number,
  { deadline, signal }: CallContext,
): Promise<Key | undefined> {
  const left = Math.max(0, deadline - Date.now());
  const ms = Math.min(wait, left * SHARE_OF_TIME);
  await sleep(ms, signal).catch(() => undefined);
  return read();
}

async function isListed(
  { cloud, region, keyId }: KeyAddress,
  since: number,
  session: Session,
  context: CallContext,
): Promise<boolean> {
  try {
    const ids = await session.keyIds(cloud.name, region, since, context);
    return ids.has(keyId);
  } catch (error) {
    if (!isKind(error, "denied")) throw error;
    throw new RequestError(
      "PERMISSION_DENIED",
      `${cloud.title} reports that it has no key ${keyId} in ${region}. That counts only if a listing of the region confirms it, and the listing failed: ${error.message} The key stays in the state. Run the command again with that permission, or remove the key from the state with \`pulumi state delete\`.`,
    );
  }
}
