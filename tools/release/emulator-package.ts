/**
 * Makes emulator/dist, what the npm package kms-emulator holds: the bundle that is in dist/kms-emulator, too, with the
 * licences of what is bundled, and types. npm runs it before it packs.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { bundle, EMULATOR } from "../bundle";
import { bundledPackages, notices } from "./packages";

const FOLDER = join(__dirname, "../../emulator");
/** What index.d.ts leads to. */
const TYPED = ["index.ts", "core/options.ts"];

function write(name: string, contents: string | Uint8Array): void {
  const path = join(FOLDER, "dist", name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, contents);
  chmodSync(path, name === EMULATOR.main ? 0o755 : 0o644);
}

function writeTypes(): void {
  const roots = TYPED.map((name) => join(FOLDER, name));
  const program = ts.createProgram(roots, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    resolveJsonModule: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: FOLDER,
    outDir: "types",
  });
  for (const root of roots)
    program.emit(program.getSourceFile(root), (name, text) => {
      write(join("types", relative("types", name)), text);
    });
}

async function main(): Promise<void> {
  rmSync(join(FOLDER, "dist"), { recursive: true, force: true });
  const { files, inputs } = await bundle(EMULATOR);
  for (const { name, contents } of files) write(name, contents);
  write("NOTICES.txt", notices(bundledPackages(inputs)));
  writeTypes();
}

void main();
