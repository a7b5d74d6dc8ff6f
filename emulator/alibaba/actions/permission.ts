import { commaList } from "../../core/comma-list";
import { ApiError } from "../errors";
import type { Call } from "./action";

/** Refuses what the switch names, as RAM's policies would. */
export function checkPermission(
  call: Call,
  parameters: ReadonlyMap<string, string>,
): void {
  const denied = commaList(call.switches.get<string>("alibaba.deniedActions"));
  if (!denied.includes(call.action)) return;
  throw ApiError.of("Forbidden.NoPermission", resourceOf(call, parameters));
}

/** What RAM checks an action on: a key, or where keys and aliases are kept (docs/clouds/alibaba.md#permissions). */
export function resourceOf(
  { account, action, region }: Pick<Call, "account" | "action" | "region">,
  parameters: ReadonlyMap<string, string>,
): string {
  const id = parameters.get("KeyId") ?? "";
  if (id.startsWith("acs:")) return id;
  const prefix = `acs:kms:${region}:${account}:`;
  if (id.startsWith("alias/")) return prefix + id;
  if (id !== "") return `${prefix}key/${id}`;
  return prefix + (action === "ListAliases" ? "alias" : "key");
}
