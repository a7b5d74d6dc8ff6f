/**
 * Verifies the Node.js of each release archive against nodejs.org: `node-sums.ts ARCHIVE-FOLDER`. The registry's
 * packages contain only the binary, and nodejs.org's SHASUMS256.txt lists archives. So each binary is compared with the
 * one in nodejs.org's archive, whose sum is checked. For the release workflow; downloads from nodejs.org.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NODE_VERSION, PLATFORMS, type Platform } from "./platforms";

const BASE = `https://nodejs.org/dist/v${NODE_VERSION}`;

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function download(name: string): Promise<Buffer> {
  const reply = await fetch(`${BASE}/${name}`);
  if (!reply.ok) throw new Error(`${BASE}/${name}: ${reply.status}`);
  return Buffer.from(await reply.arrayBuffer());
}

/** The sum that a list in the form of sha256sum has for a name. */
export function sumOf(sums: string, name: string): string {
  for (const line of sums.split("\n")) {
    const [sum, listed] = line.split(/ +/);
    if (sum && listed === name) return sum;
  }
  throw new Error(`SHASUMS256.txt of Node.js ${NODE_VERSION} has no ${name}`);
}

/** The sum of nodejs.org's binary. The one for Windows is listed itself, the others are in an archive. */
async function published(
  { os, node: { platform } }: Platform,
  sums: string,
): Promise<string> {
  if (os === "windows") return sumOf(sums, `${platform}/node.exe`);
  const name = `node-v${NODE_VERSION}-${platform}`;
  const archive = await download(`${name}.tar.gz`);
  if (sha256(archive) !== sumOf(sums, `${name}.tar.gz`))
    throw new Error(`${name}.tar.gz is not the one of SHASUMS256.txt`);
  const folder = mkdtempSync(join(tmpdir(), "cmk-node-"));
  try {
    const path = join(folder, "archive");
    writeFileSync(path, archive);
    return sha256(member(path, `${name}/bin/node`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function member(archive: string, name: string): Buffer {
  const maxBuffer = 2 ** 30;
  return execFileSync("tar", ["-xzOf", archive, name], { maxBuffer });
}

async function main(folder: string): Promise<void> {
  const sums = (await download("SHASUMS256.txt")).toString();
  for (const platform of PLATFORMS) {
    const { os, arch } = platform;
    const end = `-${os}-${arch}.tar.gz`;
    const archive = readdirSync(folder).find((name) => name.endsWith(end));
    if (!archive) throw new Error(`${folder} has no archive *${end}`);
    const binary = os === "windows" ? "node.exe" : "node";
    const ours = sha256(member(join(folder, archive), binary));
    const theirs = await published(platform, sums);
    if (ours !== theirs)
      throw new Error(
        `${archive} has another Node.js than nodejs.org: ${ours}`,
      );
    console.log(`${theirs}  ${archive}: ${binary}`);
  }
}

if (require.main === module)
  main(process.argv[2] ?? "dist/release").catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
