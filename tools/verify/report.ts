import { CLOUDS } from "../../provider/clouds/registry";
import type { Comparison, Difference } from "./compare";
import type { Json } from "./script";
import type { Settled } from "./settle";
import { NOT_ASKED, switchesOf } from "./switches";
import type { Head } from "./transcript";

export interface Findings {
  head: Head;
  steps: number;
  /** Steps that came before Ctrl-C, if it did. */
  played: number;
  comparison: Comparison;
  settled: readonly Settled[];
  /** What no switch explains. */
  left: readonly Difference[];
}

/** What agrees with the emulator, what differs, and what each difference settles. */
export function report(findings: Findings): string {
  const { head, steps, played, comparison, settled, left } = findings;
  const { same, differences, unasked, denied } = comparison;
  return [
    `${CLOUDS[head.cloud].title}, ${head.region}, ${head.dedicated ? "keys in an instance or a cluster" : "keys of the shared service"}`,
    "",
    played < steps ? `Stopped after ${played} of ${steps} steps.` : undefined,
    `The cloud answered like the emulator in ${same} of ${played} steps, and differently in ${differences.length}.`,
    ...section(
      "Explained: with these switches, the emulator answers like the cloud",
      settled.map(
        ({ name, value, steps: shown }) =>
          `  --switch ${name}=${value}\n      ${some(shown)}`,
      ),
    ),
    ...section(
      "Different, and not explained by any switch",
      left.map(
        ({ step, action, parts }) =>
          `  ${step} (${action})\n${parts.map((part) => `      ${part.path}: emulator ${text(part.emulator)}, cloud ${text(part.cloud)}`).join("\n")}`,
      ),
    ),
    ...section("Not asked, or not answered", reasons(unasked)),
    ...section(
      "Not asked, because these credentials are not allowed to",
      denied.map((each) => `  ${each}`),
    ),
    ...section(
      "Switches that no step checks",
      switchesOf(head.cloud).flatMap((name) =>
        NOT_ASKED[name] ? [`  ${name}: ${NOT_ASKED[name]}`] : [],
      ),
    ),
    "",
  ]
    .filter((each) => each !== undefined)
    .join("\n");
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length > 0 ? ["", `${title}:`, ...rows] : [];
}

/** Each reason with the steps that it kept from being asked. */
function reasons(unasked: Comparison["unasked"]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { step, why } of unasked)
    byReason.set(why, [...(byReason.get(why) ?? []), step]);
  return [...byReason].map(([why, steps]) => `  ${why}: ${some(steps)}`);
}

function some(steps: readonly string[]): string {
  const [first = "", ...more] = steps;
  return more.length > 0 ? `${first}, and ${more.length} more` : first;
}

function text(value: Json | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
