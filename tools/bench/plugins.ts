import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, ROOT } from "../../tests/support/paths";
import { bundle } from "../bundle";
import { releaseIn } from "./release";

/** A provider as the engine finds it: a folder with a launcher, which notes the ids of its processes in a file. */
export interface BenchPlugin {
  name: string;
  folder: string;
  pidFile: string;
}

/** Our provider, and one that does nothing; both under our provider's name, so that the same programs run with both. */
export class BenchPlugins {
  readonly #folder = mkdtempSync(join(tmpdir(), "cmk-bench-"));
  readonly #release = releaseIn(join(this.#folder, "release"));

  /** As a release archive holds it, or where there is none, that of bin/. */
  ours(): BenchPlugin {
    const plugin = this.#release?.plugin ?? join(BIN, "pulumi-resource-cmk");
    return this.#launcher("cmk", `"${plugin}" "$@"`);
  }

  async null(): Promise<BenchPlugin> {
    const { files } = await bundle({
      name: "null-provider",
      entries: { main: "tools/bench/null-provider/main.ts" },
      files: [],
      modules: "commonjs",
      main: "main.cjs",
    });
    const code = join(this.#folder, "code");
    mkdirSync(code);
    for (const { name, contents } of files)
      writeFileSync(join(code, name), contents);
    const schema = join(ROOT, "schema.json");
    const node = this.#release?.node ?? "node";
    return this.#launcher(
      "null",
      `"${node}" "${join(code, "main.cjs")}" "${schema}"`,
    );
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #launcher(name: string, command: string): BenchPlugin {
    const folder = join(this.#folder, name);
    const pidFile = join(folder, "pids");
    const path = join(folder, "pulumi-resource-cmk");
    mkdirSync(folder);
    writeFileSync(
      path,
      `#!/bin/sh\necho $$ >> "${pidFile}"\nexec ${command}\n`,
    );
    chmodSync(path, 0o755);
    return { name, folder, pidFile };
  }
}
