import type { WireRequest } from "../../core/contract";
import {
  Bench,
  signed,
  START,
  UIN,
  type SignedParts,
} from "../../testing/tencent";

const bench = new Bench();

const LIST = {
  service: "kms",
  action: "ListKeys",
  body: "{}",
  now: START,
};

async function codeOf(request: WireRequest): Promise<string> {
  return (await bench.send(request)).Error?.Code ?? "ok";
}

function changed(
  parts: Partial<SignedParts>,
  headers: Record<string, string | undefined> = {},
): WireRequest {
  const request = signed({ ...LIST, ...parts });
  return { ...request, headers: { ...request.headers, ...headers } };
}

const accepted: [string, WireRequest][] = [
  ["content-type, host and x-tc-action signed", changed({})],
  [
    "content-type and host signed, as the SDKs do",
    changed({ signedHeaders: ["content-type", "host"] }),
  ],
  [
    "a charset in content-type",
    changed({ contentType: "application/json; charset=utf-8" }),
  ],
  ["a host with its port", changed({ host: "127.0.0.1:18080" })],
  [
    "a host signed without the port that is sent, as the Node SDK does",
    changed({ host: "127.0.0.1" }, { host: "127.0.0.1:18080" }),
  ],
  [
    "the first label of an address as service",
    changed({ service: "127", host: "127.0.0.1" }),
  ],
  ["a clock that is 300 s slow", changed({ now: START - 300 })],
  ["a clock that is 300 s fast", changed({ now: START + 300 })],
  ["a language", changed({}, { "x-tc-language": "zh-CN" })],
];

test.each(accepted)("%s is accepted", async (_, request) => {
  expect(await codeOf(request)).toBe("ok");
});

const refused: [string, WireRequest, string][] = [
  ["PUT", { ...changed({}), method: "PUT" }, "UnsupportedProtocol"],
  ["a GET of JSON", { ...changed({}), method: "GET" }, "InvalidRequest"],
  [
    "a GET that is signed as a POST",
    {
      ...changed({ contentType: "application/x-www-form-urlencoded" }),
      method: "GET",
    },
    "AuthFailure.SignatureFailure",
  ],
  ["another path", { ...changed({}), path: "/v2" }, "InvalidRequest"],
  [
    "a form body",
    changed({ contentType: "application/x-www-form-urlencoded" }),
    "InvalidRequest",
  ],
  ["no action", changed({}, { "x-tc-action": undefined }), "MissingParameter"],
  [
    "no Authorization",
    changed({}, { authorization: undefined }),
    "MissingParameter",
  ],
  [
    "an Authorization of another form",
    changed({}, { authorization: "TC3-HMAC-SHA256 what" }),
    "AuthFailure.InvalidAuthorization",
  ],
  [
    "SKIP for an action that must be signed",
    changed({}, { authorization: "SKIP" }),
    "AuthFailure.InvalidAuthorization",
  ],
  [
    "an unsigned host",
    changed({ signedHeaders: ["content-type"] }),
    "AuthFailure.InvalidAuthorization",
  ],
  [
    "an unsigned content-type",
    changed({ signedHeaders: ["host", "x-tc-action"] }),
    "AuthFailure.InvalidAuthorization",
  ],
  [
    "a signed header that is not sent",
    changed({ signedHeaders: ["content-type", "host", "x-tc-magic"] }),
    "AuthFailure.InvalidAuthorization",
  ],
  [
    "no timestamp",
    changed({}, { "x-tc-timestamp": undefined }),
    "MissingParameter",
  ],
  [
    "a timestamp that is no number",
    changed({}, { "x-tc-timestamp": "now" }),
    "InvalidParameter",
  ],
  [
    "a clock that is 301 s slow",
    changed({ now: START - 301 }),
    "AuthFailure.SignatureExpire",
  ],
  [
    "a clock that is 301 s fast",
    changed({ now: START + 301 }),
    "AuthFailure.SignatureExpire",
  ],
  [
    "a scope of the day before",
    changed({ now: START - 1 }, { "x-tc-timestamp": String(START) }),
    "AuthFailure.SignatureExpire",
  ],
  [
    "an unknown SecretId",
    changed({ credentials: { secretId: "AKIDnobody", secretKey: "x" } }),
    "AuthFailure.SecretIdNotFound",
  ],
  [
    "a SecretId with signs that none has",
    changed({ credentials: { secretId: "AKID*", secretKey: "x" } }),
    "AuthFailure.InvalidSecretId",
  ],
  [
    "a token with permanent credentials",
    changed({}, { "x-tc-token": "token" }),
    "AuthFailure.TokenFailure",
  ],
  [
    "a wrong secret",
    changed({ credentials: { secretId: "emulator", secretKey: "wrong" } }),
    "AuthFailure.SignatureFailure",
  ],
  [
    "a changed body",
    { ...changed({}), body: Buffer.from('{"Limit":1}') },
    "AuthFailure.SignatureFailure",
  ],
  [
    "a changed action that was signed",
    changed({}, { "x-tc-action": "GetRegions" }),
    "AuthFailure.SignatureFailure",
  ],
  [
    "another host",
    changed({}, { host: "kms.example.com" }),
    "AuthFailure.SignatureFailure",
  ],
  [
    "a version that the service has not",
    changed({ version: "2018-08-13" }),
    "NoSuchVersion",
  ],
  [
    "no version",
    changed({}, { "x-tc-version": undefined }),
    "MissingParameter",
  ],
  [
    "a product that is not emulated",
    changed({ service: "cvm", host: "cvm.tencentcloudapi.com" }),
    "NoSuchProduct",
  ],
  ["an unknown action", changed({ action: "MakeKey" }), "InvalidAction"],
  [
    "an action named like a member of every object",
    changed({ action: "constructor" }),
    "InvalidAction",
  ],
  [
    "another service's action",
    changed({ action: "TagResources" }),
    "InvalidAction",
  ],
  [
    "an unknown region",
    changed({ region: "ap-atlantis" }),
    "UnsupportedRegion",
  ],
  ["a body that is no JSON", changed({ body: "{" }), "InvalidRequest"],
  ["an empty body", changed({ body: "" }), "InvalidRequest"],
  ["a list as body", changed({ body: "[]" }), "InvalidRequest"],
  [
    "an action out of scope",
    changed({ action: "PostQuantumCryptoSign" }),
    "UnsupportedOperation",
  ],
];

