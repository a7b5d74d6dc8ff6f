/** docs/performance.md, from what the parts of the bench found out. */
import { availableParallelism } from "node:os";
import { table } from "../markdown";
import { refreshName } from "./calls";
import { LARGE_NAME } from "./engine";
import { NODE_VERSION } from "../release/platforms";
import * as section from "./section";
import type { Figure, Section } from "./section";

/** The figures of a former run, and of what. */
export interface Recorded {
  of: string;
  figures: Figure[];
}

export const PICTURE = "performance.svg";

export function page(sections: readonly Section[], last: Recorded): string {
  const figures = sections.flatMap(({ figures }) => figures ?? []);
  const machine = `${availableParallelism()} processor cores, Node.js ${NODE_VERSION} in the plugin's archive`;
  return `# Performance

**${conclusion(figures)}**

![${LARGE_NAME}: what each operation takes at least, and what it takes](${PICTURE})

Written by \`make bench\` on a machine with ${machine}, beside the emulator on the same machine. What counts are the ratios: absolute
figures are those of this machine, and of what else it did.

## What the README says

${table(["README", "Measured"], claims(figures))}

## What has changed

${changes(figures, last)}

${sections.map(markdown).join("\n\n")}
`;
}

function markdown({ title, text, tables }: Section): string {
  return [`## ${title}`, text, ...tables.map(folded)].join("\n\n");
}

function folded({ caption, head, rows }: Section["tables"][number]): string {
  const summary = (caption ?? "The figures").replace(
    /`([^`]*)`/g,
    "<code>$1</code>",
  );
  return `<details>\n<summary>${summary}</summary>\n\n${table(head, rows)}\n\n</details>`;
}

/** The figures of these operations on both clouds. */
function of(
  figures: readonly Figure[],
  stack: string,
  ...operations: string[]
): number[] {
  return figures
    .filter(({ name, unit }) => {
      const [what, , operation = ""] = name.split(", ");
      return (
        unit === "×" &&
        what === stack &&
        operations.some((it) => it === operation)
      );
    })
    .map(({ value }) => value);
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((end) =>
    end.toFixed(2),
  );
  return least === most ? `${most} ×` : `${least} to ${most} ×`;
}

const CHANGING = ["create", "update tags", "destroy"];

function conclusion(figures: readonly Figure[]): string {
  const large = (...operations: string[]) =>
    range(of(figures, LARGE_NAME, ...operations));
  const one = range(of(figures, "1 key", "preview", "refresh", ...CHANGING));
  return `A preview of ${LARGE_NAME} that have not changed takes ${large("preview")} what Pulumi's own engine takes for it, a refresh ${large("refresh")} and making or deleting them ${large(...CHANGING)} what the engine and the cloud's limits take; any operation on one key takes ${one}.`;
}

/** A row for each claim that README makes of speed, limits and calls. */
function claims(figures: readonly Figure[]): string[][] {
  const find = (name: string) => figures.find((each) => each.name === name);
  const refresh = find(refreshName(section.TITLES.tencent, "1,000"));
  const refused = figures.filter(({ name }) =>
    name.endsWith("one process at the limit: refused"),
  );
  return [
    [
      "“It is fast”",
      `A preview of ${LARGE_NAME}: ${range(of(figures, LARGE_NAME, "preview"))} a provider that does nothing; one key's operations: ${range(of(figures, "1 key", "preview", "refresh", ...CHANGING))}`,
    ],
    [
      "“and a run stays within each cloud's rate limits”",
      `Of a process that makes as many keys as the limits allow, ${Math.max(...refused.map(({ value }) => value)).toFixed(1)} % of the CreateKey requests are refused at most`,
    ],
    [
      "“A refresh of 1,000 Tencent Cloud keys with a tag each takes at most 40 calls”",
      `${refresh?.value ?? "?"} calls`,
    ],
  ];
}

/** By how much a figure has to differ to be named. */
const NOTABLE = 0.1;

/** The figures that are not what they were, as far as their spread allows to tell. */
function changes(figures: readonly Figure[], last: Recorded): string {
  const rows = figures.flatMap((now) => {
    const former = last.figures.find(
      ({ name, unit }) => name === now.name && unit === now.unit,
    );
    if (!former || !hasMoved(former, now)) return [];
    return [[now.name, text(former), text(now)]];
  });
  const compared = figures.filter(({ name }) =>
    last.figures.some((each) => each.name === name),
  ).length;
  if (rows.length === 0)
    return `Of ${compared} figures none has moved by more than a tenth, beyond its spread, since ${last.of}.`;
  const intro = `Of ${compared} figures, ${rows.length} have moved by more than a tenth, beyond their spread, since ${last.of}.`;
  return `${intro}\n\n${folded({ caption: "Which", head: ["Figure", "Then", "Now"], rows })}`;
}

function hasMoved(former: Figure, now: Figure): boolean {
  const apart = former.value < now.least || former.value > now.most;
  const difference = Math.abs(now.value - former.value);
  return apart && difference > NOTABLE * Math.max(former.value, 0.1);
}

function text({ value, unit }: Figure): string {
  const number = unit === "×" ? value.toFixed(2) : value.toLocaleString("en");
  return unit === "calls" ? number : `${number} ${unit}`;
}
