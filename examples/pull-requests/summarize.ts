/**
 * Turns the plan of `pulumi preview --json` into a comment for reviewers: destroyed keys first, then the other changes.
 *
 *     node summarize.ts plan.json
 */
import { readFileSync } from "node:fs";

interface State {
  type: string;
  id?: string;
  retainOnDelete?: boolean;
  outputs?: { deletionPolicy?: string; deletionWindowInDays?: number };
}

interface Step {
  op: string;
  urn: string;
  oldState?: State;
  newState?: State;
  replaceReasons?: string[] | null;
  detailedDiff?: Record<string, unknown> | null;
}

export interface Plan {
  steps: Step[];
  diagnostics?: { urn?: string; message: string; severity: string }[];
}

const DELETES = new Set(["delete", "replace"]);
const CHANGES = new Set(["create", "update", "import"]);

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** What becomes of a key that the stack lets go. */
function fate({ outputs, retainOnDelete }: State): string {
  if (retainOnDelete) return "kept as it is (`retainOnDelete`)";
  if (outputs?.deletionPolicy === "DISABLE") return "disabled and kept";
  return `destroyed after ${String(outputs?.deletionWindowInDays)} days`;
}

function deletedKeys({ steps }: Plan): string[] {
  return steps.flatMap(({ op, urn, oldState, replaceReasons }) => {
    if (!DELETES.has(op) || oldState?.type !== "cmk:index:Cmk") return [];
    const why =
      op === "delete"
        ? "is removed"
        : `is replaced: ${replaceReasons?.join(", ") || "forced"}`;
    const cells = [
      nameOf(urn),
      `\`${oldState.id ?? ""}\``,
      why,
      fate(oldState),
    ];
    return [`| ${cells.join(" | ")} |`];
  });
}

function otherChanges({ steps }: Plan): string[] {
  return steps
    .filter(({ op }) => CHANGES.has(op))
    .filter(({ newState }) => newState?.type !== "pulumi:pulumi:Stack")
    .map(({ op, urn, detailedDiff }) => {
      const paths = Object.keys(detailedDiff ?? {}).join(", ");
      return `- ${op} ${nameOf(urn)}${paths && `: ${paths}`}`;
    });
}

function messages({ diagnostics = [] }: Plan): string[] {
  const lines = diagnostics
    .filter(({ severity }) => severity === "warning" || severity === "error")
    .map(({ urn, message }) => {
      const name = urn ? `**${nameOf(urn)}** ` : "";
      return `> ${name}${message.trim()}`;
    });
  return [...new Set(lines)];
}

export function summarize(plan: Plan): string {
  const deleted = deletedKeys(plan);
  const others = otherChanges(plan);
  const parts = [
    deleted.length > 0
      ? [
          `## ⚠️ Keys that this change deletes: ${String(deleted.length)}`,
          "",
          "What was encrypted under a key can't be read once it is destroyed.",
          "",
          "| Key | Id | The key | It will be |",
          "| --- | --- | --- | --- |",
          ...deleted,
        ]
      : ["## No key is deleted"],
    others.length > 0 ? ["### Other changes", "", ...others] : [],
    messages(plan),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

if (process.argv[1]?.endsWith("summarize.ts"))
  console.log(
    summarize(JSON.parse(readFileSync(process.argv[2] ?? 0, "utf8")) as Plan),
  );