test.each(refused)("%s is refused", async (_, request, code) => {
  expect(await codeOf(request)).toBe(code);
});

test("UNSIGNED-PAYLOAD takes the hash of that word for the body's", async () => {
  const header = { "x-tc-content-sha256": "UNSIGNED-PAYLOAD" };
  const request = changed({ body: "UNSIGNED-PAYLOAD" }, header);
  expect(await codeOf({ ...request, body: Buffer.from('{"Limit":1}') })).toBe(
    "ok",
  );
});

test("a body that is not UTF-8 is refused", async () => {
  const header = { "x-tc-content-sha256": "UNSIGNED-PAYLOAD" };
  const request = changed({ body: "UNSIGNED-PAYLOAD" }, header);
  const body = Buffer.from([0x7b, 0xff, 0x7d]);
  expect(await codeOf({ ...request, body })).toBe("InvalidRequest");
});

test("a signed x-tc-action is compared in lower case, as the docs sign it", async () => {
  const request = changed({});
  expect(request.headers["x-tc-action"]).toBe("ListKeys");
  expect(await codeOf(request)).toBe("ok");
});

test("a request without region goes to the pinned host's region, else to the nearest one", async () => {
  const create = (host: string, alias: string) =>
    bench.send(
      changed(
        { action: "CreateKey", host, body: JSON.stringify({ Alias: alias }) },
        { "x-tc-region": undefined },
      ),
    );
  await create("kms.ap-singapore.tencentcloudapi.com", "pinned");
  await create("kms.tencentcloudapi.com", "nearest");
  const regions = new Map(
    bench.cloud.keys().map((key) => [key.aliases[0], key.region]),
  );
  expect(regions.get("pinned")).toBe("ap-singapore");
  expect(regions.get("nearest")).toBe("ap-guangzhou");
});

test("by switch a request without region is refused", async () => {
  bench.set("tencent.regionRequired", true);
  const request = changed({}, { "x-tc-region": undefined });
  expect(await codeOf(request)).toBe("MissingParameter");
  bench.set("tencent.regionRequired", false);
});

test("by switch CAM denies single actions, after their parameters are checked and before a key is looked for", async () => {
  bench.set("tencent.deniedActions", "DescribeKey, TagResources");
  const KeyId = "9999aed0-4956-11e9-bc70-5254005e86b4";
  expect(await bench.code("DescribeKey", { KeyId })).toBe(
    "UnauthorizedOperation",
  );
  expect(await bench.code("DescribeKey", {})).toBe("MissingParameter");
  expect(await bench.code("ListKeys")).toBe("ok");
  const Tags = [{ TagKey: "a", TagValue: "b" }];
  expect(
    await bench.tagCode("TagResources", { ResourceList: ["x"], Tags }),
  ).toBe("AuthFailure.UnauthorizedOperation");
  bench.set("tencent.deniedActions", "");
});

test("throttling and named faults are answered in the cloud's form with HTTP 200", () => {
  const request = changed({});
  const throttled = bench.cloud.throttled(request);
  expect(throttled.status).toBe(200);
  expect(JSON.parse(throttled.body)).toMatchObject({
    Response: { Error: { Code: "RequestLimitExceeded" } },
  });
  const failed = bench.cloud.failed(request, "InternalError");
  expect(JSON.parse(failed.body)).toMatchObject({
    Response: { Error: { Code: "InternalError", Message: "Internal error." } },
  });
});

test("the emulator claims what speaks TC3 on the main port, and nothing else", () => {
  const request = changed({});
  expect(bench.cloud.claims(request)).toBe(true);
  expect(bench.cloud.claims({ ...request, mainPort: false })).toBe(false);
  expect(bench.cloud.claims({ ...request, headers: {} })).toBe(false);
});

test("a limit counts an account's requests once their signature is checked, whatever its access key", async () => {
  const own = new Bench();
  own.accounts.add({
    accessKeyId: "another-of-it",
    accessKeySecret: "secret",
    account: UIN,
  });
  const list = (secretKey: string) =>
    own.code(
      "ListKeys",
      {},
      { credentials: { secretId: "another-of-it", secretKey } },
    );
  own.limits.set({ cloud: "tencent", action: "ListKeys", perSecond: 0.001 });
  expect(await list("guessed")).toBe("AuthFailure.SignatureFailure");
  expect(await list("secret")).toBe("ok");
  expect(await own.code("ListKeys")).toBe("RequestLimitExceeded");
  expect(await own.code("ListKeys", {}, { region: "ap-singapore" })).toBe("ok");
});
