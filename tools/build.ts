/** Builds bin/ and dist/: each program as a bundle that needs only Node.js, with a launcher. */
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, PROGRAMS, type Program } from "./bundle";
import { launcher } from "./launcher";

const root = join(__dirname, "..");

function writeLauncher(name: string, script: string): void {
  const path = join(root, "bin", name);
  writeFileSync(path, launcher(`node "$here/../${script}"`));
  chmodSync(path, 0o755);
}

async function build(program: Program): Promise<void> {
  const folder = join("dist", program.name);
  const { files } = await bundle(program);
  // Built in a temporary folder which then replaces the old one, so that a program which starts meanwhile finds either
  // the old or the new one.
  const made = `${join(root, folder)}.${String(process.pid)}`;
  for (const file of files) {
    const path = join(made, file.name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, file.contents);
  }
  for (const file of program.files)
    await copyFile(join(root, file), join(made, file));
  rmSync(join(root, folder), { recursive: true, force: true });
  renameSync(made, join(root, folder));
  writeLauncher(program.name, join(folder, program.main));
}

async function main(): Promise<void> {
  mkdirSync(join(root, "bin"), { recursive: true });
  for (const built of await Promise.allSettled(PROGRAMS.map(build)))
    if (built.status === "rejected") {
      console.error((built.reason as Error).message);
      process.exitCode = 1;
    }
}

void main();
