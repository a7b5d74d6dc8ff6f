import { createRequire, isBuiltin } from "node:module";
import { join, relative } from "node:path";
import * as esbuild from "esbuild";
import type { Plugin } from "esbuild";

/** A program of this repository that is shipped as a bundle. */
export interface Program {
  name: string;
  /** The programs in it, and modules that others import, by their name in the bundle. */
  entries: Record<string, string>;
  /** Files of the repository that are copied beside the bundle. */
  files: string[];
  /** What its files are; see `bundle`. */
  modules: "es" | "commonjs";
  /** The bundle's first file, in the folder dist/NAME. */
  main: string;
  /** What it serves to browsers, by its name in the bundle. */
  page?: Record<string, string>;
}

export const PLUGIN: Program = {
  name: "pulumi-resource-cmk",
  entries: { main: "provider/main.ts" },
  files: ["schema.json"],
  modules: "commonjs",
  main: "main.cjs",
};

export const EMULATOR: Program = {
  name: "kms-emulator",
  entries: { main: "emulator/main.ts", index: "emulator/index.ts" },
  files: [],
  modules: "es",
  main: "main.mjs",
  page: {
    "page/index": "emulator/page/index.html",
    "page/icon": "emulator/page/icon.svg",
    "page/style": "emulator/page/style.css",
    "page/page": "emulator/page/main.tsx",
  },
};

/** The check on a real account, which is in the plugin's archives. */
export const VERIFY: Program = {
  name: "kms-verify",
  entries: { main: "tools/verify/main.ts" },
  files: [],
  modules: "es",
  main: "main.mjs",
};

export const PROGRAMS: readonly Program[] = [PLUGIN, EMULATOR, VERIFY];

export interface BundledFile {
  name: string;
  contents: Uint8Array;
}

export interface Bundle {
  files: BundledFile[];
  /** The bundled files, by path from the root of the repository. */
  inputs: string[];
}

const ROOT = join(__dirname, "..");

/**
 * Packages that are replaced by Node.js's own module. node-fetch uses URL from whatwg-url only if Node.js has none;
 * with its tables, that package is half of what a stack on Tencent Cloud would load, and makes Node.js 24 warn of
 * punycode.
 */
const NEEDLESS = { "whatwg-url": "node:url" };

/** What CommonJS code expects and an ES module lacks. */
const REQUIRE = `import { createRequire as $createRequire } from "node:module";
import { fileURLToPath as $fileURLToPath } from "node:url";
const require = $createRequire(import.meta.url);
const __filename = $fileURLToPath(import.meta.url);
const __dirname = $fileURLToPath(new URL(".", import.meta.url));`;

/** Tencent's SDK has a client for each of some 300 services; one wrong import would pull them all in. */
const TENCENT_SERVICE = /tencentcloud\/services\/([^/]+)\//;
const TENCENT_SERVICES = ["kms", "tag", "sts"];

/** Services of Tencent's SDK that are in a bundle and not needed. */
export function needlessServices(inputs: Iterable<string>): string[] {
  const services = new Set<string>();
  for (const input of inputs) {
    const service = TENCENT_SERVICE.exec(input)?.[1];
    if (service && !TENCENT_SERVICES.includes(service)) services.add(service);
  }
  return [...services].sort();
}

function refuseNeedless(program: Program, inputs: string[]): void {
  const services = needlessServices(inputs);
  if (services.length)
    throw new Error(
      `the bundle of ${program.name} holds Tencent services that it does not need: ${services.join(", ")}`,
    );
}

/**
 * Gives `import("package")` of a CommonJS package its named exports, as Node.js does; with splitting, esbuild gives
 * only the default export. The names are those of the package when it is loaded here.
 */
const namedExports: Plugin = {
  name: "named-exports",
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, ({ path, kind, resolveDir }) =>
      kind === "dynamic-import" && !isBuiltin(path)
        ? { path, namespace: "named-exports", pluginData: resolveDir }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "named-exports" }, (args) => {
      const resolveDir = args.pluginData as string;
      const load = createRequire(join(resolveDir, "index.js"));
      const names = Object.keys(load(args.path) as object).filter(
        (name) => name !== "default",
      );
      const contents = [
        `import * as all from ${JSON.stringify(args.path)};`,
        `export const { ${names.join(", ")} } = all;`,
        "export default all.default;",
      ];
      return { contents: contents.join("\n"), resolveDir };
    });
  },
};

const COMMON = {
  platform: "node",
  target: "node20",
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "error",
} as const;

/**
 * Bundles a program in several files, so that each cloud's SDK is one that loads when it is needed. esbuild splits ES
 * modules only. The plugin's become CommonJS afterwards, since every command waits for its start: its first answer then
 * takes a fifth less. Node.js loads ES modules by a loader of its own, and for each `import` of a module such as
 * node:http runs all that the module otherwise loads on demand.
 */
export async function bundle(
  program: Program,
  plugins: readonly Plugin[] = [],
): Promise<Bundle> {
  const outdir = join(ROOT, "dist", program.name);
  const isEs = program.modules === "es";
  const result = await esbuild.build({
    ...COMMON,
    absWorkingDir: ROOT,
    entryPoints: program.entries,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    outExtension: { ".js": isEs ? ".mjs" : ".cjs" },
    banner: { js: isEs ? REQUIRE : "" },
    alias: NEEDLESS,
    plugins: [namedExports, ...plugins],
    metafile: true,
    write: false,
  });
  const page = program.page && (await bundlePage(program.page, outdir));
  const inputs = Object.keys({
    ...result.metafile.inputs,
    ...page?.metafile.inputs,
  });
  refuseNeedless(program, inputs);
  const files = await Promise.all(
    result.outputFiles.map(async ({ path, text, contents }) => ({
      name: relative(outdir, path),
      contents: isEs ? contents : await commonJs(text),
    })),
  );
  if (page === undefined) return { files, inputs };
  const served = page.outputFiles.map(({ path, contents }) => ({
    name: relative(outdir, path),
    contents,
  }));
  return { files: [...files, ...served], inputs };
}

/** One file of code, which needs nothing that it does not bring along. */
function bundlePage(entryPoints: Record<string, string>, outdir: string) {
  return esbuild.build({
    ...COMMON,
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".html": "copy", ".svg": "copy" },
    minify: true,
    metafile: true,
    write: false,
  });
}

/** An ES module as CommonJS. What it imports, even later, is then `require`d. */
async function commonJs(text: string): Promise<Buffer> {
  const { code } = await esbuild.transform(text, {
    ...COMMON,
    format: "cjs",
    supported: { "dynamic-import": false },
    banner: '"use strict";',
  });
  return Buffer.from(code);
}
