import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");

/** An npm package of which a bundle holds a part. */
export interface BundledPackage {
  name: string;
  version: string;
  /** SPDX expression, as the package states it. */
  license: string;
  /** The text of its licence files, "" where it has none. */
  licenseText: string;
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string;
}

/** The folder of the package that a file of node_modules belongs to: the nearest with a manifest that has a version. */
function packageFolder(file: string): string {
  let folder = dirname(file);
  while (folder.includes("node_modules")) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && read(manifest).version) return folder;
    folder = dirname(folder);
  }
  throw new Error(`${file} belongs to no package`);
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

/** The packages in a bundle by name and version, from the paths of its inputs. */
export function bundledPackages(inputs: readonly string[]): BundledPackage[] {
  const folders = new Set(
    inputs
      .filter((path) => path.startsWith("node_modules/"))
      .map((path) => packageFolder(join(ROOT, path))),
  );
  return [...folders]
    .map((folder) => {
      const { name, version, license } = read(join(folder, "package.json"));
      if (!name || !version || !license)
        throw new Error(
          `${folder} does not state its name, version or licence`,
        );
      return { name, version, license, licenseText: licenseText(folder) };
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
  nodeVersion: string,
): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", name: "pulumi-resource-cmk", version },
    },
    components: [
      {
        type: "platform",
        name: "node",
        version: nodeVersion,
        purl: `pkg:generic/node@${nodeVersion}`,
      },
      ...packages.map(({ name, version, license }) => ({
        type: "library",
        name,
        version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        licenses: [{ expression: license }],
      })),
    ],
  };
}
