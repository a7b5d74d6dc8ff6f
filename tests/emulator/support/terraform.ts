import { randomUUID } from "node:crypto";
import { signV1 } from "../../../emulator/alibaba/wire/signature-v1";
import { encode } from "../../../emulator/alibaba/wire/percent";
import { signed } from "../../../emulator/testing/tencent/requests";
import { exchange } from "./http";

/**
 * Requests in the form in which Terraform's two providers send them: taken down from the vendors' Go clients that they
 * are built on (tea-rpc 1.3.3, tencentcloud-sdk-go 1.0.563), with the settings that the providers give these.
 */
export interface TerraformReply {
  status: number;
  /** Without the RequestId. */
  body: Record<string, unknown>;
}

/** Go's form of a query: names in order, a space as a plus sign. */
function goQuery(values: ReadonlyMap<string, string>): string {
  const pairs = [...values].map(
    ([name, value]) => `${encode(name)}=${encode(value)}`,
  );
  return pairs.sort().join("&").replaceAll("%20", "+");
}

/** Alicloud's RpcPost: V1, the common parameters in the query and the action's own in a form. */
export async function alicloud(
  url: string,
  action: string,
  parameters: Record<string, string | number | boolean>,
  version = "2016-01-20",
): Promise<TerraformReply> {
  const own = new Map(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  const common = new Map([
    ["AccessKeyId", "emulator"],
    ["Action", action],
    ["Format", "json"],
    ["SignatureMethod", "HMAC-SHA1"],
    ["SignatureNonce", randomUUID().replaceAll("-", "")],
    ["SignatureVersion", "1.0"],
    ["Timestamp", new Date().toISOString().replace(/\.\d+Z$/, "Z")],
    ["Version", version],
  ]);
  const all = new Map([...common, ...own]);
  const { signature } = signV1("POST", all, "emulator-secret");
  const { status, text } = await exchange(url, {
    method: "POST",
    path: "/",
    query: goQuery(common.set("Signature", signature)),
    headers: {
      host: new URL(url).host,
      "user-agent":
        "AlibabaCloud (linux; amd64) Golang/1.24.2 Core/0.01 TeaDSL/1 Terraform/1.9.0 Provider/1.290.0",
      "content-type": "application/x-www-form-urlencoded",
      "x-acs-action": action,
      "x-acs-version": version,
      "accept-encoding": "gzip",
    },
    body: Buffer.from(goQuery(own)),
  });
  const { RequestId, ...body } = JSON.parse(text) as Record<string, unknown>;
  expect(RequestId).toEqual(expect.any(String));
  return { status, body };
}

/** Tencentcloud's clients: TC3 over content-type and host, with the Go SDK's further headers. */
export async function tencentcloud(
  url: string,
  service: "kms" | "tag" | "sts",
  action: string,
  parameters: object,
): Promise<TerraformReply> {
  const request = signed({
    service,
    action,
    body: JSON.stringify(parameters),
    region: "ap-guangzhou",
    host: new URL(url).host,
    now: Math.floor(Date.now() / 1000),
    signedHeaders: ["content-type", "host"],
  });
  const { status, text } = await exchange(url, {
    ...request,
    headers: {
      ...request.headers,
      "user-agent": "Go-http-client/1.1",
      "x-tc-language": "en-US",
      "x-tc-requestclient": "Terraform-1.83.25",
      "accept-encoding": "gzip",
    },
  });
  const { RequestId, ...body } = (
    JSON.parse(text) as { Response: Record<string, unknown> }
  ).Response;
  expect(RequestId).toEqual(expect.any(String));
  return { status, body };
}
