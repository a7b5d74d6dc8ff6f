import { LONGEST_DELAY_MS, type Hazard } from "./hazards";
import type { World } from "./world";

/** Gives the emulator the faults of a hazard. */
export async function arm(
  { emulator }: World,
  { faults, interruption }: Hazard,
): Promise<void> {
  await emulator.forgetCalls();
  if (interruption?.held) {
    const { cloud, action } = interruption;
    const ms = LONGEST_DELAY_MS;
    await emulator.fault({ cloud, action, kind: "delay", count: 1, ms });
  }
  for (const fault of faults) await emulator.fault(fault);
}

/** Ends the faults, and counts which of them have hit. */
export async function disarm(
  { emulator, tally }: World,
  { faults }: Hazard,
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
    if (hits > 0) tally.hit(kind, hits);
  }
}
