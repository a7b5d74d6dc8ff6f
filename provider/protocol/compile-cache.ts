import module from "node:module";
import { join } from "node:path";

/**
 * Keeps compiled code between starts, which halves the time to the first answer (Node.js 22 and later). The folder is
 * beside the program, because its contents run unchecked: only those who can replace the program may write to it.
 * Node.js's default is the temporary folder, which everyone can write to. If the folder is not writable, nothing is
 * cached.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as {
    enableCompileCache?: (folder: string) => unknown;
  };
  enableCompileCache?.(join(__dirname, "compiled"));
}
