import { createHash } from "node:crypto";
import type { WireRequest } from "../../core/contract";
import {
  answerOf,
  OWNER,
  request,
  signedRequest,
  OTHER_ACCOUNT,
  TestCloud,
  type CallOptions,
} from "../../testing/alibaba";
import { checkTimestamp } from "./authenticate";
import { canonicalQuery } from "./percent";
import { signV1 } from "./signature-v1";
import { signV3 } from "./signature-v3";

const MINUTE = 60_000;

async function codeOf(cloud: TestCloud, sent: WireRequest): Promise<string> {
  const { status, body } = answerOf(await cloud.emulator.handle(sent));
  return `${status} ${body.Code ?? ""}`.trim();
}

/** A V1 GET with these parameters added, changed or (undefined) left out before it is signed. */
function v1(changes: Record<string, string | undefined> = {}): WireRequest {
  const parameters = new Map([
    ["Action", "ListKeys"],
    ["Version", "2016-01-20"],
    ["AccessKeyId", "emulator"],
    ["SignatureMethod", "HMAC-SHA1"],
    ["SignatureVersion", "1.0"],
    ["Timestamp", new Date().toISOString().slice(0, 19) + "Z"],
  ]);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  const { signature } = signV1("GET", parameters, "emulator-secret");
  parameters.set("Signature", signature);
  return request({ method: "GET", query: canonicalQuery(parameters) });
}

test.each([
  ["404 InvalidAccessKeyId.NotFound", { AccessKeyId: "nobody" }],
  ["400 MissingAccessKeyId", { AccessKeyId: undefined }],
  ["400 IncompleteSignature", { SignatureMethod: undefined }],
  ["400 InvalidParameter", { SignatureMethod: "HMAC-MD5" }],
  ["400 InvalidParameter", { SignatureVersion: "2.0" }],
  ["400 IllegalTimestamp", { Timestamp: undefined }],
  ["400 InvalidTimeStamp.Format", { Timestamp: "yesterday" }],
  ["400 InvalidTimeStamp.Format", { Timestamp: "2026-13-01T00:00:00Z" }],
  ["400 InvalidTimeStamp.Expired", { Timestamp: "2020-01-01T00:00:00Z" }],
  [
    "400 InvalidSecurityToken.MismatchWithAccessKey",
    { SecurityToken: "of nobody" },
  ],
  ["404 InvalidApi.NotFound", { Action: "CreateSecrets" }],
  ["404 InvalidApi.NotFound", { Action: "constructor" }],
  ["404 InvalidApi.NotFound", { Action: undefined }],
  ["400 InvalidVersion", { Version: "2014-01-01" }],
  ["400 InvalidVersion", { Version: undefined }],
  ["400 UnsupportedOperation", { Action: "GenerateMac" }],
  ["200", {}],
  ["200", { SecurityToken: "" }],
])("%s is the answer to a V1 request with %j", async (expected, changes) => {
  expect(await codeOf(new TestCloud(), v1(changes))).toBe(expected);
});

test.each<[string, Partial<WireRequest>]>([
  ["400 SignatureDoesNotMatch", { method: "POST" }],
  ["403 UnsupportedHTTPMethod", { method: "PUT" }],
  ["404 InvalidApi.NotFound", { path: "/keys" }],
  ["400 ParseRequestParameterException", { query: "Action=%zz" }],
  ["400 ParseRequestParameterException", { query: "Action=%ff" }],
  ["400 ParseRequestParameterException", { query: "A=1&A=1" }],
  ["400 MissingAccessKeyId", { query: "" }],
  ["400 IncompleteSignature", { query: "AccessKeyId=emulator" }],
  [
    "400 IncompleteSignature",
    { headers: { authorization: "ACS3-HMAC-SHA256 Signature=a" } },
  ],
])(
  "%s is the answer when a signed V1 request is changed to %j",
  async (expected, changes) => {
    expect(await codeOf(new TestCloud(), { ...v1(), ...changes })).toBe(
      expected,
    );
  },
);

const FORMS: CallOptions["wire"][] = [
  "v1-get",
  "v1-post",
  "v3-query",
  "v3-form",
];

test.each(FORMS)("a wrong secret fails %s", async (wire) => {
  const as = { ...OTHER_ACCOUNT, accessKeySecret: "guessed" };
  const cloud = new TestCloud();
  expect(await cloud.outcome("ListKeys", {}, { wire, as })).toBe(
    "400 SignatureDoesNotMatch",
  );
  cloud.set("alibaba.signatureMismatchStatus", 403);
  expect(await cloud.outcome("ListKeys", {}, { wire, as })).toBe(
    "403 SignatureDoesNotMatch",
  );
});

