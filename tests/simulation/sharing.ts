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
  const resources = new Map<string, Set<string>>();
  return steps
    .filter(({ op }) => op === "same" || op === "update")
    .flatMap(({ urn, old }) => {
      if (!old || old.external) return [];
      const place = `${old.provider} ${old.id}`;
      const others = new Set(resources.get(place));
      resources.set(place, new Set(others).add(urn));
      if (others.size === 0 || others.has(urn)) return [];
      const keyId = keyIdOf(old.id);
      // Of three, each is named with one of the others.
      const isTold = run.messages.some(
        ({ text }) =>
          text.includes(keyId) &&
          text.includes(urn) &&
          [...others].some((other) => text.includes(other)),
      );
      return isTold
        ? []
        : [`UNTOLD: ${urn} and ${[...others].join()} have one key, ${keyId}`];
    });
}
