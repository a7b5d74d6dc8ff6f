import type { Where } from "../calls";
import { CloudError, type ErrorKind } from "../errors";
import { networkFailure } from "../network";
import { remedyOf, StatusError, treatmentOfPage } from "../treatment";
import { treatmentOf } from "./codes";

/** An error reply of the cloud. They come with HTTP 200, as a rule. */
export class ReplyError extends Error {
  readonly code: string;
  readonly requestId?: string;
  readonly status: number;

  constructor(code: string, message: string, requestId?: string, status = 200) {
    super(message);
    this.name = "ReplyError";
    this.code = code;
    this.requestId = requestId;
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
    const { code, requestId, status } = error;
    const treatment = treatmentOf(code, status);
    return {
      kind: treatment.kind,
      detail: scrub(error.message),
      code,
      requestId,
      remedy: remedyOf(treatment, where, { code, detail: error.message }),
    };
  }
  if (error instanceof StatusError) {
    const page = treatmentOfPage(error);
    const { kind, detail } = page;
    return { kind, detail, remedy: remedyOf(page, where) };
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

/**
 * The cloud's text without what it may echo of the request: URLs, and runs that are too long for a name. (An alias has
 * 60 characters; a signature has 64, tokens and wrapped key material hundreds.)
 */
function scrub(message: string): string {
  return message
    .replace(/https?:\/\/\S+/g, "[…]")
    .replace(/[A-Za-z0-9+/=_-]{61,}/g, "[…]");
}
