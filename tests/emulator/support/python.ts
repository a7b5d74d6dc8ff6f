import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../support/processes";

const FOLDER = join(__dirname, "../python");
const SDKS = join(FOLDER, "requirements.txt");
const CLI = join(FOLDER, "tccli-requirements.txt");
const CACHE = join(
  process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"),
  "pulumi-cmk/python",
);

/** The interpreter of a virtual environment with the vendors' SDKs, which is made if this machine has none yet. */
export function pythonWithSdks(): Promise<string> {
  return pythonWith(SDKS);
}

/** Puts the program tccli into a folder; it has a virtual environment of its own, made likewise. */
export async function installTccli(folder: string): Promise<void> {
  const python = await pythonWith(CLI);
  // pip's own script names the interpreter by a path that the environment no longer has.
  const script = `#!/bin/sh\nexec '${python}' '${join(dirname(python), "tccli")}' "$@"\n`;
  writeFileSync(join(folder, "tccli"), script, { mode: 0o755 });
}

async function pythonWith(requirements: string): Promise<string> {
  const version = await command("python3", "--version");
  const hash = createHash("sha256")
    .update(version)
    .update(readFileSync(requirements))
    .digest("hex")
    .slice(0, 16);
  const environment = join(CACHE, hash);
  const python = join(environment, "bin/python");
  if (!existsSync(python)) await makeEnvironment(environment, requirements);
  return python;
}

/** Only a finished environment gets the name by which it is found. */
async function makeEnvironment(
  environment: string,
  requirements: string,
): Promise<void> {
  const unfinished = `${environment}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    await command("python3", "-m", "venv", unfinished);
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps"];
    await command(join(unfinished, "bin/python"), ...pip, "-r", requirements);
    // Another test was quicker, and uses what it has made.
    if (existsSync(join(environment, "bin/python"))) return;
    // What lies there has lost its Python.
    rmSync(environment, { recursive: true, force: true });
    renameSync(unfinished, environment);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const REMEDY =
  "The vendors' Python SDKs and tccli run these tests: install Python 3.10 or newer with its venv module (Debian: apt install python3 python3-venv).";

async function command(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, args).catch(
    (error: Error) => ({ code: undefined, stdout: "", stderr: error.message }),
  );
  if (code === 0) return stdout;
  const line = [program, ...args].join(" ");
  throw new Error(`${line} failed. ${REMEDY}\n${stdout}${stderr}`);
}

/** The text that a script of ../python prints. */
export function runScript(
  python: string,
  script: string,
  url: string,
): Promise<string> {
  return runPython(python, join(FOLDER, script), url);
}

/** Runs Python with nothing of the developer's own clouds and proxies around it. */
export async function runPython(
  python: string,
  ...args: string[]
): Promise<string> {
  const { code, stdout, stderr } = await run(python, args, {
    env: { PATH: process.env["PATH"] ?? "", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (code !== 0) throw new Error(stdout + stderr);
  return stdout;
}
