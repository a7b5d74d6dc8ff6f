import { checkStateFile, openChecked } from "./check";
import { otherUser, readRecords, writeHeader, writeRecords } from "./records";
import type { Journal, StoredValue } from "./store";
import { UserError } from "../user-error";

/** An open state file: what it held at the start, and the journal that keeps it up to date. */
export interface StateFile extends Journal {
  readonly stored: readonly StoredValue[];
  close(): Promise<void>;
}

/** Opens the file, or makes it. `program` is the script that answers to `--check-state`. */
export function openStateFile(path: string, program: string): StateFile {
  checkStateFile(path, program);
  const database = openChecked(path);
  const stored = readRecords(database);
  // Looked at after the first read, by which this process has entered itself: of two that start together, none goes on.
  const user = otherUser(database);
  if (user !== undefined) {
    throw new UserError(`the state file ${path} is in use by process ${user}`);
  }
  if (stored === undefined) writeHeader(database);
  return {
    stored: stored ?? [],
    write: (changes) => writeRecords(database, changes),
    close: () => database.close(),
  };
}
