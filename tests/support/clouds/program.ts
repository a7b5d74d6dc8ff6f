import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type Metafile } from "esbuild";
import { ROOT } from "../paths";

const FOLDER = join(ROOT, "provider/clouds/alibaba");

/** A small program that imports from Alibaba's folder, bundled as the plugin is, and run as a process of its own. */
export class TestProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "cmk-program-"));
  readonly #file = join(this.folder, "program.js");
  metafile?: Metafile;

  static async build(contents: string): Promise<TestProgram> {
    const program = new TestProgram();
    const { metafile } = await build({
      stdin: { contents, resolveDir: FOLDER, loader: "ts" },
      outfile: program.#file,
      bundle: true,
      platform: "node",
      metafile: true,
    });
    program.metafile = metafile;
    return program;
  }

  /** What it prints. It sees no environment but this. */
  async run(environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [this.#file],
      { env: environment },
    );
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
