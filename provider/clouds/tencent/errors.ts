import type { Where } from "../calls";
import { CloudError, type ErrorKind } from "../errors";
import { networkFailure } from "../network";
import { treatmentOf } from "./codes";

/** An error reply of the cloud. They come with HTTP 200 (reference 5.5). */
export class ReplyError extends Error {
  readonly code: string;
  readonly requestId?: string;

  constructor(code: string, message: string, requestId?: string) {
    super(message);
    this.name = "ReplyError";
    this.code = code;
    this.requestId = requestId;
  }
}

/** Any other HTTP status than 200: not the cloud's own answer, but that of something before it. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = "StatusError";
    this.status = status;
  }
}

export interface Diagnosis {
  kind: ErrorKind;
  /** One line without secrets. */
  detail: string;
  code?: string;
  requestId?: string;
  remedy?: string;
}

export function diagnose(error: unknown, where: Where): Diagnosis {
  if (error instanceof ReplyError) {
    const { code, requestId } = error;
    const { kind, remedy } = treatmentOf(code);
    return {
      kind,
      detail: scrub(error.message),
      code,
      requestId,
      remedy: typeof remedy === "function" ? remedy(where) : remedy,
    };
  }
  if (error instanceof StatusError) {
    const { status } = error;
    return {
      kind: statusKind(status),
      detail: `HTTP status ${status} came instead of the cloud's answer, perhaps from a proxy`,
    };
  }
  return networkFailure(error);
}

/** Whatever a call ended with, as the resource layer understands it. A CloudError stays what it is. */
export function classify(error: unknown, where: Where): CloudError {
  if (error instanceof CloudError) return error;
  const { detail, ...diagnosis } = diagnose(error, where);
  const { action, region, keyId } = where;
  return new CloudError(detail, {
    ...diagnosis,
    cloud: "tencent",
    action,
    region,
    keyId,
  });
}

/** What stands before the cloud refuses requests with 4xx; it may have passed on those that end with 408 or 5xx. */
function statusKind(status: number): ErrorKind {
  if (status === 429) return "throttled";
  const refused = status >= 400 && status < 500 && status !== 408;
  return refused ? "unavailable" : "unknownOutcome";
}

/**
 * The cloud's text without what it may echo of the request: URLs, and runs that are too long for a name. (An alias has
 * 60 characters; a signature has 64, tokens and wrapped key material hundreds.)
 */
function scrub(message: string): string {
  return message
    .replace(/https?:\/\/\S+/g, "[…]")
    .replace(/[A-Za-z0-9+/=_-]{61,}/g, "[…]");
}
