import type { WireRequest } from "../../core/contract";
import {
  canonicalRequest,
  sha256Hex,
  sign,
  stringToSign,
  utcDate,
} from "../../tencent/wire/signature";

export interface Credentials {
  secretId: string;
  secretKey: string;
  token?: string;
}

export interface CallOptions {
  region?: string;
  credentials?: Credentials;
}

export interface SignedParts extends CallOptions {
  service: string;
  action: string;
  body: string | Buffer;
  /** Unix seconds. */
  now: number;
  version?: string;
  host?: string;
  contentType?: string;
  /** Default content-type;host;x-tc-action. */
  signedHeaders?: string[];
}

const VERSIONS: Readonly<Record<string, string>> = {
  kms: "2019-01-18",
  tag: "2018-08-13",
  sts: "2018-08-13",
};

/** A request as a client sends it. */
export function signed(parts: SignedParts): WireRequest {
  const { service, now } = parts;
  const body = Buffer.isBuffer(parts.body)
    ? parts.body
    : Buffer.from(parts.body);
  const credentials = parts.credentials ?? {
    secretId: "emulator",
    secretKey: "emulator-secret",
  };
  const headers: Record<string, string> = {
    host: parts.host ?? `${service}.tencentcloudapi.com`,
    "content-type": parts.contentType ?? "application/json",
    "x-tc-action": parts.action,
    "x-tc-version": parts.version ?? VERSIONS[service] ?? "2019-01-18",
    "x-tc-timestamp": String(now),
    "x-tc-region": parts.region ?? "ap-guangzhou",
  };
  if (credentials.token) headers["x-tc-token"] = credentials.token;
  const names = parts.signedHeaders ?? ["content-type", "host", "x-tc-action"];
  const canonical = canonicalRequest({
    method: "POST",
    path: "/",
    query: "",
    headers: names.map((name) => [name, (headers[name] ?? "").toLowerCase()]),
    payloadHash: sha256Hex(body),
  });
  const scope = { date: utcDate(now), service, timestamp: now };
  const signature = sign(
    credentials.secretKey,
    scope,
    stringToSign(scope, canonical),
  );
  headers["authorization"] =
    `TC3-HMAC-SHA256 Credential=${credentials.secretId}/${scope.date}/${service}/tc3_request, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return wire(headers, body);
}

export function wire(
  headers: Record<string, string>,
  body: Buffer,
): WireRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers,
    body,
    portRegions: {},
    mainPort: true,
  };
}
