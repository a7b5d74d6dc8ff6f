import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, PLUGIN } from "../../../../tools/bundle";
import { launcher } from "../../../../tools/launcher";
import { ROOT } from "../../paths";

const CARE = 'retry: "never"';

/** Makes CreateKey retry after any failure, as a client that relies on a client token would do. */
const blindRetry: Plugin = {
  name: "blind-retry",
  setup(build) {
    const filter = /provider\/clouds\/(alibaba|tencent)\/create\.ts$/;
    build.onLoad({ filter }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes(CARE)) throw new Error(`${path} has no ${CARE}`);
      return { contents: text.replace(CARE, 'retry: "safe"'), loader: "ts" };
    });
  },
};

/** A separate build of the plugin whose CreateKey makes duplicate keys. */
export class NaivePlugin {
  readonly #folder = mkdtempSync(join(tmpdir(), "cmk-naive-"));
  readonly program = join(this.#folder, "plugin");

  static async build(): Promise<NaivePlugin> {
    const naive = new NaivePlugin();
    for (const file of (await bundle(PLUGIN, [blindRetry])).files)
      naive.#write(file.name, file.contents);
    for (const file of PLUGIN.files)
      naive.#write(file, readFileSync(join(ROOT, file)));
    naive.#write("plugin", launcher(`node "$here/${PLUGIN.main}"`));
    chmodSync(naive.program, 0o755);
    return naive;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #write(name: string, contents: string | Uint8Array): void {
    const path = join(this.#folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}
