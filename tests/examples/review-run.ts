import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import ts from "typescript";
import { EXAMPLES } from "../support/paths";
import { run } from "../support/processes";
import type { CodeHost } from "./code-host";

const FOLDER = join(EXAMPLES, "pull-requests");
const WORKFLOW = readFileSync(
  join(FOLDER, ".github/workflows/preview.yml"),
  "utf8",
);
const PIPELINE = readFileSync(join(FOLDER, ".gitlab-ci.yml"), "utf8");

interface Step {
  /** Whether it runs after another one has failed. */
  always: boolean;
  command: string;
}

/** The steps of the workflow that run a command; each is one line. */
export const STEPS: readonly Step[] = WORKFLOW.split(/^ {6}- /m)
  .slice(1)
  .flatMap((text) => {
    const [, command] = /^ *run: (.*)$/m.exec(text) ?? [];
    const always = /^if: \$\{\{ !cancelled\(\) \}\}$/m.test(text);
    return command === undefined ? [] : [{ always, command }];
  });

/** The script of GitLab's job. */
export const LINES: readonly Step[] = [
  ...PIPELINE.matchAll(/^ {4}- ((?:pulumi|node) .*)$/gm),
].map(([, command = ""]) => ({ always: false, command }));

/** A checkout on a runner. */
export interface Runner {
  folder: string;
  env: Readonly<Record<string, string>>;
  host: CodeHost;
  steps?: readonly Step[];
  /** What commands do, instead of what they are. */
  commands?: Readonly<Record<string, string>>;
}

/** A run of a workflow: what it comments, and with which code it ends. */
export async function work(runner: Runner) {
  const { folder, host, steps = STEPS } = runner;
  const bin = join(folder, "runner");
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(runner.commands ?? {})) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  install(folder);
  const env = {
    ...host.environment(),
    ...runner.env,
    PATH: [bin, runner.env["PATH"]].join(delimiter),
    GITHUB_STEP_SUMMARY: join(folder, "steps.md"),
  };
  let code = 0;
  let printed = "";
  for (const { always, command } of steps) {
    if (code !== 0 && !always) continue;
    const line = ["-e", "-c", command];
    const done = await run("bash", line, { cwd: folder, env });
    code ||= done.code ?? -1;
    printed += done.stdout + done.stderr;
  }
  const comment = host.ours().replace(/^<!-- .* -->\n\n/, "");
  return { code, printed, comment };
}

/** Node.js 24 strips the types; older ones take these files as they are. */
function install(folder: string): void {
  mkdirSync(join(folder, "review"), { recursive: true });
  for (const name of readdirSync(join(FOLDER, "review"))) {
    const source = readFileSync(join(FOLDER, "review", name), "utf8");
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
      },
    });
    writeFileSync(join(folder, "review", name), outputText);
  }
}