test.each(FORMS)("a replay of %s is refused", async (wire) => {
  const cloud = new TestCloud();
  const sent = signedRequest("CreateKey", { Description: "once" }, { wire });
  expect(await codeOf(cloud, sent)).toBe("200");
  expect(await codeOf(cloud, { ...sent })).toBe("400 SignatureNonceUsed");
  expect((await cloud.ok("ListKeys")).TotalCount).toBe(1);
});

test("a request that fails its signature doesn't use up its nonce", async () => {
  const cloud = new TestCloud();
  const sent = signedRequest("ListKeys", {}, { wire: "v3-query" });
  const forged = { ...sent, query: "PageSize=1" };
  expect(await codeOf(cloud, forged)).toBe("400 SignatureDoesNotMatch");
  expect(await codeOf(cloud, sent)).toBe("200");
});

test.each(["x-acs-action", "x-acs-date", "host", "x-acs-version"])(
  "a signed %s can't be changed on the way",
  async (name) => {
    const sent = signedRequest("ListKeys", {}, { wire: "v3-query" });
    const headers = { ...sent.headers };
    const later = new Date(Date.now() + MINUTE).toISOString().slice(0, 19);
    headers[name] = name === "x-acs-date" ? `${later}Z` : "other";
    expect(await codeOf(new TestCloud(), { ...sent, headers })).toBe(
      "400 SignatureDoesNotMatch",
    );
  },
);

test("a header that isn't signed may be changed on the way", async () => {
  const sent = signedRequest("ListKeys", {}, { wire: "v3-query" });
  const headers = { ...sent.headers, "user-agent": "proxy" };
  expect(await codeOf(new TestCloud(), { ...sent, headers })).toBe("200");
});

test("a changed V3 body is refused", async () => {
  const sent = signedRequest("ListKeys", {}, { wire: "v3-form" });
  const body = Buffer.from("PageSize=1");
  expect(await codeOf(new TestCloud(), { ...sent, body })).toBe(
    "400 SignatureDoesNotMatch",
  );
});

test.each<[string, string]>([
  ["200", createHash("sha256").update("PageSize=1").digest("hex")],
  ["400 SignatureDoesNotMatch", "0".repeat(64)],
  ["400 SignatureDoesNotMatch", ""],
])(
  "%s is the answer to a well-signed request that says %j is its body's hash",
  async (expected, hash) => {
    const parameters = { PageSize: 1 };
    const sent = signedRequest("ListKeys", parameters, { wire: "v3-form" });
    const headers = { ...sent.headers, "x-acs-content-sha256": hash };
    const names = Object.keys(headers).filter((name) => name.startsWith("x-"));
    const { accessKeyId, accessKeySecret } = OWNER;
    const request = { ...sent, headers };
    const { signature } = signV3(request, [], names, accessKeySecret);
    headers.authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
    expect(await codeOf(new TestCloud(), request)).toBe(expected);
  },
);

test("a plus sign in a V3 query is a space", async () => {
  const cloud = new TestCloud();
  const sent = signedRequest(
    "CreateKey",
    { Description: "a b" },
    { wire: "v3-query" },
  );
  const query = sent.query.replace("%20", "+");
  const { body } = answerOf(await cloud.emulator.handle({ ...sent, query }));
  expect(body.KeyMetadata.Description).toBe("a b");
});

test("timestamps count for 15 minutes in both directions", () => {
  const stamp = "2026-01-02T03:04:05Z";
  const time = Date.parse(stamp);
  for (const minutes of [-15, 0, 15])
    expect(() => checkTimestamp(stamp, time + minutes * MINUTE)).not.toThrow();
  for (const minutes of [-16, 16])
    expect(() => checkTimestamp(stamp, time + minutes * MINUTE)).toThrow(
      "expired",
    );
});

test("a moved emulator clock doesn't age the requests of clients", async () => {
  const cloud = new TestCloud();
  cloud.advance({ days: 400 });
  expect(await cloud.outcome("ListKeys")).toBe("200");
});

test("a limit counts an account's requests, once their signature is checked", async () => {
  const cloud = new TestCloud();
  cloud.limits.set({ cloud: "alibaba", perSecond: 0.001 });
  const list = (options: CallOptions) => cloud.outcome("ListKeys", {}, options);
  const forged = { ...OTHER_ACCOUNT, accessKeySecret: "guessed" };
  expect(await list({ as: forged })).toBe("400 SignatureDoesNotMatch");
  expect(await list({ as: OTHER_ACCOUNT })).toBe("200");
  expect(await list({ as: OTHER_ACCOUNT })).toBe("429 Rejected.Throttling");
  expect(await list({ as: OTHER_ACCOUNT, region: "eu-central-1" })).toBe("200");
  expect(await list({})).toBe("200");
});
