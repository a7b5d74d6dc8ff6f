import { isKind } from "../clouds/errors";
import { messageOf } from "./refusals";
import { STEPS, type Journey } from "./steps";

export interface Outcome {
  /** Readable reasons of the steps that failed; the next update runs them again. */
  reasons: string[];
  /** Whether the cloud decided more than what the journey's key tells. */
  reread: boolean;
  changed: boolean;
}

/**
 * Sets what differs, whatever made it differ: a half-done create or update is mended by the next one. A failed step
 * keeps none of the others from being tried, but for Cancel and the time-out, after which nothing is begun.
 */
export async function converge(journey: Journey): Promise<Outcome> {
  const outcome: Outcome = { reasons: [], reread: false, changed: false };
  for (const step of STEPS) {
    if (!step.needed(journey)) continue;
    try {
      await step.run(journey);
      outcome.changed = true;
      outcome.reread ||= step.rereads ?? false;
    } catch (error) {
      outcome.reasons.push(`could not ${step.name}: ${messageOf(error)}`);
      outcome.reread = true;
      if (isKind(error, "cancelled", "deadline")) break;
    }
  }
  return outcome;
}
