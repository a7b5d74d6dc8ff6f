import {
  appendFileSync,
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { UserError } from "../user-error";

const PRIVATE = { mode: 0o600 };

/**
 * Takes a state file for this process, by its id in `FILE.lock`, and gives a function that releases it. Each process
 * first adds itself and then checks the others, so that of two processes that start together both may be refused, but
 * never neither.
 */
export function lock(path: string): () => void {
  const name = `${path}.lock`;
  appendFileSync(name, `${process.pid}\n`, PRIVATE);
  const entered = readFileSync(name, "utf8").split("\n").map(Number);
  const other = entered.find((id) => id !== process.pid && isRunning(id));
  if (other !== undefined) {
    throw new UserError(
      `it is in use by process ${other}. Stop that emulator, or start with another --state FILE; if process ${other} is no emulator, remove ${name}.`,
    );
  }
  // Killed processes leave their ids behind.
  const own = `${name}.${process.pid}`;
  writeFileSync(own, `${process.pid}\n`, PRIVATE);
  chmodSync(own, PRIVATE.mode);
  renameSync(own, name);
  return () => rmSync(name, { force: true });
}

function isRunning(id: number): boolean {
  if (!(id > 0)) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
