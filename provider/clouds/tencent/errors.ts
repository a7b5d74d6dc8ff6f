import {
  classifyFor,
  diagnose as diagnoseBy,
  ErrorReply,
  kindOfStatus,
  outranksFamily,
  type Diagnosis,
  type ReplyReading,
  type Treatment,
} from "../common/replies/treatment";
import type { Where } from "../calls";
import { CODES } from "./codes";

const READING: ReplyReading = { treatmentOf, shown: scrub };

/** Any failure of a call as ours. */
export const classify = classifyFor("tencent", READING);

export function diagnose(error: unknown, where: Where): Diagnosis {
  return diagnoseBy(error, where, READING);
}

/** Refusals that other credentials may get over: expired, or replaced in mid-run. */
export function isExpired(error: unknown): boolean {
  return error instanceof ErrorReply && EXPIRED.includes(error.code);
}

const EXPIRED = [
  "AuthFailure.TokenFailure",
  "AuthFailure.SecretIdNotFound",
  "AuthFailure.InvalidSecretId",
];

/**
 * By code, else by an HTTP status that tells, else by what the code begins with. Codes come with HTTP 200 as a rule; one
 * that is new to us then leaves open whether the request had an effect.
 */
export function treatmentOf(code: string, status = 200): Treatment {
  const own = rowOf(code);
  if (own) return own;
  if (!outranksFamily(status))
    for (let name = code; name.includes(".");) {
      name = name.slice(0, name.lastIndexOf("."));
      const row = rowOf(name);
      if (row) return row;
    }
  return { kind: kindOfStatus(status) ?? "invalid" };
}

function rowOf(code: string): Treatment | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined;
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
