import type { DeploymentOptions } from "./deployment";
import { keyIdOf } from "./ledger";
import type { Outcome } from "./stack";

/** Two resources that a program keeps on one key of one provider, and of which its preview says nothing. */
export function untoldSharing(
  { steps, run, ending }: Outcome,
  { targets }: DeploymentOptions,
): string[] {
  // An engine that leaves resources out of a run asks no provider about them.
  if (ending !== "succeeded" || targets) return [];
  const first = new Map<string, string>();
  return steps
    .filter(({ op }) => op === "same" || op === "update")
    .flatMap(({ urn, old }) => {
      if (!old || old.external) return [];
      const place = `${old.provider} ${old.id}`;
      const other = first.get(place);
      first.set(place, urn);
      if (other === undefined || other === urn) return [];
      const parts = [keyIdOf(old.id), urn, other];
      const isTold = run.messages.some(({ text }) =>
        parts.every((part) => text.includes(part)),
      );
      return isTold
        ? []
        : [`UNTOLD: ${urn} and ${other} have one key, ${keyIdOf(old.id)}`];
    });
}
