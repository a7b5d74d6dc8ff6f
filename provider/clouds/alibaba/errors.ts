import {
  classifyFor,
  ErrorReply,
  kindOfStatus,
  outranksFamily,
  type Treatment,
} from "../common/replies/treatment";
import { CODES, FAMILIES } from "./codes";

/** Any failure of a call as ours. */
export const classify = classifyFor("alibaba", {
  treatmentOf,
  shown: oneLine,
});

/** Temporary credentials that the cloud has forgotten, or that ran out on the way. */
export function isExpired(error: unknown): boolean {
  return error instanceof ErrorReply && EXPIRED.includes(error.code);
}

const EXPIRED = ["InvalidSecurityToken.Expired", "InvalidAccessKeyId.NotFound"];

/**
 * By code, else by an HTTP status that tells, else by what the code's name gives away. A code that says that it is
 * throttling is no failure of the server, whatever the status.
 */
export function treatmentOf(code: string, status: number): Treatment {
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
