import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudEmulator, WireReply, WireRequest } from "../contract";

/** Beside the bundle that this is in: the build puts it there. */
const FOLDER = join(__dirname, "page");

/** The page's files by path. */
const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  "/": { file: "index.html", type: "text/html" },
  "/_emulator/page/page.js": { file: "page.js", type: "text/javascript" },
  "/_emulator/page/style.css": { file: "style.css", type: "text/css" },
  "/_emulator/page/icon.svg": { file: "icon.svg", type: "image/svg+xml" },
};

/** Nothing but what this emulator serves, and no code in the page itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * A file of the page; undefined for any other request. `/` is the clouds' too: it is the page for a browser whose request no cloud
 * takes for its own.
 */
export function pageReply(
  request: WireRequest,
  clouds: readonly CloudEmulator[],
): WireReply | undefined {
  const { method, path, headers } = request;
  if (method !== "GET" || !Object.hasOwn(FILES, path)) return undefined;
  const { file, type } = FILES[path]!;
  if (path === "/") {
    if (!headers.accept?.includes("text/html")) return undefined;
    if (clouds.some((cloud) => cloud.claims(request))) return undefined;
  }
  const contentType = { "content-type": `${type}; charset=utf-8` };
  try {
    const body = readFileSync(join(FOLDER, file), "utf8");
    return { status: 200, headers: { ...HEADERS, ...contentType }, body };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const text = "The page is in the built kms-emulator only: `make build`.\n";
    return {
      status: 404,
      headers: { "content-type": "text/plain" },
      body: text,
    };
  }
}
