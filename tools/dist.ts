/**
 * Packs the plugin's release archives into dist/release: one for each platform, or for those given (`linux-amd64 …`).
 * Each contains everything that the plugin needs, including Node.js.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bundle, EMULATOR, PLUGIN, VERIFY, type Program } from "./bundle";
import { archive, type ArchivedFile } from "./release/archive";
import { nodeBinary, nodeLicense } from "./release/node-binary";
import {
  billOfMaterials,
  bundledPackages,
  notices,
  type BundledPackage,
} from "./release/packages";
import { NODE_VERSION, PLATFORMS, type Platform } from "./release/platforms";
import { launcher } from "./launcher";

const ROOT = join(__dirname, "..");
const RELEASE = join(ROOT, "dist/release");
const BILL = "sbom.cdx.json";

/** The programs of an archive, by the folder of each. */
const FOLDERS: Readonly<Record<string, Program>> = {
  plugin: PLUGIN,
  emulator: EMULATOR,
  verify: VERIFY,
};

/** What every archive holds, whatever its platform. */
interface Contents {
  version: string;
  programs: ArchivedFile[];
  packages: BundledPackage[];
}

async function contents(): Promise<Contents> {
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  const programs: ArchivedFile[] = [];
  const bundled: string[] = [];
  for (const [folder, program] of Object.entries(FOLDERS)) {
    const { files, inputs } = await bundle(program);
    const beside = program.files.map((name) => ({
      name,
      contents: readFileSync(join(ROOT, name)),
    }));
    for (const file of [...files, ...beside])
      programs.push({ ...file, name: `${folder}/${file.name}` });
    bundled.push(...inputs);
  }
  return {
    version,
    programs,
    packages: bundledPackages([...new Set(bundled)]),
  };
}

function launcherFor(
  platform: Platform,
  folder: string,
  { name, main }: Program,
): ArchivedFile {
  return platform.os === "windows"
    ? {
        name: `${name}.cmd`,
        contents: `@"%~dp0node.exe" "%~dp0${folder}\\${main}" %*\r\n`,
      }
    : {
        name,
        contents: launcher(`"$here/node" "$here/${folder}/${main}"`),
        executable: true,
      };
}

function files(
  { version, programs, packages }: Contents,
  platform: Platform,
): ArchivedFile[] {
  const node = nodeBinary(platform);
  const sha256 = createHash("sha256").update(node.contents).digest("hex");
  const bill = billOfMaterials(version, packages, {
    version: NODE_VERSION,
    sha256,
  });
  return [
    ...Object.entries(FOLDERS).map(([folder, program]) =>
      launcherFor(platform, folder, program),
    ),
    { name: node.name, contents: node.contents, executable: true },
    ...programs,
    { name: "LICENSE", contents: readFileSync(join(ROOT, "LICENSE")) },
    {
      name: "NOTICES.txt",
      contents: notices(packages, { "Node.js": nodeLicense() }),
    },
    { name: BILL, contents: JSON.stringify(bill, undefined, 2) },
  ];
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const platforms = PLATFORMS.filter(
    ({ os, arch }) => wanted.length === 0 || wanted.includes(`${os}-${arch}`),
  );
  const shared = await contents();
  rmSync(RELEASE, { recursive: true, force: true });
  mkdirSync(RELEASE, { recursive: true });
  chmodSync(RELEASE, 0o755);
  const sums: string[] = [];
  const add = (name: string) => {
    const path = join(RELEASE, name);
    chmodSync(path, 0o644);
    const sum = createHash("sha256").update(readFileSync(path)).digest("hex");
    console.log(`${sum}  ${name}`);
    sums.push(`${sum}  ${name}\n`);
  };
  for (const platform of platforms) {
    const { os, arch } = platform;
    const name = `pulumi-resource-cmk-v${shared.version}-${os}-${arch}`;
    const packed = files(shared, platform);
    archive(join(RELEASE, `${name}.tar.gz`), packed);
    add(`${name}.tar.gz`);
    // Also beside the archive, so that it can be read and attested separately.
    const bill = packed.find((file) => file.name === BILL);
    writeFileSync(join(RELEASE, `${name}.cdx.json`), bill?.contents ?? "");
    add(`${name}.cdx.json`);
  }
  const list = join(RELEASE, "SHA256SUMS");
  writeFileSync(list, sums.join(""));
  chmodSync(list, 0o644);
}

void main();
