/**
 * Previews a stack, comments on the pull request what happens to its keys, and fails if a key is destroyed and the pull
 * request has no label that allows it:
 *
 *     node review/main.ts --stack prod
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { comment } from "./comment.ts";
import { pullRequest } from "./hosts.ts";
import { isDangerous, review, type Plan, type Preview } from "./plan.ts";

const FAILED = 1;
const NOT_ALLOWED = 3;
const LABEL = "destroys-keys";
const HELP = `Usage: node review/main.ts --stack NAME [--label LABEL]

Previews the stack, and comments on the pull request what happens to its keys,
on GitHub, GitLab and Pulumi Deployments. Elsewhere, it only prints the comment.

  --stack NAME   the stack
  --label LABEL  the pull request's label that allows a key to be destroyed;
                 without it, ${LABEL}
  --help         print this

It ends with ${FAILED} if the preview failed or the comment could not be written, and with
${NOT_ALLOWED} if a key is destroyed and the label is missing.
`;
/** The preview of a big stack prints a lot. */
const LONGEST_PLAN = 1_000_000_000;

/**
 * Without --show-replacement-steps, a plan leaves out old keys that an earlier, failed replacement still has to delete, and without
 * --show-sames, keys that are replaced together with another one by the option replaceWith.
 */
function preview(stack: string): Preview {
  const args = ["preview", "--stack", stack, "--json"];
  const { status, stdout, stderr, error } = spawnSync(
    "pulumi",
    [...args, "--show-replacement-steps", "--show-sames", "--non-interactive"],
    { encoding: "utf8", maxBuffer: LONGEST_PLAN },
  );
  if (error) return { failed: true, errors: error.message };
  return { plan: planIn(stdout), failed: status !== 0, errors: stderr };
}

function planIn(text: string): Plan | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    return typeof plan === "object" && plan !== null ? plan : undefined;
  } catch {
    return undefined;
  }
}

function argumentsOf() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: "boolean", default: false },
        stack: { type: "string", default: "" },
        label: { type: "string", default: LABEL },
      },
    });
    if (values.help) return undefined;
    for (const name of ["stack", "label"] as const)
      if (values[name] === "") throw new Error(`--${name} is missing`);
    return values;
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(/[.\n]/);
    throw new Error(
      `${reason}. \`node review/main.ts --help\` lists the options.`,
      { cause: error },
    );
  }
}

async function main(): Promise<number> {
  const values = argumentsOf();
  if (values === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { stack, label } = values;
  // Pulumi Deployments runs the same commands before each operation.
  const { PULUMI_CI_OPERATION: operation = "preview" } = process.env;
  if (operation !== "preview") return 0;
  const now = new Date();
  const outcome = review(preview(stack), now);
  const told = (isAllowed: boolean) =>
    comment(outcome, { stack, now, label, isAllowed });
  // Printed first, so that the log has it even if the steps below fail.
  console.log(told(false));
  const request = await pullRequest(process.env);
  const isAllowed = (await request?.labels())?.includes(label) ?? false;
  const text = told(isAllowed);
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary) appendFileSync(summary, text);
  const id = createHash("sha256").update(stack).digest("hex").slice(0, 16);
  const marker = `<!-- review of keys ${id} -->`;
  await request?.comment(marker, `${marker}\n\n${text}`);
  if (outcome.incomplete) return FAILED;
  return isDangerous(outcome) && !isAllowed ? NOT_ALLOWED : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = FAILED;
  },
);
