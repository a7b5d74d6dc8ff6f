import { request } from "../../testing/alibaba";
import { claims, commonParameter } from "./recognize";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test.each([
  ["a V3 request", { headers: { authorization: "ACS3-HMAC-SHA256 x" } }],
  ["an action header", { headers: { "x-acs-action": "ListKeys" } }],
  ["V1 in the query", { query: "Action=ListKeys" }],
  ["V1 in a form", { headers: FORM, body: Buffer.from("Action=A") }],
  ["a form that was too large to be read", { headers: FORM }],
  ["anything on a port of its own", { mainPort: false }],
])("%s is Alibaba's", (_, changes) => {
  expect(claims(request(changes))).toBe(true);
});

test.each([
  ["Tencent's header", { headers: { "x-tc-action": "ListKeys", ...FORM } }],
  ["Tencent's signature", { headers: { authorization: "TC3-HMAC-SHA256 x" } }],
  [
    "Tencent's older signature",
    { headers: FORM, body: Buffer.from("Action=ListKeys&SecretId=a") },
  ],
  ["a bare GET", {}],
  ["a query that can't be read", { query: "%ff" }],
])("%s is not Alibaba's", (_, changes) => {
  expect(claims(request(changes))).toBe(false);
});

test("V3 takes the action from the header, V1 from the parameters", () => {
  const headers = { "x-acs-action": "InHeader" };
  const query = "Action=InQuery";
  const v1 = request({ headers, query });
  expect(commonParameter(v1, "Action", "x-acs-action")).toBe("InQuery");
  const v3 = request({
    headers: { ...headers, authorization: "ACS3-HMAC-SHA256 x" },
    query,
  });
  expect(commonParameter(v3, "Action", "x-acs-action")).toBe("InHeader");
});
