import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_VERSION, PLATFORMS } from "../../tools/release/platforms";
import { ROOT } from "../support/paths";
import { run } from "../support/processes";

const RELEASE = join(ROOT, "dist/release");

/** The first bytes of an executable of each system. */
const MAGIC = { linux: "7f454c46", darwin: "cffaedfe", windows: "4d5a" };

async function pack(): Promise<string> {
  const dist = ["-r", "ts-node/register/transpile-only", "tools/dist.ts"];
  const done = await run(process.execPath, dist, { cwd: ROOT });
  expect(done).toMatchObject({ code: 0, stderr: "" });
  return readFileSync(join(RELEASE, "SHA256SUMS"), "utf8");
}

function extract(archive: string, name: string): Buffer {
  return execFileSync("tar", ["-xzOf", join(RELEASE, archive), name], {
    maxBuffer: 2 ** 30,
  });
}

test("every platform's archive is reproducible, and contains its launcher, its Node.js and its licences", async () => {
  const sums = await pack();
  expect(await pack()).toBe(sums);
  const archives = sums
    .trim()
    .split("\n")
    .map((line) => line.split("  ")[1] ?? "");
  expect(archives).toHaveLength(PLATFORMS.length);

  for (const { os, arch } of PLATFORMS) {
    const archive = archives.find((name) =>
      name.endsWith(`-${os}-${arch}.tar.gz`),
    );
    if (!archive) throw new Error(`there is no archive for ${os}-${arch}`);
    const [suffix, binary] =
      os === "windows" ? [".cmd", "node.exe"] : ["", "node"];
    for (const program of ["pulumi-resource-cmk", "kms-emulator"])
      expect(extract(archive, program + suffix).toString()).toContain(binary);
    expect(extract(archive, binary).toString("hex", 0, 4)).toMatch(
      new RegExp(`^${MAGIC[os]}`),
    );
    expect(extract(archive, "NOTICES.txt").toString()).toMatch(
      /@grpc\/grpc-js.*Node\.js is licensed/s,
    );
    const bill = JSON.parse(extract(archive, "sbom.cdx.json").toString()) as {
      components: { name: string; version: string }[];
    };
    expect(bill.components[0]).toMatchObject({
      name: "node",
      version: NODE_VERSION,
    });
  }
}, 900_000);
