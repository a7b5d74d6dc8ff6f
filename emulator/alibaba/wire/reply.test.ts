import { answerOf, signedRequest, TestCloud } from "../../testing/alibaba";
import { toXml } from "./xml";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

test("an error says code, message, host and request id, in the body and in a header", async () => {
  const { emulator } = new TestCloud();
  const request = signedRequest("DescribeKey", { KeyId: "none" });
  request.headers.host = "kms.cn-hangzhou.aliyuncs.com";
  const reply = await emulator.handle(request);
  const requestId = reply.headers["x-acs-request-id"];
  expect(requestId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  expect(reply.status).toBe(404);
  expect(reply.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(reply.body)).toEqual({
    RequestId: requestId,
    HostId: "kms.cn-hangzhou.aliyuncs.com",
    Code: "Forbidden.KeyNotFound",
    Message: "The specified Key is not found.",
  });
});

test("Format=XML gives XML, with lists as repeated elements", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey();
  const { headers, body } = await cloud.emulator.handle(
    signedRequest("ListKeys", { Format: "XML" }),
  );
  expect(headers["content-type"]).toBe("application/xml");
  const requestId = headers["x-acs-request-id"];
  expect(body).toBe(
    `${HEAD}<ListKeysResponse><RequestId>${requestId}</RequestId><Keys><Key><KeyId>${keyId}</KeyId><KeyArn>acs:kms:cn-hangzhou:100000000001:key/${keyId}</KeyArn></Key></Keys><TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize></ListKeysResponse>`,
  );
});

test("an error in XML has the root KMS", async () => {
  const { emulator } = new TestCloud();
  const { body } = await emulator.handle(
    signedRequest("DescribeKey", { KeyId: "none", Format: "xml" }),
  );
  expect(body).toContain("<Code>Forbidden.KeyNotFound</Code>");
  expect(body).toMatch(/^<\?xml [^>]*><KMS>.*<\/KMS>$/);
});

test.each([
  ["application/xml", undefined, "application/xml"],
  ["application/json", undefined, "application/json"],
  ["*/*", undefined, "application/json"],
  ["application/xml", "JSON", "application/json"],
])("Accept %s with Format %s gives %s", async (accept, Format, expected) => {
  const { emulator } = new TestCloud();
  const request = signedRequest("ListKeys", Format ? { Format } : {}, {
    wire: "v3-query",
  });
  request.headers.accept = accept;
  const { headers } = await emulator.handle(request);
  expect(headers["content-type"]).toBe(expected);
});

test("XML escapes what would end an element, and replaces what XML can't hold", () => {
  const text = 'a<b>&"c"\r\n\t\u0000\u001b\ud800 \u{1f511}';
  expect(toXml("T", { D: text })).toBe(
    `${HEAD}<T><D>a&lt;b&gt;&amp;&quot;c&quot;&#13;\n\t\ufffd\ufffd\ufffd \u{1f511}</D></T>`,
  );
});

/** The codes of docs/clouds/alibaba.md#errors. */
const STATUS_OF: Record<number, string> = {
  400: "InvalidParameter MissingParameter ParseRequestParameterException IncompleteSignature IllegalTimestamp Rejected.LimitExceeded AliasAlreadyExists InvalidKeyMaterial InvalidImportToken ExpiredImportToken Unsupported.Origin Unsupported.Alias Unsupported.ProtectionLevel UnsupportedOperation Rejected.UnsupportedOperation InvalidTimeStamp.Format InvalidTimeStamp.Expired SignatureNonceUsed SignatureDoesNotMatch InvalidAccessKeyId.Inactive Throttling Throttling.User Throttling.Api",
  403: "Forbidden.NoPermission Forbidden.AccessKey UnsupportedHTTPMethod Forbidden.KmsServiceNotEnabled Forbidden.InDebt Forbidden.InDebtOverdue Forbidden.ProhibitedByRiskControl Forbidden.UbsmsInvalidUserid Forbidden.UbsmsInvalidBid Forbidden.DKMSInstanceNotFound Forbidden.DKMSInstanceStateInvalid Forbidden.KMSInstanceInUpgrade",
  404: "Forbidden.KeyNotFound Forbidden.KeyVersionNotFound Forbidden.AliasNotFound Forbidden.ResourceNotFound InvalidResourceId.NotFound InvalidAccessKeyId.NotFound InvalidApi.NotFound InvalidProtocol.NeedSsl",
  409: "Rejected.Disabled Rejected.PendingDeletion Rejected.PendingImport Rejected.Unavailable Rejected.StateModifiedFailed Rejected.Enabled Rejected.Uninitialized",
  429: "Rejected.Throttling",
  500: "InternalFailure",
  503: "ServiceUnavailableTemporary SerivceUnvailableTemporary",
};

test("a fault can give every documented code, with its status and a message", () => {
  const { emulator } = new TestCloud();
  const request = signedRequest("CreateKey");
  for (const [status, codes] of Object.entries(STATUS_OF))
    for (const code of codes.split(" ")) {
      const reply = emulator.failed(request, code);
      const { Code, Message } = answerOf(reply).body;
      expect({ status: String(reply.status), Code }).toEqual({
        status,
        Code: code,
      });
      expect(Message).not.toBe("");
      expect(Message).not.toContain("The request failed");
    }
});

test("a code that is documented nowhere is a 400", () => {
  const { emulator } = new TestCloud();
  const reply = emulator.failed(signedRequest("CreateKey"), "Made.Up");
  expect(reply.status).toBe(400);
  expect(answerOf(reply).body.Code).toBe("Made.Up");
});

test("too many requests are Rejected.Throttling", () => {
  const { emulator } = new TestCloud();
  const reply = emulator.throttled(signedRequest("CreateKey"));
  expect(reply.status).toBe(429);
  expect(answerOf(reply).body).toMatchObject({
    Code: "Rejected.Throttling",
    Message: "QPS Limit Exceeded",
  });
});
