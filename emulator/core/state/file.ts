import {
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  closeSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeFile, encodeLine, HEADER, START, type End } from "./lines";
import { lock } from "./lock";
import type { Change, Journal, StoredValue } from "./store";
import { UserError } from "../user-error";

/** The file contains key material in clear. */
const PRIVATE = 0o600;

/**
 * Opens a state file, or creates it. Throws a UserError, and does not change the file, if it can't be used.
 *
 * The file is text: a header, and a line for each commit. The first commit contains everything. When the file is opened
 * and when it is closed, it is written again in a temporary file, which then replaces it.
 */
export async function openStateFile(name: string): Promise<StateFile> {
  try {
    checkPlace(name);
    const path = existsSync(name) ? realpathSync(name) : name;
    const release = lock(path);
    try {
      const { stored, torn } = read(path);
      if (torn)
        process.stderr.write(
          `kms-emulator: the last change in ${name} was not written whole, and is left out\n`,
        );
      const end = writeAnew(path, stored);
      return new StateFile(path, stored, await open(path, "a"), end, release);
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const reason =
      error instanceof UserError
        ? message
        : `${message}. ${FULL.has(code) ? "Make room" : "Let this user read and write"} there, or start with another --state FILE.`;
    throw new UserError(
      `the state file ${name || '""'} can't be used: ${reason}`,
    );
  }
}

/** No space on the disk, or none of the user's quota. */
const FULL: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT"]);

/** A change is in memory, but not in the file. */
function unwritten(path: string, error: unknown): UserError {
  const { message, code } = error as NodeJS.ErrnoException;
  return new UserError(
    `the state file ${path} can't be written: ${message}. ${FULL.has(code) ? "Make room" : "Let this user write"} there. Until then requests fail, and what they changed is lost if the emulator ends; the first write that succeeds has all of it.`,
  );
}

function checkPlace(name: string): void {
  if (name === "")
    throw new UserError(
      "the name is empty. Start with --state FILE, or without --state to keep nothing.",
    );
  if (!existsSync(dirname(name)))
    throw new UserError(
      "its folder does not exist. Make it, or start with another --state FILE.",
    );
  const isFile = statSync(name, { throwIfNoEntry: false })?.isFile();
  if (isFile === false)
    throw new UserError("it is not a file. Start with another --state FILE.");
}

/** An empty file counts as a new one. */
function read(path: string): ReturnType<typeof decodeFile> {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text === "" ? { stored: [], torn: false } : decodeFile(text);
}

/** Replaces the file by one with these values. After a kill there is either the old or the new file. */
function writeAnew(path: string, values: Iterable<StoredValue>): End {
  const line = encodeLine(values, START);
  const beside = `${path}.new`;
  const file = openSync(beside, "w", PRIVATE);
  try {
    fchmodSync(file, PRIVATE);
    writeFileSync(file, HEADER + line.text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  syncFolder(dirname(path));
  return line;
}

/** Until then the new name may be lost if the machine fails. Windows has no such call. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** An open state file: what it held at the start, and the journal that keeps it up to date. */
export class StateFile implements Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #release: () => void;
  #end: End;
  /** Whether a failed write may have left part of a line at the end. */
  #dirty = false;

  constructor(
    path: string,
    readonly stored: readonly StoredValue[],
    file: FileHandle,
    end: End,
    release: () => void,
  ) {
    this.#path = path;
    this.#file = file;
    this.#end = end;
    this.#release = release;
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (this.#dirty) await this.#file.truncate(this.#end.length);
    this.#dirty = true;
    const line = encodeLine(changes, this.#end);
    try {
      await this.#file.appendFile(line.text);
      await this.#file.datasync();
    } catch (error) {
      throw unwritten(this.#path, error);
    }
    this.#dirty = false;
    this.#end = line;
  }

  /** `values` are all that there are. */
  async close(values: Iterable<StoredValue>): Promise<void> {
    await this.#file.close();
    try {
      writeAnew(this.#path, values);
    } catch (error) {
      const { message } = error as Error;
      throw new UserError(
        `the state file ${this.#path} can't be written anew: ${message}. It keeps every change that was answered.`,
      );
    } finally {
      this.#release();
    }
  }
}
