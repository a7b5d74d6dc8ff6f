import { spawnSync } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  openDatabase,
  otherUser,
  type Database,
  PAGE_BYTES,
  readRecords,
  writeRecords,
} from "./records";
import { UserError } from "../user-error";

/** The first argument of a program that is to check a state file: `--check-state FILE FOLDER`. */
export const CHECK_ARGUMENT = "--check-state";

const ELSEWHERE = "Start with another --state FILE.";
const REMEDY =
  "It was left as it is. Start with a good copy of it, or with another --state FILE.";

/**
 * Throws a UserError if the file exists and can't be used. lmdb crashes the process that opens a damaged file,
 * so that a process of its own reads it first: `program`, started with CHECK_ARGUMENT.
 */
export function checkStateFile(path: string, program: string): void {
  const reason =
    refusalByPlace(path) ??
    refusalByLooks(path) ??
    refusalByReading(path, program);
  if (reason !== undefined) throw unusable(path, reason);
}

function unusable(path: string, reason: string): UserError {
  const name = path || '""';
  return new UserError(`the state file ${name} can't be used: ${reason}`);
}

/** Opens a file that was checked, or makes it; what still keeps it from being opened is the user's to mend. */
export function openChecked(path: string): Database {
  try {
    return openDatabase(path);
  } catch (error) {
    const { message } = error as Error;
    throw unusable(path, `it can't be opened (${message}). ${ELSEWHERE}`);
  }
}

/** Whether this user can have a file there, and another one beside it. */
function refusalByPlace(path: string): string | undefined {
  if (path === "")
    return "the name is empty. Start with --state FILE, or without --state to keep nothing.";
  const folder = dirname(path);
  if (!existsSync(folder))
    return "its folder does not exist. Make it, or start with another --state FILE.";
  try {
    accessSync(folder, constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    statSync(path, { throwIfNoEntry: false });
    return undefined;
  } catch (error) {
    return `${(error as Error).message}. Let this user read and write there, or start with another --state FILE.`;
  }
}

const LMDB_MAGIC = Buffer.from("dec0efbe", "hex");
/**
 * Behind the headers of the first two pages, as the lmdb of the npm package writes them. With one of the two
 * damaged, lmdb would silently go back by one commit.
 */
const LMDB_MAGIC_OFFSETS = [24, PAGE_BYTES + 24];

function refusalByLooks(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return `it is not a file. ${ELSEWHERE}`;
  if (stat.size === 0 || hasLmdbPages(path)) return undefined;
  return `it was not written by kms-emulator, or its beginning is damaged. ${REMEDY}`;
}

function hasLmdbPages(path: string): boolean {
  const file = openSync(path, "r");
  try {
    return LMDB_MAGIC_OFFSETS.every((offset) => {
      const found = Buffer.alloc(LMDB_MAGIC.length);
      readSync(file, found, 0, found.length, offset);
      return found.equals(LMDB_MAGIC);
    });
  } finally {
    closeSync(file);
  }
}

function refusalByReading(path: string, program: string): string | undefined {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "kms-emulator-"));
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [...process.execArgv, program, CHECK_ARGUMENT, path, folder],
      { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" },
    );
    if (status === 0) return undefined;
    const told = status === REFUSED ? stderr.trim() : "it is damaged";
    return `${told}. ${REMEDY}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The exit code of a check that can tell on stderr why it refuses the file; any other but 0 is a crash. */
const REFUSED = 3;

const TRIAL_ROUNDS = 4;

/**
 * What the process of its own does. lmdb looks at the list of free pages, and at the headers of pages, only when it
 * writes, and what they lead to comes out some commits later: so every record is written again, to a copy, a few times.
 */
export async function runStateCheck(
  path: string,
  folder: string,
): Promise<void> {
  try {
    const database = openDatabase(path, { readOnly: true });
    const user = otherUser(database);
    await database.close();
    if (user !== undefined) {
      throw new UserError(`it is in use by process ${user}`);
    }
    const copyPath = join(folder, "copy");
    copyFileSync(path, copyPath);
    const copy = openDatabase(copyPath);
    for (let round = 0; round < TRIAL_ROUNDS; round++) {
      const records = readRecords(copy);
      if (records === undefined) throw new UserError("it is damaged: empty");
      await writeRecords(copy, records);
    }
    await copy.close();
  } catch (error) {
    const reason =
      error instanceof UserError
        ? error.message
        : `it is damaged: ${String(error)}`;
    process.stderr.write(reason);
    process.exitCode = REFUSED;
  }
}
