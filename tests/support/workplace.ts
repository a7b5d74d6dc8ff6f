import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { BIN } from "./paths";
import { secretsProvider } from "./secrets-provider";

/** A temporary home, plugin folder and state backend, so that no test sees another test's or the developer's. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "cmk-test-"));
  readonly projects = join(this.folder, "examples");
  readonly home = join(this.folder, "home");
  readonly state = join(this.folder, "state");

  constructor() {
    const backend = join(this.state, ".pulumi");
    for (const path of [this.projects, this.home, this.state, backend])
      mkdirSync(path);
    // The version of the file backend that separates projects.
    writeFileSync(join(backend, "meta.yaml"), "version: 1\n");
    // An example's `../../bin` leads to ours from a copy of it in `projects`, too.
    symlinkSync(BIN, join(this.folder, "bin"));
  }

  /** The whole environment of a command, without the developer's own clouds and Pulumi. */
  environment(extra: Record<string, string> = {}): Record<string, string> {
    const path = [BIN, dirname(process.execPath), process.env["PATH"] ?? ""];
    return {
      PATH: path.join(delimiter),
      HOME: this.home,
      TMPDIR: tmpdir(),
      NO_COLOR: "1",
      PULUMI_HOME: this.home,
      PULUMI_BACKEND_URL: `file://${this.state}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      ...secretsProvider().env,
      // Makes the CLI take --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...extra,
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
