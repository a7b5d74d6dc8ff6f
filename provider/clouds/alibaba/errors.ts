import type { Where } from "../calls";
import { CloudError } from "../errors";
import { networkFailure, NoReply } from "../network";
import {
  kindOfStatus,
  outranksFamily,
  remedyOf,
  StatusError,
  treatmentOfPage,
  type Treatment,
} from "../treatment";
import { CODES, FAMILIES } from "./codes";

/** An error reply in the cloud's own form. */
export class ErrorReply extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly requestId?: string,
  ) {
    super(code);
  }
}

export { NoReply };

/** Any failure of a call as ours. */
export function classify(error: unknown, where: Where): CloudError {
  if (error instanceof CloudError) return error;
  if (error instanceof ErrorReply) return fromReply(error, where);
  if (error instanceof StatusError) {
    const page = treatmentOfPage(error);
    const { kind, detail } = page;
    const remedy = remedyOf(page, where);
    return new CloudError(detail, { ...where, kind, remedy, cloud: "alibaba" });
  }
  const { kind, detail, remedy } = networkFailure(error);
  return new CloudError(detail, { ...where, kind, remedy, cloud: "alibaba" });
}

/** Temporary credentials that the cloud has forgotten, or that ran out on the way. */
export function isExpired(error: unknown): boolean {
  return (
    error instanceof ErrorReply &&
    (error.code === "InvalidSecurityToken.Expired" ||
      error.code === "InvalidAccessKeyId.NotFound")
  );
}

function fromReply(reply: ErrorReply, where: Where): CloudError {
  const treatment = treatmentOf(reply);
  const { kind, detail, passes } = treatment;
  return new CloudError(detail ?? oneLine(reply.detail), {
    ...where,
    kind,
    passes,
    cloud: "alibaba",
    code: reply.code,
    requestId: reply.requestId,
    remedy: remedyOf(treatment, where, reply),
  });
}

/**
 * By code, else by an HTTP status that tells, else by what the code's name gives away. A code that says that it is
 * throttling is no failure of the server, whatever the status.
 */
export function treatmentOf({
  code,
  status,
}: Pick<ErrorReply, "code" | "status">): Treatment {
  const own = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (own) return own;
  const family = FAMILIES.find(([pattern]) => pattern.test(code))?.[1];
  const ofStatus = kindOfStatus(status);
  if (ofStatus && outranksFamily(status) && family?.kind !== "throttled")
    return { kind: ofStatus };
  return family ?? { kind: ofStatus ?? "invalid" };
}

const LONGEST_DETAIL = 300;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "refused without a reason";
  return line.length > LONGEST_DETAIL
    ? `${line.slice(0, LONGEST_DETAIL)}…`
    : line;
}
