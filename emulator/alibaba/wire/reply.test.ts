import { signedRequest, TestCloud } from "../testing";
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

test("faults and limits answer in the cloud's form", () => {
  const { emulator } = new TestCloud();
  const request = signedRequest("CreateKey");
  const throttled = emulator.throttled(request);
  expect(throttled.status).toBe(429);
  expect(throttled.body).toContain("Rejected.Throttling");
  expect(emulator.failed(request, "InternalFailure").status).toBe(500);
  expect(emulator.failed(request, "Forbidden.AccessKey").status).toBe(403);
  expect(emulator.failed(request, "Made.Up").status).toBe(400);
});
