import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LINUX_AMD64, NODE_VERSION, type Platform } from "./platforms";

const CACHE = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "pulumi-cmk/node",
);

function integrity(path: string): string {
  const hash = createHash("sha512").update(readFileSync(path));
  return `sha512-${hash.digest("base64")}`;
}

/** The npm package with the platform's Node.js, downloaded once per machine and verified by its pinned hash. */
function fetchPackage({ node }: Platform): string {
  const path = join(CACHE, `${node.package}-${NODE_VERSION}.tgz`);
  if (!existsSync(path)) {
    mkdirSync(CACHE, { recursive: true });
    console.log(`Fetching ${node.package} ${NODE_VERSION}`);
    const what = [`${node.package}@${NODE_VERSION}`, "--silent"];
    execFileSync("npm", ["pack", ...what, "--pack-destination", CACHE]);
  }
  if (integrity(path) !== node.integrity)
    throw new Error(`${path} is not the pinned one; remove it and try again`);
  return path;
}

function member(platform: Platform, name: string): Buffer {
  const path = `package/${name}`;
  return execFileSync("tar", ["-xzOf", fetchPackage(platform), path], {
    maxBuffer: 2 ** 30,
  });
}

export function nodeBinary(platform: Platform): {
  name: string;
  contents: Buffer;
} {
  const name = platform.os === "windows" ? "node.exe" : "node";
  return { name, contents: member(platform, `bin/${name}`) };
}

/** Node.js's own licence, from a package that has it: those for Windows do not, and it is the same everywhere. */
export function nodeLicense(): string {
  return member(LINUX_AMD64, "LICENSE").toString();
}
