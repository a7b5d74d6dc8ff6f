import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import spdxCorrect from "spdx-correct";

const ROOT = join(__dirname, "../..");

/** An npm package of which a bundle holds a part. */
export interface BundledPackage {
  name: string;
  version: string;
  /** SPDX expression. */
  license: string;
  /** SHA-512 of the package as it was installed, in hexadecimal. */
  sha512: string;
  /** The text of its licence files, "" where it has none. */
  licenseText: string;
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string;
}

/**
 * The folder of the package that a file of node_modules belongs to, as package-lock.json calls it. Not the nearest with a
 * manifest: some packages hold a copy of theirs in dist, without the licence beside it.
 */
function packageFolder(path: string): string {
  const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
  if (folder === undefined) throw new Error(`${path} belongs to no package`);
  return folder;
}

function read(manifest: string): Manifest {
  return JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
}

function licenseText(folder: string): string {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim())
    .join("\n\n");
}

/** What a package states as its licence, as an SPDX expression: some write "Apache License 2.0". */
export function expression(license: string, name: string): string {
  const corrected = spdxCorrect(license);
  if (corrected === null)
    throw new Error(
      `the licence "${license}" of ${name} is none that SPDX knows`,
    );
  return corrected;
}

function sha512(integrity: string | undefined, name: string): string {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity ?? "") ?? [];
  if (base64 === undefined)
    throw new Error(`package-lock.json has no SHA-512 of ${name}`);
  return Buffer.from(base64, "base64").toString("hex");
}

/** The packages in a bundle by name and version, from the paths of its inputs. */
export function bundledPackages(inputs: readonly string[]): BundledPackage[] {
  const { packages: locked } = JSON.parse(
    readFileSync(join(ROOT, "package-lock.json"), "utf8"),
  ) as { packages: Record<string, { integrity?: string }> };
  const folders = new Set(
    inputs
      .filter((path) => path.startsWith("node_modules/"))
      .map(packageFolder),
  );
  return [...folders]
    .map((folder) => {
      const { name, version, license } = read(
        join(ROOT, folder, "package.json"),
      );
      if (!name || !version || !license)
        throw new Error(
          `${folder} does not state its name, version or licence`,
        );
      return {
        name,
        version,
        license: expression(license, name),
        sha512: sha512(locked[folder]?.integrity, name),
        licenseText: licenseText(join(ROOT, folder)),
      };
    })
    .sort((one, other) =>
      `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1,
    );
}

/** The licences of everything that is shipped, in one text. `others` are of what is no npm package. */
export function notices(
  packages: readonly BundledPackage[],
  others: Readonly<Record<string, string>> = {},
): string {
  const parts = [
    ...packages.map(
      ({ name, version, license, licenseText }) =>
        `${name} ${version} (${license})\n\n${licenseText}`,
    ),
    ...Object.entries(others).map(
      ([name, text]) => `${name}\n\n${text.trim()}`,
    ),
  ];
  return parts.join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

/** A CycloneDX bill of materials. It has no serial number and no time, so that two builds give the same bytes. */
export function billOfMaterials(
  version: string,
  packages: readonly BundledPackage[],
  node: { version: string; sha256: string },
): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        name: "pulumi-resource-cmk",
        version,
        licenses: [{ expression: "Apache-2.0" }],
      },
    },
    components: [
      {
        type: "platform",
        name: "node",
        version: node.version,
        purl: `pkg:generic/node@${node.version}`,
        hashes: [{ alg: "SHA-256", content: node.sha256 }],
        licenses: [{ expression: "MIT" }],
      },
      ...packages.map(({ name, version, license, sha512 }) => ({
        type: "library",
        name,
        version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        hashes: [{ alg: "SHA-512", content: sha512 }],
        licenses: [{ expression: license }],
      })),
    ],
  };
}
