import { commaList, namesId } from "../../core/comma-list";
import type { Switches } from "../../core/contract";
import { ApiError, type ErrorCode } from "../errors";
import { INSTANCE_KINDS, type InstanceKind } from "../tables/places";

export interface Instance {
  id: string;
  kind: InstanceKind;
  status: string;
}

/** What a management call on an instance that isn't Connected answers (docs/clouds/alibaba.md#errors). */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  Uninitialized: "Rejected.Uninitialized",
  Connecting: "Forbidden.DKMSInstanceStateInvalid",
  Disconnected: "Forbidden.DKMSInstanceStateInvalid",
  Error: "Forbidden.DKMSInstanceStateInvalid",
  InUpgrade: "Forbidden.KMSInstanceInUpgrade",
};

export const INSTANCE_STATUSES = ["Connected", ...Object.keys(REFUSALS)];

/** The instances that the switch `alibaba.instances` names; an id may be a pattern that ends in `*`. */
export function listInstances(switches: Switches): Instance[] {
  return commaList(switches.get<string>("alibaba.instances")).map((entry) => {
    const [id = "", kind, status = "Connected"] = entry.split(":");
    return { id, kind: kindOf(kind), status };
  });
}

function kindOf(text: string | undefined): InstanceKind {
  return INSTANCE_KINDS.find((kind) => kind === text) ?? "unknown";
}

export function findInstance(
  switches: Switches,
  id: string,
): Instance | undefined {
  const instance = listInstances(switches).find(({ id: pattern }) =>
    namesId(pattern, id),
  );
  return instance && { ...instance, id };
}

/** The instance, if it is known and Connected. */
export function usableInstance(switches: Switches, id: string): Instance {
  const instance = findInstance(switches, id);
  if (instance === undefined)
    throw ApiError.of("Forbidden.DKMSInstanceNotFound");
  const refusal = REFUSALS[instance.status];
  if (refusal !== undefined) throw ApiError.of(refusal);
  return instance;
}
