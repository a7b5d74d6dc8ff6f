import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./engine";
import type { Connection } from "./emulator";
import { BIN } from "./paths";
import type { Workplace } from "./workplace";

export interface ProjectOptions {
  workplace: Workplace;
  project: string;
  stack: string;
  runtime: string;
  connection?: Connection;
  config?: Config;
}

/** Writes a project without a program, for the Automation API of some language, and gives its folder. */
export function writeProject(options: ProjectOptions): string {
  const { workplace, project, stack, runtime, connection, config } = options;
  const folder = join(workplace.projects, project);
  mkdirSync(folder, { recursive: true });
  const plugins = { providers: [{ name: "cmk", path: BIN }] };
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    JSON.stringify({ name: project, runtime, plugins }),
  );
  writeFileSync(
    join(folder, `Pulumi.${stack}.yaml`),
    JSON.stringify({ config: { ...connection?.config, ...config } }),
  );
  return folder;
}
