import type { Switches } from "../../core/contract";
import { commaList, namesId } from "../../core/comma-list";

/**
 * Whether an HSM cluster belongs to the account (docs/clouds/tencent.md#hsm-clusters), by the switch's list of ids and
 * beginnings.
 */
export function clusterAccepted(switches: Switches, id: string): boolean {
  return clusters(switches).some((known) => namesId(known, id));
}

export function clusters(switches: Switches): string[] {
  return commaList(switches.get<string>("tencent.hsmClusters"));
}
