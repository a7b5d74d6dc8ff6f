import type { FaultRule } from "../../core/contract";
import type { Context } from "../context";

/** The actions that act out the fault `tag-failure`. */
export const TAG_FAILURES = [
  "CreateKey",
  "TagResources",
  "UnTagResources",
] as const;

/** Takes one hit of such a fault. */
export function tagFailure(
  { services }: Context,
  action: (typeof TAG_FAILURES)[number],
): FaultRule | undefined {
  return services.takeFault("tencent", action, "tag-failure");
}
