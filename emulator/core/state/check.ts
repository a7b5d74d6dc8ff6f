import { spawnSync } from "node:child_process";
import {
  closeSync,
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
import { openDatabase, otherUser, readRecords, writeHeader } from "./records";
import { UserError } from "../user-error";

/** The first argument of a program that is to check a state file: `--check-state FILE FOLDER`. */
export const CHECK_ARGUMENT = "--check-state";

const REMEDY =
  "It was left as it is. Start with a good copy of it, or with another --state FILE.";

/**
 * Throws a UserError if the file exists and can't be used. lmdb crashes the process that opens a damaged file,
 * so that a process of its own reads it first: `program`, started with CHECK_ARGUMENT.
 */
export function checkStateFile(path: string, program: string): void {
  const reason = refusalByLooks(path) ?? refusalByReading(path, program);
  if (reason === undefined) return;
  throw new UserError(`the state file ${path} can't be used: ${reason}`);
}

const LMDB_MAGIC = Buffer.from("dec0efbe", "hex");
/** Behind the header of the first page, as the lmdb of the npm package writes it. */
const LMDB_MAGIC_OFFSET = 24;

function refusalByLooks(path: string): string | undefined {
  if (!existsSync(dirname(path))) return "its folder does not exist.";
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.size === 0) return undefined;
  if (!stat.isFile()) return "it is not a file.";
  const magic = Buffer.alloc(LMDB_MAGIC.length);
  const file = openSync(path, "r");
  readSync(file, magic, 0, magic.length, LMDB_MAGIC_OFFSET);
  closeSync(file);
  if (magic.equals(LMDB_MAGIC)) return undefined;
  return `it was not written by kms-emulator, or its beginning is damaged. ${REMEDY}`;
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

/**
 * What the process of its own does. It writes to a copy as well, since lmdb reads its list of free pages only then.
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
    readRecords(copy);
    writeHeader(copy);
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
