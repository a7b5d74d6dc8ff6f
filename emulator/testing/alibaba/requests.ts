import { createHash, randomUUID } from "node:crypto";
import type { Account, WireRequest } from "../../core/contract";
import { canonicalQuery } from "../../alibaba/wire/percent";
import { signV1 } from "../../alibaba/wire/signature-v1";
import { signV3 } from "../../alibaba/wire/signature-v3";

export const OWNER: Account = {
  accessKeyId: "emulator",
  accessKeySecret: "emulator-secret",
  account: "100000000001",
};

/** Another account. */
export const OTHER_ACCOUNT: Account = {
  accessKeyId: "stranger",
  accessKeySecret: "strangers-secret",
  account: "200000000002",
};

export type Parameters = Record<string, string | number | boolean>;

export interface CallOptions {
  as?: Account;
  region?: string;
  version?: string;
  /** When it was signed; default now. */
  at?: Date;
  /** Default: V1 in a POST form. */
  wire?: "v1-get" | "v1-post" | "v3-query" | "v3-form";
  /** Changes the request before it is signed. */
  with?: Partial<WireRequest>;
}

export function request(changes: Partial<WireRequest> = {}): WireRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers: { host: "127.0.0.1" },
    body: Buffer.alloc(0),
    portRegions: { alibaba: "cn-hangzhou" },
    mainPort: true,
    ...changes,
  };
}

function timeText(time = new Date()): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A well-signed request of any of the four forms in which clients speak. */
export function signedRequest(
  action: string,
  parameters: Parameters = {},
  options: CallOptions = {},
): WireRequest {
  const { wire = "v1-post", region = "cn-hangzhou" } = options;
  const plain = request({ portRegions: { alibaba: region }, ...options.with });
  const texts = new Map(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  return wire.startsWith("v1")
    ? signedV1(plain, action, texts, options)
    : signedV3(plain, action, texts, options);
}

const FORM = "application/x-www-form-urlencoded";

function signedV1(
  plain: WireRequest,
  action: string,
  business: Map<string, string>,
  { as = OWNER, version = "2016-01-20", wire, at }: CallOptions,
): WireRequest {
  const method = wire === "v1-get" ? "GET" : "POST";
  const parameters = new Map([
    ["Action", action],
    ["Version", version],
    ["AccessKeyId", as.accessKeyId],
    ["SignatureMethod", "HMAC-SHA1"],
    ["SignatureVersion", "1.0"],
    ["SignatureNonce", randomUUID()],
    ["Timestamp", timeText(at)],
    ...business,
  ]);
  if (as.token !== undefined) parameters.set("SecurityToken", as.token);
  const { signature } = signV1(method, parameters, as.accessKeySecret);
  const text = canonicalQuery(parameters.set("Signature", signature));
  if (method === "GET") return { ...plain, method, query: text };
  const headers = { ...plain.headers, "content-type": FORM };
  return { ...plain, method, headers, body: Buffer.from(text) };
}

function signedV3(
  plain: WireRequest,
  action: string,
  business: Map<string, string>,
  { as = OWNER, version = "2016-01-20", wire, at }: CallOptions,
): WireRequest {
  const inForm = wire === "v3-form";
  const text = canonicalQuery(business);
  const body = inForm ? Buffer.from(text) : plain.body;
  const headers: WireRequest["headers"] = {
    ...plain.headers,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": timeText(at),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": createHash("sha256").update(body).digest("hex"),
  };
  if (inForm) headers["content-type"] = FORM;
  if (as.token !== undefined) headers["x-acs-security-token"] = as.token;
  const unsigned = { ...plain, headers, body, query: inForm ? "" : text };
  const names = Object.keys(headers);
  const query = inForm ? [] : business;
  const { signature } = signV3(unsigned, query, names, as.accessKeySecret);
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${as.accessKeyId},SignedHeaders=${names.sort().join(";")},Signature=${signature}`;
  return unsigned;
}
