import { networkFailure, parseEndpoint } from "./network";

test.each([
  ["kms.cn-hangzhou.aliyuncs.com", "https", "kms.cn-hangzhou.aliyuncs.com"],
  ["127.0.0.1:4000", "https", "127.0.0.1:4000"],
  ["http://127.0.0.1:4000", "http", "127.0.0.1:4000"],
  ["https://kms.example/", "https", "kms.example"],
])("%s is an endpoint", (text, protocol, host) => {
  expect(parseEndpoint(text)).toEqual({ protocol, host });
});

test.each(["", "ftp://host", "http://host/path", "https://a:b@host", "a b"])(
  "%j is not an endpoint",
  (text) => {
    expect(parseEndpoint(text)).toBeUndefined();
  },
);

test.each([
  [{ code: "ECONNREFUSED" }, "unavailable"],
  [
    { name: "AggregateError", errors: [{ code: "ECONNREFUSED" }] },
    "unavailable",
  ],
  [{ message: "fetch failed", cause: { code: "ENOTFOUND" } }, "unavailable"],
  [{ code: "CERT_NOT_YET_VALID" }, "unavailable"],
  [{ code: "CERT_UNTRUSTED" }, "unavailable"],
  [{ code: "UNABLE_TO_GET_ISSUER_CERT" }, "unavailable"],
  // After the handshake the same codes come as in it.
  [{ code: "EPROTO" }, "unknownOutcome"],
  [{ code: "ERR_SSL_WRONG_VERSION_NUMBER" }, "unknownOutcome"],
  [{ code: "ECONNRESET" }, "unknownOutcome"],
  [{ name: "RequestTimeoutError" }, "unknownOutcome"],
  [new SyntaxError("Unexpected token <"), "unknownOutcome"],
  [undefined, "unknownOutcome"],
])("%p is %s", (error, kind) => {
  expect(networkFailure(error).kind).toBe(kind);
});

test("an SDK's message, which holds the signed URL, is not passed on", () => {
  const error = new Error("POST https://host/?Signature=s3cr3t failed.");
  expect(networkFailure(error).detail).not.toContain("s3cr3t");
});
