import { createHash, createHmac } from "node:crypto";

/**
 * TC3-HMAC-SHA256 (docs/clouds/tencent.md#signature), calculation only; `authenticate.ts` decides what a request must
 * satisfy.
 */
export const ALGORITHM = "TC3-HMAC-SHA256";

export interface Authorization {
  secretId: string;
  /** UTC `YYYY-MM-DD`. */
  date: string;
  service: string;
  /** Lower-case names in the order that the client gave. */
  signedHeaders: string[];
  signature: string;
}

const AUTHORIZATION =
  /^TC3-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-fA-F]{64})$/;

/** Undefined if the header is not of TC3's form. */
export function parseAuthorization(text: string): Authorization | undefined {
  const [, secretId, date, service, headers, signature] =
    AUTHORIZATION.exec(text.trim()) ?? [];
  if (!secretId || !date || !service || !headers || !signature)
    return undefined;
  return {
    secretId,
    date,
    service,
    signedHeaders: headers.toLowerCase().split(";"),
    signature: signature.toLowerCase(),
  };
}

export interface CanonicalParts {
  method: string;
  path: string;
  /** Raw query without the question mark. */
  query: string;
  /** The signed headers in the order of SignedHeaders, values as they are to be signed. */
  headers: readonly (readonly [name: string, value: string])[];
  payloadHash: string;
}

export function canonicalRequest(parts: CanonicalParts): string {
  const lines = parts.headers.map(([name, value]) => `${name}:${value}\n`);
  return [
    parts.method,
    parts.path,
    parts.query,
    lines.join(""),
    parts.headers.map(([name]) => name).join(";"),
    parts.payloadHash,
  ].join("\n");
}

export interface Scope {
  /** UTC `YYYY-MM-DD`. */
  date: string;
  service: string;
  /** Unix seconds. */
  timestamp: number;
}

export function stringToSign(scope: Scope, canonical: string): string {
  return [
    ALGORITHM,
    scope.timestamp,
    `${scope.date}/${scope.service}/tc3_request`,
    sha256Hex(canonical),
  ].join("\n");
}

/** The signature in lower-case hex. */
export function sign(secretKey: string, scope: Scope, text: string): string {
  const date = hmac(`TC3${secretKey}`, scope.date);
  const service = hmac(date, scope.service);
  const signing = hmac(service, "tc3_request");
  return hmac(signing, text).toString("hex");
}

export function sha256Hex(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

export function utcDate(timestamp: number): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
