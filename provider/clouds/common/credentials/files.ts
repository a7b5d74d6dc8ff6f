import { createReadStream } from "node:fs";
import { homedir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { decodeText } from "../text";

/** The user's files that hold credentials. */

/** No file of credentials comes near this size; a device that never ends, such as /dev/zero, goes beyond. */
const MOST_BYTES = 1 << 20;

/** Throws as Node.js does, and EFBIG for what is too large. */
export async function readText(path: string): Promise<string> {
  // `end` counts, too: one byte more than may be.
  const bytes = await buffer(createReadStream(path, { end: MOST_BYTES }));
  if (bytes.length <= MOST_BYTES) return decodeText(bytes);
  throw Object.assign(new Error("too large"), { code: "EFBIG" });
}

/**
 * The user's folder. A HOME that is empty or no whole path would lead into the folder of the program that is deployed, whose
 * files come from others. Without any, as in a container for a user who has no name, it is `/`.
 */
export function homeOf(environment: NodeJS.ProcessEnv): string {
  const places = [() => environment["HOME"], homedir, () => userInfo().homedir];
  for (const place of places) {
    const home = attempt(place);
    if (home && isAbsolute(home)) return home;
  }
  return "/";
}

/** Node.js throws where the system has no entry for the user. */
function attempt(place: () => string | undefined): string | undefined {
  try {
    return place();
  } catch {
    return undefined;
  }
}

/** A path's leading `~/` as a shell takes it: what a config or a unit file holds, no shell has seen. */
export function fromHome(path: string, home: string): string {
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}
