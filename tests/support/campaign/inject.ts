import { LONGEST_DELAY_MS, type Scenario } from "./scenarios";
import type { World } from "./world";

/** Adds the scenario's faults to the emulator. */
export async function injectFaults(
  { emulator }: World,
  { faults, interruption }: Scenario,
): Promise<void> {
  await emulator.forgetCalls();
  if (interruption?.held) {
    const { cloud, action } = interruption;
    const ms = LONGEST_DELAY_MS;
    await emulator.fault({ cloud, action, kind: "delay", count: 1, ms });
  }
  for (const fault of faults) await emulator.fault(fault);
}

/** Removes the faults, and counts which of them took effect. */
export async function removeFaults(
  { emulator, counters }: World,
  { faults }: Scenario,
): Promise<void> {
  const left = await emulator.faults();
  await emulator.clearFaults();
  for (const { kind, action, cloud, seed, count = 0 } of faults) {
    const same = left.find(
      (other) =>
        other.kind === kind &&
        other.action === action &&
        other.cloud === cloud &&
        other.seed === seed,
    );
    const hits = same ? same.hits : count;
    if (hits > 0) counters.hit(kind, hits);
  }
}
