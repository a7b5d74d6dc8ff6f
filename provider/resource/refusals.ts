import { CloudError, type ErrorKind } from "../clouds/errors";
import { RequestError, type StatusName } from "./requests";

const STATUS: Readonly<Record<ErrorKind, StatusName>> = {
  notFound: "NOT_FOUND",
  invalid: "INVALID_ARGUMENT",
  state: "FAILED_PRECONDITION",
  aliasTaken: "ALREADY_EXISTS",
  quota: "RESOURCE_EXHAUSTED",
  denied: "PERMISSION_DENIED",
  unauthenticated: "UNAUTHENTICATED",
  throttled: "RESOURCE_EXHAUSTED",
  unavailable: "UNAVAILABLE",
  unsupported: "FAILED_PRECONDITION",
  inUse: "FAILED_PRECONDITION",
  protected: "FAILED_PRECONDITION",
  unknownOutcome: "UNAVAILABLE",
  uncertain: "ABORTED",
  accountMismatch: "FAILED_PRECONDITION",
  cancelled: "CANCELLED",
  deadline: "DEADLINE_EXCEEDED",
};

/** A cloud's failure as the refusal of a request; everything else as it is. */
export function refusalOf(error: unknown): unknown {
  return error instanceof CloudError
    ? new RequestError(STATUS[error.kind], error.message)
    : error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
