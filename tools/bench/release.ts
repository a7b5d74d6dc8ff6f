import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tests/support/paths";
import { PLUGIN } from "../bundle";
import { launcher } from "../launcher";
import { nodeBinary } from "../release/node-binary";
import { PLATFORMS } from "../release/platforms";

/** The plugin as a release archive holds it, with its Node.js. */
export interface Release {
  plugin: string;
  node: string;
}

/** Puts it into a folder; undefined on a system that no archive is made for. */
export function releaseIn(folder: string): Release | undefined {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const platform = PLATFORMS.find(
    (each) => each.os === os && each.arch === arch,
  );
  if (!platform) return undefined;
  const { name, contents } = nodeBinary(platform);
  mkdirSync(folder, { recursive: true });
  const node = join(folder, name);
  writeFileSync(node, contents, { mode: 0o755 });
  cpSync(join(ROOT, "dist", PLUGIN.name), join(folder, "plugin"), {
    recursive: true,
    filter: (path) => !path.endsWith("compiled"),
  });
  const plugin = join(folder, PLUGIN.name);
  const script = launcher(`"$here/node" "$here/plugin/${PLUGIN.main}"`);
  writeFileSync(plugin, script, { mode: 0o755 });
  return { plugin, node };
}
