import module from "node:module";

/** Keeps compiled code between starts, in the system's folder for temporary files; Node.js 22 and later can. */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: () => void };
  enableCompileCache?.();
}
