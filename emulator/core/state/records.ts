import { createHash } from "node:crypto";
import type * as Lmdb from "lmdb";
import type { Change, StoredValue } from "./store";
import { UserError } from "../user-error";

/** Keys are `COLLECTION/ID`, values JSON after a digest. */
export type Database = Lmdb.RootDatabase<string, string>;

const HEADER_KEY = "kms-emulator";
/** The number goes up when the form of the records changes. */
const HEADER = "state file 1";

/** The same on every machine, so that a state file can be carried from one to another. */
export const PAGE_BYTES = 4096;

/** With overlappingSync off, the promise of a transaction resolves after the file was synced. */
export function openDatabase(
  path: string,
  options: { readOnly?: boolean } = {},
): Database {
  // Required here, so that the emulator runs without the native module as long as nothing is to be kept.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { open } = require("lmdb") as typeof Lmdb;
  return open<string, string>({
    path,
    noSubdir: true,
    pageSize: PAGE_BYTES,
    encoding: "string",
    overlappingSync: false,
    ...options,
  });
}

function recordKey({ collection, id }: StoredValue): string {
  return `${collection}/${id}`;
}

function encodeRecord(record: StoredValue): string {
  const json = JSON.stringify(record.value);
  return digest(recordKey(record), json) + json;
}

const DIGEST_LENGTH = 22;

/** lmdb itself does not notice a changed byte, nor a value under another key. */
function digest(key: string, json: string): string {
  const hash = createHash("sha256").update(key).update("\n").update(json);
  return hash.digest("base64").slice(0, DIGEST_LENGTH);
}

export function writeHeader(database: Database): void {
  database.putSync(HEADER_KEY, HEADER);
}

/** Resolves when the file holds all of the changes, or rejects when it holds none. */
export async function writeRecords(
  database: Database,
  changes: readonly Change[],
): Promise<void> {
  await database.transaction(() => {
    for (const change of changes) {
      const key = recordKey(change);
      if (change.value === undefined) void database.remove(key);
      else void database.put(key, encodeRecord(change));
    }
  });
}

/** Everything in the file; undefined if it was only just made. Throws a UserError if anything is not as it was written. */
export function readRecords(database: Database): StoredValue[] | undefined {
  const count = database.getCount();
  if (count === 0) return undefined;
  const header = database.get(HEADER_KEY);
  if (header !== HEADER) {
    throw new UserError(
      header?.startsWith("state file")
        ? `it has the form "${header}", and this kms-emulator reads "${HEADER}"`
        : "it was not written by kms-emulator",
    );
  }
  const records: StoredValue[] = [];
  for (const { key, value } of database.getRange()) {
    if (key !== HEADER_KEY) records.push(decodeRecord(key, value));
  }
  if (records.length === count - 1) return records;
  throw new UserError(
    `it is damaged: ${records.length} of its ${count - 1} records can be read`,
  );
}

function decodeRecord(key: string, text: string): StoredValue {
  const json = text.slice(DIGEST_LENGTH);
  if (text !== digest(key, json) + json) {
    throw new UserError(`it is damaged: the record ${key} has been changed`);
  }
  const slash = key.indexOf("/");
  const collection = key.slice(0, slash);
  const id = key.slice(slash + 1);
  return { collection, id, value: JSON.parse(json) as unknown };
}

/** The id of another running process that has the file open, if there is one. */
export function otherUser(database: Database): number | undefined {
  database.readerCheck();
  const processes = [...database.readerList().matchAll(/^\s*(\d+)\s/gm)];
  return processes.map(([, id]) => Number(id)).find((id) => id !== process.pid);
}
