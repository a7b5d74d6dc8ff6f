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
import ts from "typescript";
import { EXAMPLES, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { ALL_PAGES, itemsOf, place, type Block } from "./pages";

/** Below the project, so that its modules are found. */
const FOLDER = join(ROOT, "dist", "docs");
const VENV = join(ROOT, ".venv/bin");

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

/**
 * Writes each block to a file of its own, whose name tells where it is from; or, where the page names the file, to that
 * file in a folder of the page's, since such files may import each other.
 */
function files(language: string, nameOf: (stem: string) => string): string[] {
  return ALL_PAGES.flatMap((page) => {
    const items = itemsOf(page);
    return items.flatMap((item, at) => {
      if (item.kind !== "block" || item.language !== language) return [];
      const before = items[at - 1];
      const name =
        before?.kind === "note" && before.word === "file"
          ? join(page.replace(/\W+/g, "_"), before.text)
          : nameOf(stemOf(item));
      const path = join(FOLDER, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, item.code);
      return [path];
    });
  });
}

function stemOf(block: Block): string {
  return place(block).replace(/\W+/g, "_");
}

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Throws what a command printed, where it fails. */
async function succeed(
  command: string,
  args: readonly string[],
  cwd = FOLDER,
): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(stdout + stderr);
}

test("every TypeScript block compiles against the Node.js SDK", () => {
  const paths = files("typescript", (stem) => `${stem}.ts`);
  expect(paths.length).toBeGreaterThan(0);
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, "tsconfig.json"),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const program = ts.createProgram(paths, {
    ...config?.options,
    // As tsx finds modules, with which the pages run programs.
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const found = ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${file?.fileName ?? ""}: ${text}`;
    });
  expect(found).toEqual([]);
});

(has("python3", "--version") ? test : test.skip)(
  "every Python block compiles, and has the types of the Python SDK",
  async () => {
    const paths = files("python", (stem) => `${stem}.py`);
    expect(paths.length).toBeGreaterThan(0);
    await succeed("python3", ["-m", "py_compile", ...paths]);
    if (!existsSync(join(VENV, "mypy"))) return;
    await succeed(join(VENV, "mypy"), [
      "--check-untyped-defs",
      "--cache-dir=/dev/null",
      // Each block is a program, so that they share no names.
      "--scripts-are-modules",
      ...paths,
    ]);
  },
  300_000,
);

(has("go", "version") ? test : test.skip)(
  "every Go block is formatted, and compiles against the Go SDK",
  async () => {
    const paths = files("go", (stem) => `go/${stem}/main.go`);
    expect(paths.length).toBeGreaterThan(0);
    expect((await run("gofmt", ["-l", ...paths])).stdout).toBe("");
    const cwd = join(FOLDER, "go");
    const sdk = join(ROOT, "sdk/go");
    cpSync(join(EXAMPLES, "snippets/go.mod"), join(cwd, "go.mod"));
    const sums = [join(EXAMPLES, "snippets/go.sum"), join(sdk, "go.sum")];
    const sum = sums.map((path) => readFileSync(path, "utf8")).join("");
    writeFileSync(join(cwd, "go.sum"), sum);
    const edit = `-replace=github.com/pulumi-cmk/pulumi-cmk/sdk/go=${sdk}`;
    await succeed("go", ["mod", "edit", edit], cwd);
    await succeed("go", ["vet", "-mod=mod", "./..."], cwd);
  },
  600_000,
);
