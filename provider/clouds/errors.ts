import type { CloudName } from "../model/types";

/**
 * What the program above this layer has its own words for: commands, options, and names of settings. A text of this
 * layer holds such a word's term, in brackets, and that program replaces it before users see the text.
 */
export type Term =
  /** The command that brings resources to what the program declares. */
  | "apply"
  /** The same for fewer resources at a time. */
  | "apply fewer"
  /** The command that compares the state with the cloud. */
  | "refresh"
  /** The option that gives a resource more time. */
  | "more time"
  /** The option that guards a resource against deletion. */
  | "guard"
  /** One of this layer's settings, by its key. */
  | `setting ${string}`
  /** How to configure two settings, the second of which is a secret. */
  | `configure ${string} ${string}`;

export function term(name: Term): string {
  return `⟦${name}⟧`;
}

export function setting(key: string): string {
  return term(`setting ${key}`);
}

/** A text with each term replaced; `words` gives undefined for what is no term. */
export function withTerms(
  text: string,
  words: (name: string) => string | undefined,
): string {
  return text.replace(
    /⟦([^⟦⟧]+)⟧/g,
    (whole, name: string) => words(name) ?? whole,
  );
}

/**
 * What a cloud's error means to the caller, whatever its code. Each cloud's codes are mapped in its own table.
 * `unknownOutcome` may have had an effect, `uncertain` tells that this could not be found out; the others had none.
 */
export type ErrorKind =
  | "notFound"
  | "invalid"
  | "state"
  | "aliasTaken"
  | "quota"
  | "denied"
  | "unauthenticated"
  | "throttled"
  | "unavailable"
  | "unsupported"
  | "inUse"
  | "protected"
  /** The request may have been carried out: time-out, cut connection, 5xx, a proxy's page. */
  | "unknownOutcome"
  /** As above for CreateKey, after looking for the key: whether a key was made, or which, is unknown. */
  | "uncertain"
  /** The credentials belong to another account than the key. */
  | "accountMismatch"
  | "cancelled"
  | "deadline";

export interface CloudErrorFields {
  kind: ErrorKind;
  cloud: CloudName;
  action: string;
  /** The vendor's code, e.g. `Forbidden.KeyNotFound`; absent where no reply came. */
  code?: string;
  /** The HTTP status that the code came with. */
  status?: number;
  requestId?: string;
  region?: string;
  keyId?: string;
  /** What the user can do about it, a full sentence. */
  remedy?: string;
  /** It had no effect, and passes by itself: the call is made again until the deadline. */
  passes?: boolean;
}

/** Any failure of a cloud call. The message is one readable line with code and RequestId, and holds no secret. */
export class CloudError extends Error {
  readonly kind: ErrorKind;
  readonly cloud: CloudName;
  readonly action: string;
  readonly code?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly region?: string;
  readonly keyId?: string;
  readonly remedy?: string;
  readonly passes: boolean;
  /** Milliseconds from sending the request to this failure; set by Calls, which knows it. */
  lastedMs = 0;

  constructor(detail: string, fields: CloudErrorFields) {
    super(describe(detail, fields));
    this.name = "CloudError";
    this.kind = fields.kind;
    this.cloud = fields.cloud;
    this.action = fields.action;
    this.code = fields.code;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.region = fields.region;
    this.keyId = fields.keyId;
    this.remedy = fields.remedy;
    this.passes = fields.passes ?? false;
  }
}

function describe(detail: string, fields: CloudErrorFields): string {
  const where = [fields.keyId && `key ${fields.keyId}`, fields.region]
    .filter(Boolean)
    .join(" in ");
  const facts = [
    fields.code && `code ${fields.code}`,
    fields.requestId && `RequestId ${fields.requestId}`,
  ]
    .filter(Boolean)
    .join(", ");
  return (
    `${fields.cloud} ${fields.action}${where && ` (${where})`}: ${detail.trim().replace(/\.$/, "")}` +
    `${facts && ` [${facts}]`}.${fields.remedy ? ` ${fields.remedy}` : ""}`
  );
}

export function isKind(
  error: unknown,
  ...kinds: ErrorKind[]
): error is CloudError {
  return error instanceof CloudError && kinds.includes(error.kind);
}
