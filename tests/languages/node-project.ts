import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/paths";

/** Makes the packages known that a reader's TypeScript program imports. */
export function installForNode(folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  const packages = {
    "@pulumi": "node_modules/@pulumi",
    "pulumi-cmk": "sdk/nodejs/bin",
  };
  for (const [name, path] of Object.entries(packages))
    symlinkSync(join(ROOT, path), join(folder, "node_modules", name));
  const compilerOptions = { module: "commonjs", esModuleInterop: true };
  const config = JSON.stringify({ compilerOptions });
  writeFileSync(join(folder, "tsconfig.json"), config);
}

/** Runs a TypeScript program, as `npx tsx` does. */
export function nodeCommand(file: string): readonly string[] {
  const register = join(ROOT, "node_modules/ts-node/register/transpile-only");
  return [process.execPath, "-r", register, file];
}
