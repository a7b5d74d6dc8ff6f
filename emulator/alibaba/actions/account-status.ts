import { ApiError, type ErrorCode } from "../errors";
import type { Call } from "./action";

/** The error of every action for an account that is not Enabled, by its status (docs/clouds/alibaba.md#errors). */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  NotEnabled: "Forbidden.KmsServiceNotEnabled",
  InDebt: "Forbidden.InDebt",
  Suspended: "Forbidden.InDebtOverdue",
};

export const ACCOUNT_STATUSES = ["Enabled", ...Object.keys(REFUSALS)];

/** These work whatever the status is. */
const ALWAYS_ALLOWED = ["DescribeAccountKmsStatus", "OpenKmsService"];

/** By the switch, unless OpenKmsService has opened the service for the account. */
export function serviceStatus(call: Call): string {
  const status = call.switches.get<string>("alibaba.accountStatus");
  const opened =
    status === "NotEnabled" && openedAccounts(call).get(call.account);
  return opened ? "Enabled" : status;
}

export function checkService(call: Call): void {
  if (ALWAYS_ALLOWED.includes(call.action)) return;
  const refusal = REFUSALS[serviceStatus(call)];
  if (refusal !== undefined) throw ApiError.of(refusal);
}

export function openService(call: Call): void {
  if (serviceStatus(call) !== "NotEnabled")
    throw ApiError.of("Forbidden.Opened");
  openedAccounts(call).put(call.account, true);
}

function openedAccounts({ store }: Call) {
  return store.collection<boolean>("alibaba.opened");
}
