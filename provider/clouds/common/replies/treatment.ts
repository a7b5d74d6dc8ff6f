import type { CloudName } from "../../../model/types";
import type { Where } from "../../calls";
import {
  CloudError,
  term,
  type CloudErrorFields,
  type ErrorKind,
} from "../../errors";
import { networkFailure } from "../http/network";
import type { JsonObject } from "../text";

/** What an error code means, and what the user can do about it. */
export interface Treatment {
  kind: ErrorKind;
  /** A full sentence; without one, that of the kind. */
  remedy?: string | ((where: Where, reply: ReplyText) => string);
  /** Replaces the cloud's message, which quotes the signed request, and with it the security token. */
  detail?: string;
  /** Refused for some minutes only: the call is made again until the deadline. */
  passes?: boolean;
}

/** What the user can do where a code has no remedy of its own. */
export const REMEDIES: Readonly<Record<ErrorKind, string>> = {
  invalid: "Correct the input that the message names.",
  unsupported:
    "Don't use this feature, or use a region or edition that supports it.",
  notFound: `Check the id. ${term("refresh")} removes a key that is gone from the state.`,
  state: `${term("refresh")} shows the key's state.`,
  aliasTaken: "Take the alias off that key, or choose another one.",
  quota: "Raise the quota, or delete what is no longer needed.",
  denied: "Allow the action in a policy of the user or role.",
  unauthenticated: "Check the credentials, or where they come from.",
  throttled: `Run the command again, with fewer keys at a time: ${term("apply fewer")}.`,
  unavailable: "Run the command again later.",
  inUse: "Stop using the key in that product first.",
  protected: `Run ${term("apply")} with \`deletionProtection: false\` first.`,
  unknownOutcome: "Run the command again; it continues where this one stopped.",
  uncertain: `Run that command; import or delete what it lists before the next ${term("apply")}.`,
  accountMismatch: "Use credentials of the key's account.",
  cancelled: "Run the command again; it does what is left.",
  deadline: `Run the command again, or allow more time with ${term("more time")}.`,
};

export function remedyOf(
  { kind, remedy }: Treatment,
  where: Where,
  reply: ReplyText = { code: "", detail: "" },
): string {
  if (remedy === undefined) return REMEDIES[kind];
  return typeof remedy === "string" ? remedy : remedy(where, reply);
}

/** An error reply in the cloud's own form. */
export class ErrorReply extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly requestId?: string,
  ) {
    super(code);
    this.name = "ErrorReply";
  }

  /** Undefined where these are no members of an error reply. */
  static of(
    members: { code: unknown; message: unknown; requestId: unknown },
    status: number,
  ): ErrorReply | undefined {
    const { code, message, requestId } = members;
    if (typeof code !== "string" || code === "") return undefined;
    return new ErrorReply(
      code,
      typeof message === "string" ? message : "",
      status,
      typeof requestId === "string" ? requestId : undefined,
    );
  }
}

/** What the cloud said. */
export type ReplyText = Pick<ErrorReply, "code" | "detail">;

/** How one cloud's error replies are read. */
export interface ReplyReading {
  treatmentOf: (code: string, status: number) => Treatment;
  /** The cloud's own text, as far as it may be shown. */
  shown: (detail: string) => string;
}

/** What a failure comes to, wherever it happened. */
export type Diagnosis = Pick<
  CloudErrorFields,
  "kind" | "code" | "status" | "requestId" | "remedy" | "passes"
> & {
  /** One line without secrets. */
  detail: string;
};

export function diagnose(
  error: unknown,
  where: Where,
  { treatmentOf, shown }: ReplyReading,
): Diagnosis {
  if (error instanceof ErrorReply) {
    const { code, requestId, status } = error;
    const treatment = treatmentOf(code, status);
    const { kind, passes, detail = shown(error.detail) } = treatment;
    const remedy = remedyOf(treatment, where, error);
    return { kind, passes, detail, code, status, requestId, remedy };
  }
  const failure =
    error instanceof StatusError
      ? failureOfPage(error, where)
      : networkFailure(error);
  return inDoubt(failure, where)
    ? { ...failure, kind: "unknownOutcome" }
    : failure;
}

/**
 * Whoever answered in the cloud's place most likely refused the request, but may also have refused the cloud's answer to it,
 * as proxies do that look into answers. That doubt counts where a second sending could make a second key.
 */
function inDoubt(
  { isForeign = false, kind }: Diagnosis & { isForeign?: boolean },
  { retry }: Where,
): boolean {
  return isForeign && retry === "never" && kind !== "throttled";
}

function failureOfPage(error: StatusError, where: Where) {
  const page = treatmentOfPage(error);
  const { kind, detail } = page;
  return { kind, detail, remedy: remedyOf(page, where), isForeign: true };
}

/** Any failure of a call as ours; a CloudError stays what it is. */
export function classifyFor(
  cloud: CloudName,
  reading: ReplyReading,
): (error: unknown, where: Where) => CloudError {
  return (error, where) => {
    if (error instanceof CloudError) return error;
    const { detail, ...diagnosis } = diagnose(error, where, reading);
    const { action, region, keyId } = where;
    const fields = { ...diagnosis, cloud, action, region, keyId };
    return new CloudError(detail, fields);
  };
}

/** Whether a reply is the cloud's: each one that reports success has the request's id, also where it has nothing else. */
export function hasRequestId({ RequestId: id }: JsonObject): boolean {
  return typeof id === "string" && id !== "";
}

/** An answer that is not in the cloud's form, but a proxy's page, say. */
export class StatusError extends Error {
  /** `server`: by name, for messages. */
  constructor(
    readonly status: number,
    readonly server = "the server",
  ) {
    super(`HTTP ${status}`);
    this.name = "StatusError";
  }
}

/**
 * What an HTTP status says of the request by itself, where no table knows the code; undefined for a mere "no". Never
 * `notFound`: 404 is also a wrong endpoint or an unknown access key, and would take a living key out of the state.
 */
export function kindOfStatus(status: number): ErrorKind | undefined {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  const refused = status >= 400 && status < 500 && status !== 408;
  return refused ? undefined : "unknownOutcome";
}

/** Whether the status tells more than what a code's family or name suggests: too many requests, or a failed server. */
export function outranksFamily(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** What stands before the cloud refuses requests with 4xx; it may have passed on those that end otherwise. */
export function treatmentOfPage({ status, server }: StatusError): Treatment & {
  detail: string;
} {
  const detail =
    status >= 200 && status < 300
      ? `${server} sent an answer that is not the cloud's JSON; it may be a proxy's page`
      : `HTTP status ${status} came from ${server} instead of the cloud's answer, perhaps from a proxy`;
  const kind = kindOfStatus(status) ?? "unavailable";
  const remedy =
    kind === "denied" || kind === "unavailable"
      ? "Check the endpoint settings, and any proxy in between."
      : undefined;
  return { kind, detail, remedy };
}
