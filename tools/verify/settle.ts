import type { SwitchValue } from "../../emulator/core/switches";
import asked from "./asked.json";
import { compare, type Difference } from "./compare";
import type { Emulated, Switches } from "./emulated";
import type { Step } from "./script";
import { switchesOf, otherValues } from "./switches";
import type { Head, Line } from "./transcript";

/** A switch with which the emulator answers as the cloud does, and the steps that show it. */
export interface Settled {
  name: string;
  value: SwitchValue;
  steps: string[];
}

/** A second round finds switches that mean something only after another one is set. */
const ROUNDS = 3;

/** Which steps each switch has an influence on: generated, see record.ts. */
const ASKED: Readonly<Record<string, readonly string[]>> = asked;

/**
 * Finds the switches that explain the differences: each value that removes some of them and adds none. They are tried
 * one after the other, so that each is known to be right together with those before it.
 */
export async function settle(
  emulated: Pick<Emulated, "play">,
  steps: readonly Step[],
  cloud: readonly Line[],
  {
    cloud: name,
    region,
    dedicated,
  }: Pick<Head, "cloud" | "region" | "dedicated">,
): Promise<{ settled: Settled[]; left: Difference[] }> {
  const settled: Settled[] = [];
  let switches: Switches = {};
  let left = compare(await emulated.play(steps, dedicated), cloud).differences;
  for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
    const before = left.length;
    for (const candidate of candidates(name, left, settled)) {
      if (left.length === 0) break;
      const found = await best(candidate);
      if (!found) continue;
      settled.push(found.settled);
      switches = { ...switches, [candidate]: found.settled.value };
      left = found.left;
    }
    if (left.length === before) break;
  }
  return { settled, left };

  async function best(candidate: string) {
    const seen = left.flatMap(({ parts }) =>
      parts.map((part) => part.cloud).filter(isSwitchValue),
    );
    let chosen: { settled: Settled; left: Difference[] } | undefined;
    for (const value of otherValues(candidate, { region, seen })) {
      const lines = await emulated.play(steps, dedicated, {
        ...switches,
        [candidate]: value,
      });
      const rest = compare(lines, cloud).differences;
      const stays = new Set(rest.map(({ step }) => step));
      const gone = left
        .map(({ step }) => step)
        .filter((each) => !stays.has(each));
      const isNew = rest.some(
        ({ step }) => !left.some((each) => each.step === step),
      );
      if (gone.length === 0 || isNew) continue;
      if (chosen && chosen.left.length <= rest.length) continue;
      chosen = { settled: { name: candidate, value, steps: gone }, left: rest };
    }
    return chosen;
  }
}

/** Those that have an influence on a step that differs; first those that have it on few others. */
function candidates(
  cloud: Head["cloud"],
  differences: readonly Difference[],
  settled: readonly Settled[],
): string[] {
  const differing = new Set(differences.map(({ step }) => step));
  const share = (name: string) => {
    const steps = ASKED[name] ?? [];
    const hits = steps.filter((step) => differing.has(step)).length;
    return hits === 0 ? 0 : hits / steps.length;
  };
  return switchesOf(cloud)
    .filter((name) => !settled.some((each) => each.name === name))
    .filter((name) => share(name) > 0)
    .sort((one, other) => share(other) - share(one));
}

function isSwitchValue(value: unknown): value is SwitchValue {
  return ["string", "number", "boolean"].includes(typeof value);
}
