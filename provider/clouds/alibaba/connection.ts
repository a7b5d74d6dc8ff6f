import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import Sdk from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import RpcUtil from "@alicloud/rpc-util";
import { RuntimeOptions } from "@alicloud/tea-util";
import { nameOf, type Endpoint } from "../common/http/network";
import { jsonObjectIn } from "../common/text";
import { exchange } from "../common/http/transport";
import {
  ErrorReply,
  hasRequestId,
  StatusError,
} from "../common/replies/treatment";

/** A set that belongs together: it is never put together from two sessions. */
export interface AccessKey {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}

export interface ApiRequest {
  action: string;
  /** Of the API: KMS and STS differ. */
  version: string;
  /** Undefined members are left out. */
  parameters: Parameters;
  timeoutMs: number;
}

export type Parameters = Readonly<
  Record<string, string | number | boolean | undefined>
>;

type Json = Record<string, unknown>;

/** Where a caller of the SDK's own methods names none. */
const TIMEOUT_MS = 30_000;

/** For the few actions that nobody signs. */
const ANONYMOUS: AccessKey = { accessKeyId: "-", accessKeySecret: "-" };

/**
 * The vendor's client for one endpoint and one snapshot of credentials. Its `doRequest`, which every action goes
 * through, is our own, since the SDK's (docs/clouds/alibaba.md#sdk-for-node) loses the reply's code and status, asks
 * for the credentials three times, knows no proxy, and puts all parameters into the URL, whose length servers limit and
 * which proxies log.
 */
export class RpcClient extends Sdk {
  readonly accessKey: AccessKey | undefined;
  readonly #target: Endpoint;
  readonly #agent: Agent;

  constructor(
    endpoint: Endpoint,
    agent: Agent,
    accessKey: AccessKey | undefined,
  ) {
    super(
      new Config({
        ...(accessKey ?? ANONYMOUS),
        endpoint: endpoint.host,
        protocol: endpoint.protocol,
        userAgent: "pulumi-cmk",
      }),
    );
    this.accessKey = accessKey;
    this.#target = endpoint;
    this.#agent = agent;
  }

  /** Any action, those included that the SDK has no method for. Throws ErrorReply or NoReply. */
  async send(request: ApiRequest): Promise<Json> {
    const { action, version, parameters, timeoutMs } = request;
    return this.doRequest(
      action,
      this.#target.protocol,
      "POST",
      version,
      this.accessKey ? "AK" : "Anonymous",
      {},
      parameters,
      new RuntimeOptions({ readTimeout: timeoutMs }),
    );
  }

  override async doRequest(
    action: string,
    _protocol: string,
    method: string,
    version: string,
    authType: string,
    query: Json | null,
    body: Json | null,
    runtime: RuntimeOptions,
  ): Promise<Json> {
    const parameters = {
      ...present({ ...query, ...body }),
      Action: action,
      Version: version,
      Format: "JSON",
      Timestamp: RpcUtil.getTimestamp(),
      SignatureNonce: randomUUID(),
    };
    const { status, text } = await exchange({
      endpoint: this.#target,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": this.getUserAgent(),
        "x-acs-action": action,
        "x-acs-version": version,
      },
      method,
      body: new URLSearchParams(
        authType === "Anonymous" ? parameters : this.#sign(parameters, method),
      ).toString(),
      agent: this.#agent,
      timeoutMs: runtime.readTimeout ?? TIMEOUT_MS,
    });
    const reply = jsonObjectIn(text);
    if (reply && status >= 200 && status < 300 && hasRequestId(reply))
      return reply;
    const { Code: code, Message: message, RequestId: requestId } = reply ?? {};
    throw (
      ErrorReply.of({ code, message, requestId }, status) ??
      new StatusError(status, nameOf(this.#target))
    );
  }

  #sign(
    parameters: Record<string, string>,
    method: string,
  ): Record<string, string> {
    const { accessKeyId, accessKeySecret, securityToken } =
      this.accessKey ?? ANONYMOUS;
    const all = {
      ...parameters,
      ...(securityToken ? { SecurityToken: securityToken } : {}),
      AccessKeyId: accessKeyId,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
    };
    const Signature = RpcUtil.getSignatureV1(all, method, accessKeySecret);
    return { ...all, Signature };
  }
}

/** As the SDK's own helper would send them, but for absent values, which it turns into empty ones. */
function present(parameters: Json): Record<string, string> {
  return RpcUtil.query(
    Object.fromEntries(
      Object.entries(parameters).filter(
        ([, value]) => value !== undefined && value !== null,
      ),
    ),
  );
}
