import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { BIN, ROOT } from "../../support/paths";
import { run, type Run } from "../../support/processes";

const FILES = join(__dirname, "..");
const STARTED = "started";

/** Whether a command is on this machine. */
export function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder in which a reader of docs/emulator would try its examples: the vendors' SDKs for each language are there, and the
 * package kms-emulator as if npm had installed it.
 */
export class ReadersFolder {
  readonly path: string;

  constructor() {
    const dist = join(ROOT, "dist");
    mkdirSync(dist, { recursive: true });
    // Below the project, so that Node.js finds what it has installed.
    this.path = mkdtempSync(join(dist, "reader-"));
    const modules = join(this.path, "node_modules");
    const own = join(modules, "kms-emulator");
    mkdirSync(own, { recursive: true });
    cpSync(join(ROOT, "emulator/package.json"), join(own, "package.json"));
    symlinkSync(join(ROOT, "dist/kms-emulator"), join(own, "dist"));
    this.write(
      "node_modules/.bin/kms-emulator",
      `#!/bin/sh\necho $$ >> '${join(this.path, STARTED)}'\nexec '${join(BIN, "kms-emulator")}' "$@"\n`,
    );
    chmodSync(join(modules, ".bin/kms-emulator"), 0o755);
    for (const name of ["go/go.mod", "go/go.sum", "java/pom.xml"])
      cpSync(join(FILES, name), join(this.path, name.replace(/^\w+\//, "")));
  }

  write(name: string, text: string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  run(command: string, env: Record<string, string> = {}): Promise<Run> {
    return run("sh", ["-c", command], {
      cwd: this.path,
      env: {
        ...(process.env as Record<string, string>),
        NO_PROXY: "127.0.0.1,localhost",
        PYTHONDONTWRITEBYTECODE: "1",
        ...env,
      },
    });
  }

  /** The emulators that `npx` has started here, and that still run. */
  stillRunning(): number[] {
    const file = join(this.path, STARTED);
    const pids = existsSync(file) ? readFileSync(file, "utf8") : "";
    return pids.trim().split("\n").filter(Boolean).map(Number).filter(isAlive);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
