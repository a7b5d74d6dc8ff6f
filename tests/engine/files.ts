import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every file in a folder, at any depth: of a state backend, say, with its history and backups. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
