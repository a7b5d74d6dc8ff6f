import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import type { Config } from "./engine";
import type { Connection } from "./emulator";
import { ROOT } from "./paths";
import { writeProject } from "./project";
import { secretsProvider } from "./secrets-provider";
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
  const { connection, config } = options;
  const workplace = options.workplace ?? new Workplace();
  const project = options.project ?? "inline";
  const stackName = options.stack ?? "dev";
  const workDir = writeProject({
    workplace,
    project,
    stack: stackName,
    runtime: "nodejs",
    connection,
    config,
  });
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: project, stackName, program },
    {
      workDir,
      pulumiHome: workplace.home,
      pulumiCommand: await PulumiCommand.get({ root: ROOT }),
      envVars: workplace.environment(connection?.env),
      secretsProvider: secretsProvider().url,
    },
  );
  return { stack, workplace };
}
