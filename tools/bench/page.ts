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

How much time, memory and how many cloud calls the provider takes, and how much of that is Pulumi's and the clouds' own.

${conclusion(figures)}

![${LARGE_NAME}: the shortest possible time of each operation, and the time it takes](${PICTURE})

\`make bench\` writes this page. It ran on a machine with ${machine}, with the emulator on the same machine. Compare
the ratios: absolute figures depend on the machine, and on what else it did.

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
  return `A ratio of 1 × is the time of the same program with a provider that does nothing, plus the time of the cloud calls alone:

| Operation | Ratio |
| --- | --- |
| Preview of ${LARGE_NAME} without changes | **${large("preview")}** |
| Refresh of ${LARGE_NAME} | **${large("refresh")}** |
| Creating or deleting ${LARGE_NAME} | **${large(...CHANGING)}** |
| Any operation on one key | **${one}** |`;
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
      `A preview of ${LARGE_NAME} takes ${range(of(figures, LARGE_NAME, "preview"))} the time of a provider that does nothing, an operation on one key ${range(of(figures, "1 key", "preview", "refresh", ...CHANGING))}`,
    ],
    [
      "“and a run stays within each cloud's rate limits”",
      `The clouds refused at most ${Math.max(...refused.map(({ value }) => value)).toFixed(1)} % of the CreateKey calls of one process at the limit`,
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
    return `None of ${compared} figures differs from ${last.of} by more than 10 % and its spread.`;
  const intro = `${rows.length} of ${compared} figures differ from ${last.of} by more than 10 % and their spread.`;
  return `${intro}\n\n${folded({ caption: "These figures", head: ["Figure", "Then", "Now"], rows })}`;
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
