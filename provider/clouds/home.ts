import { join } from "node:path";

/** A path's leading `~/` as a shell takes it: what a config or a unit file holds, no shell has seen. */
export function fromHome(path: string, home: string): string {
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}
