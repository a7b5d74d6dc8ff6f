import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { EXAMPLES, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { writeProject } from "../support/project";
import {
  makeKeysFor,
  snippetFile,
  SNIPPET_NAMES,
  SNIPPETS,
} from "../support/snippets";
import { Workplace } from "../support/workplace";

const PYTHON = join(ROOT, ".venv/bin/python");
const withPython = existsSync(PYTHON) ? test : test.skip;
const withGo = hasGo() ? test : test.skip;

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(async () => {
  await emulator.reset();
});

afterAll(async () => {
  await emulator.stop();
});

function hasGo(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Runs a language's runner, which makes the stack and prints its outputs. */
async function outputsOf(
  runtime: string,
  command: string,
  args: (folder: string) => string[],
  env: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const connection = emulator.connection();
  const workplace = new Workplace();
  const names = { project: "project", stack: "dev", runtime };
  const folder = writeProject({ workplace, connection, ...names });
  try {
    const done = await run(command, args(folder), {
      cwd: join(__dirname, runtime),
      env: workplace.environment({ ...connection.env, ...env }),
    });
    if (done.code !== 0) throw new Error(done.stdout + done.stderr);
    return JSON.parse(done.stdout) as Record<string, unknown>;
  } finally {
    workplace.remove();
  }
}

function python(path: string): Promise<Record<string, unknown>> {
  const runner = join(__dirname, "python/run_program.py");
  return outputsOf("python", PYTHON, (folder) => [runner, folder, path], {
    PYTHONDONTWRITEBYTECODE: "1",
  });
}

async function keyIdsByDescription(): Promise<Record<string, string>> {
  const keys = await emulator.keys();
  return Object.fromEntries(
    keys.map(({ description, keyId }) => [description, keyId]),
  );
}

withPython("examples/python makes its keys", async () => {
  const outputs = await python(join(EXAMPLES, "python/__main__.py"));
  const ids = await keyIdsByDescription();
  expect(outputs).toEqual({
    key_ids: {
      orders: ids["Encrypts the data of team orders"],
      search: ids["Encrypts the data of team search"],
      invoices: ids["Encrypts the data of team invoices"],
    },
    tokens_public_key: expect.stringContaining("BEGIN PUBLIC KEY") as string,
  });
  expect(Object.keys(ids)).toHaveLength(4);
});

const OUTPUTS_AS_INPUTS = join(__dirname, "python/outputs_as_inputs.py");

withPython("in Python each output can be another key's input", async () => {
  const outputs = await python(OUTPUTS_AS_INPUTS);
  expect(outputs).toEqual({ usages: ["SIGN_VERIFY", "SIGN_VERIFY"] });
});

withPython.each(SNIPPET_NAMES)(
  "the Python of %s does what it says",
  async (name) => {
    await makeKeysFor(name, emulator.connection());
    const outputs = await python(snippetFile(name, "__main__.py"));
    expect(outputs).toEqual(SNIPPETS[name].outputs);
  },
);

withPython(
  "the programs in Python fit the SDK's types, strictly",
  async () => {
    // Shared, because each program imports the same packages.
    const cache = mkdtempSync(join(tmpdir(), "cmk-mypy-"));
    const mypy = ["-m", "mypy", "--strict", `--cache-dir=${cache}`];
    const snippets = SNIPPET_NAMES.map((name) =>
      snippetFile(name, "__main__.py"),
    );
    const programs = [join(EXAMPLES, "python/__main__.py"), OUTPUTS_AS_INPUTS];
    try {
      for (const path of [...programs, ...snippets]) {
        const done = await run(PYTHON, [...mypy, path]);
        expect(done.stdout).toContain("Success: no issues found");
      }
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  },
  300_000,
);

withGo(
  "examples/go makes its keys",
  async () => {
    // Where Go keeps its modules and builds: the workplace's home would begin with none.
    const env = Object.fromEntries(
      ["GOMODCACHE", "GOCACHE", "GOPROXY", "GOFLAGS"].map((name) => [
        name,
        execFileSync("go", ["env", name]).toString().trim(),
      ]),
    );
    const run = (folder: string) => ["run", ".", folder];
    const outputs = await outputsOf("go", "go", run, env);
    const ids = await keyIdsByDescription();
    expect(outputs).toEqual({
      keyIds: {
        orders: ids["Encrypts the data of team orders"],
        search: ids["Encrypts the data of team search"],
        invoices: ids["Encrypts the data of team invoices"],
      },
      tokensPublicKey: expect.stringContaining("BEGIN PUBLIC KEY") as string,
    });
    expect(Object.keys(ids)).toHaveLength(4);
  },
  600_000,
);

withGo(
  "the Go of every snippet compiles, and of a program that makes each output another key's input",
  () => {
    for (const cwd of [join(EXAMPLES, "snippets"), join(__dirname, "go")])
      execFileSync("go", ["vet", "./..."], { cwd });
  },
  600_000,
);
