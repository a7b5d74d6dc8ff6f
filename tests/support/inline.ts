import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import type { Config } from "./engine";
import type { Connection } from "./emulator";
import { BIN, ROOT } from "./paths";
import { Workplace } from "./workplace";

export interface InlineOptions {
  connection?: Connection;
  config?: Config;
  workplace?: Workplace;
  project?: string;
  stack?: string;
}

/** A TypeScript program, run in this process under the real engine by Pulumi's Automation API. */
export async function inlineStack(
  program: PulumiFn,
  options: InlineOptions = {},
): Promise<{ stack: Stack; workplace: Workplace }> {
  const workplace = options.workplace ?? new Workplace();
  const projectName = options.project ?? "inline";
  const stackName = options.stack ?? "dev";
  const workDir = join(workplace.projects, projectName);
  mkdirSync(workDir, { recursive: true });
  // Written here since the Automation API's type of a project has no `plugins`.
  const plugins = { providers: [{ name: "cmk", path: BIN }] };
  writeFileSync(
    join(workDir, "Pulumi.yaml"),
    JSON.stringify({ name: projectName, runtime: "nodejs", plugins }),
  );
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName, stackName, program },
    {
      workDir,
      pulumiHome: workplace.home,
      pulumiCommand: await PulumiCommand.get({ root: ROOT }),
      envVars: workplace.environment(options.connection?.env),
      stackSettings: {
        [stackName]: {
          config: { ...options.connection?.config, ...options.config },
        },
      },
    },
  );
  return { stack, workplace };
}
