import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import * as cmk from "pulumi-cmk";
import { blocksOf } from "../docs/pages";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { EXAMPLES, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { Workplace } from "../support/workplace";
import { installForNode, nodeCommand } from "./node-project";

/** The programs of a page that run Pulumi by its Automation API, as they are shown, under the CLI that `make` builds. */
const PAGE = "docs/how-to/automation-api.md";
const PYTHON = join(ROOT, ".venv/bin/python");

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(() => emulator.reset());

afterAll(() => emulator.stop());

interface Program {
  language: string;
  file: string;
  command: readonly string[];
  /** Makes the language's packages known. */
  prepare?: (folder: string) => void;
  possible: boolean;
}

const PROGRAMS: readonly Program[] = [
  {
    language: "typescript",
    file: "main.ts",
    command: nodeCommand("main.ts"),
    prepare: installForNode,
    possible: true,
  },
  {
    language: "python",
    file: "main.py",
    command: [PYTHON, "main.py"],
    possible: existsSync(PYTHON),
  },
  {
    language: "go",
    file: "main.go",
    command: ["./program"],
    prepare: (folder) => {
      const sdk = join(ROOT, "sdk/go");
      cpSync(join(EXAMPLES, "snippets/go.mod"), join(folder, "go.mod"));
      const sums = [join(EXAMPLES, "go/go.sum"), join(sdk, "go.sum")];
      const sum = sums.map((path) => readFileSync(path, "utf8")).join("");
      writeFileSync(join(folder, "go.sum"), sum);
      const edit = `-replace=github.com/pulumi-cmk/pulumi-cmk/sdk/go=${sdk}`;
      const go = (...args: string[]) =>
        execFileSync("go", args, { cwd: folder });
      go("mod", "edit", edit);
      go("build", "-mod=mod", "-o", "program", ".");
    },
    possible: hasGo(),
  },
];

function hasGo(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.each(PROGRAMS)("in $language", (program) => {
  (program.possible ? test : test.skip)(
    "the program makes its keys, and changes nothing when it is run again",
    async () => {
      const workplace = new Workplace();
      try {
        const go = prepared(program, workplace);
        const first = await go();
        const keys = await emulator.keys();
        const orders = keys.find(({ cloud }) => cloud === "alibaba");
        expect(keys).toHaveLength(2);
        expect(first).toMatch(/create\W+3\b/);
        expect(first).toContain(orders?.keyId);
        expect(await go()).toMatch(/same\W+3\b/);
        expect(await emulator.keys()).toHaveLength(2);
      } finally {
        workplace.remove();
      }
    },
    600_000,
  );
});

test("the page's function names what a preview warns of, and the keys that it deletes or replaces", async () => {
  const [, block] = blocksOf([PAGE], "typescript");
  const folder = join(ROOT, "dist", "docs-automation");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "risks.ts"), block?.code ?? "");
  const { risksOf } = (await import(join(folder, "risks.ts"))) as {
    risksOf: (stack: Stack) => Promise<string[]>;
  };
  let change = "";
  const { stack, workplace } = await inlineStack(
    () => {
      const spec = change === "replace" ? "RSA_2048" : "AES_256";
      new cmk.Cmk("replaced", { cloud: "tencent", spec });
      if (change !== "remove") new cmk.Cmk("removed", { cloud: "alibaba" });
      return Promise.resolve({});
    },
    { connection: emulator.connection() },
  );
  try {
    expect(await risksOf(stack)).toEqual([]);
    await stack.up();
    expect(await risksOf(stack)).toEqual([]);
    change = "replace";
    expect((await risksOf(stack)).sort()).toEqual([
      expect.stringMatching(/^This replaces key /),
      expect.stringMatching(/^delete-replaced .*::replaced$/),
      expect.stringMatching(/^replace .*::replaced$/),
    ]);
    change = "remove";
    expect(await risksOf(stack)).toEqual([
      expect.stringMatching(/^delete .*::removed$/),
    ]);
  } finally {
    workplace.remove();
    rmSync(folder, { recursive: true });
  }
}, 120_000);

/** Writes the page's program to a folder, and gives what runs it. */
function prepared(
  { language, file, command, prepare }: Program,
  workplace: Workplace,
): () => Promise<string> {
  const folder = join(workplace.projects, "keys");
  mkdirSync(folder);
  const [block] = blocksOf([PAGE], language);
  const code = block?.code.replace("http://127.0.0.1:4510", emulator.url);
  writeFileSync(join(folder, file), code ?? "");
  prepare?.(folder);
  return async () => {
    const [program = "", ...args] = command;
    const options = { cwd: folder, env: workplace.environment() };
    const done = await run(program, args, options);
    if (done.code !== 0) throw new Error(done.stdout + done.stderr);
    return done.stdout;
  };
}
