import {
  createHash,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  randomUUID,
  type RsaPrivateKey,
} from "node:crypto";
import { createAccounts } from "../core/accounts";
import { createClock } from "../core/clock";
import type {
  Account,
  CloudEmulator,
  Services,
  WireReply,
  WireRequest,
} from "../core/contract";
import { MemoryStore } from "../core/state/store";
import { SwitchSettings, type SwitchValue } from "../core/switches";
import { createAlibaba } from "./index";
import { SWITCHES } from "./switches";
import { canonicalQuery } from "./wire/percent";
import { signV1 } from "./wire/signature-v1";
import { signV3 } from "./wire/signature-v3";

export const OWNER: Account = {
  accessKeyId: "emulator",
  accessKeySecret: "emulator-secret",
  account: "100000000001",
};

/** Another account. */
export const STRANGER: Account = {
  accessKeyId: "stranger",
  accessKeySecret: "strangers-secret",
  account: "200000000002",
};

export type Parameters = Record<string, string | number | boolean>;

export interface CallOptions {
  as?: Account;
  region?: string;
  version?: string;
  /** Default: V1 in a POST form. */
  wire?: "v1-get" | "v1-post" | "v3-query" | "v3-form";
  /** Changes the request before it is signed. */
  with?: Partial<WireRequest>;
}

type Texts = Record<string, string>;

/** Every field that some reply has: each test reads those that its action answers. */
export interface Body {
  RequestId: string;
  HostId: string;
  Code: string;
  Message: string;
  TotalCount: number;
  PageNumber: number;
  PageSize: number;
  KeyMetadata: Texts & { KeyId: string };
  Keys: { Key: { KeyId: string; KeyArn: string }[] };
  KeyVersion: Texts & { KeyVersionId: string };
  KeyVersions: { KeyVersion: (Texts & { KeyVersionId: string })[] };
  Aliases: { Alias: Texts[] };
  Tags: { Tag: Texts[] };
  TagResources: { TagResource: Texts[] };
  NextToken: string;
  Policy: string;
  KeyId: string;
  KeyVersionId: string;
  ImportToken: string;
  PublicKey: string;
  TokenExpireTime: string;
  Plaintext: string;
  CiphertextBlob: string;
  Regions: { Region: { RegionId: string }[] };
  KmsInstance: Texts;
  KmsInstances: { KmsInstance: Texts[] };
  DefaultKmsInstanceId: string;
  AccountStatus: string;
  AccountId: string;
  Arn: string;
  AssumedRoleUser: { Arn: string; AssumedRoleId: string };
  Credentials: {
    AccessKeyId: string;
    AccessKeySecret: string;
    SecurityToken: string;
    Expiration: string;
  };
}

export interface Answer {
  status: number;
  body: Body;
}

/** The emulated cloud without a server, on the core's own services. */
export class TestCloud {
  readonly services: Services;
  readonly emulator: CloudEmulator;
  private readonly switches = new SwitchSettings(SWITCHES);

  constructor(switches: Record<string, SwitchValue> = {}) {
    const store = new MemoryStore();
    const clock = createClock(store);
    const accounts = createAccounts(store, clock);
    accounts.add(STRANGER);
    this.switches.set(switches);
    this.services = {
      store,
      clock,
      accounts,
      switches: this.switches,
      takeFault: () => undefined,
    };
    this.emulator = createAlibaba(this.services);
  }

  set(name: string, value: SwitchValue): void {
    this.switches.set({ [name]: value });
  }

  advance(time: { days?: number; seconds?: number }): void {
    const { days = 0, seconds = 0 } = time;
    this.services.clock.advance(days * 86_400 + seconds);
  }

  async call(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    const reply = await this.emulator.handle(
      signedRequest(action, parameters, options),
    );
    return answerOf(reply);
  }

  /** The reply's body; fails the test on any status but 200. */
  async ok(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<Body> {
    const { status, body } = await this.call(action, parameters, options);
    if (status !== 200)
      throw new Error(`${action}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The status and code of a reply, as `404 Forbidden.KeyNotFound`; `200` for a success. */
  async outcome(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<string> {
    const { status, body } = await this.call(action, parameters, options);
    return status === 200 ? "200" : `${status} ${body.Code}`;
  }

  /** A new key's id. */
  async createKey(
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<string> {
    const { KeyMetadata } = await this.ok("CreateKey", parameters, options);
    return KeyMetadata.KeyId;
  }

  async describe(
    keyId: string,
    options: CallOptions = {},
  ): Promise<Body["KeyMetadata"]> {
    const body = await this.ok("DescribeKey", { KeyId: keyId }, options);
    return body.KeyMetadata;
  }
}

/**
 * Imports material into an EXTERNAL key.
 *
 * @returns the request of ImportKeyMaterial, which may be sent again
 */
export async function importMaterial(
  cloud: TestCloud,
  keyId: string,
  { material = randomBytes(32), expires = 0 } = {},
): Promise<Parameters> {
  const { ImportToken, PublicKey } = await cloud.ok("GetParametersForImport", {
    KeyId: keyId,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  const parameters = {
    KeyId: keyId,
    EncryptedKeyMaterial: wrap(PublicKey, material).toString("base64"),
    ImportToken,
    KeyMaterialExpireUnix: expires,
  };
  await cloud.ok("ImportKeyMaterial", parameters);
  return parameters;
}

export function wrap(
  publicKey: string,
  material: Buffer,
  options: Omit<RsaPrivateKey, "key"> = { oaepHash: "sha256" },
): Buffer {
  const key = createPublicKey({
    key: Buffer.from(publicKey, "base64"),
    type: "spki",
    format: "der",
  });
  return publicEncrypt({ ...options, key }, material);
}

export function answerOf(reply: WireReply): Answer {
  return { status: reply.status, body: JSON.parse(reply.body) as Body };
}

export function request(changes: Partial<WireRequest> = {}): WireRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers: { host: "127.0.0.1" },
    body: Buffer.alloc(0),
    alibabaRegion: "cn-hangzhou",
    mainPort: true,
    ...changes,
  };
}

export function nowText(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** A well-signed request of any of the four forms in which clients speak. */
export function signedRequest(
  action: string,
  parameters: Parameters = {},
  options: CallOptions = {},
): WireRequest {
  const { wire = "v1-post", region = "cn-hangzhou" } = options;
  const plain = request({ alibabaRegion: region, ...options.with });
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
  { as = OWNER, version = "2016-01-20", wire }: CallOptions,
): WireRequest {
  const method = wire === "v1-get" ? "GET" : "POST";
  const parameters = new Map([
    ["Action", action],
    ["Version", version],
    ["AccessKeyId", as.accessKeyId],
    ["SignatureMethod", "HMAC-SHA1"],
    ["SignatureVersion", "1.0"],
    ["SignatureNonce", randomUUID()],
    ["Timestamp", nowText()],
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
  { as = OWNER, version = "2016-01-20", wire }: CallOptions,
): WireRequest {
  const inForm = wire === "v3-form";
  const text = canonicalQuery(business);
  const body = inForm ? Buffer.from(text) : plain.body;
  const headers: WireRequest["headers"] = {
    ...plain.headers,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": nowText(),
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
