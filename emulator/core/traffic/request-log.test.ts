import { start, stopAll } from "../../testing/client";
import { LOG_FORMATS, type LoggedLine } from "./request-log";
import { redacted, redactedBody, redactedParameters } from "./redaction";

afterEach(stopAll);

test("requests are listed with both sides, the oldest first, until they are deleted", async () => {
  const client = await start();
  await client.put("a", "1");
  await client.call("Explode", {
    cloud: "tencent",
    headers: { "x-region": "r" },
  });
  const { json } = await client.control("GET", "requests");
  expect(json).toMatchObject([
    {
      id: 1,
      cloud: "alibaba",
      action: "Put",
      status: 200,
      code: "",
      parameters: { id: "a", text: "1" },
      reply: { id: "a" },
    },
    {
      id: 2,
      cloud: "tencent",
      region: "r",
      code: "InternalError",
      status: 400,
    },
  ]);
  expect((await client.control("DELETE", "requests")).json).toEqual([]);
});

test("a cut connection, and what no cloud recognizes, are logged, too", async () => {
  const client = await start();
  await client.control("POST", "faults", { kind: "drop-before", count: 1 });
  await client.put("a", "1").catch(() => undefined);
  await client.call("Put", { cloud: "other" });
  const { json } = await client.control("GET", "requests");
  expect(json).toMatchObject([
    { cloud: "alibaba", action: "Put", status: "cut", reply: "" },
    { cloud: "", action: "", status: 404 },
  ]);
});

test("the last thousand are kept", async () => {
  const client = await start();
  for (let n = 0; n < 2100; n++) await client.call("Greet");
  const { json } = await client.control("GET", "requests");
  const ids = (json as LoggedLine[]).map(({ id }) => id);
  expect(ids).toHaveLength(1000);
  expect(ids.at(0)).toBe(1101);
});

test("secrets and plaintext are replaced, however deep, in JSON and in XML", () => {
  const secrets = {
    Plaintext: "p",
    EncryptedKeyMaterial: "m",
    Credentials: { AccessKeySecret: "s", TmpSecretKey: "k", Token: "t" },
    Rows: [{ SecurityToken: "t" }],
    Signature: "s",
  };
  const shown = JSON.stringify(redacted({ KeyId: "k-1", ...secrets }));
  expect(shown).toContain("k-1");
  expect(shown).not.toMatch(/"[pmskt]"/);
  expect(redacted({ NextToken: "n" })).toEqual({ NextToken: "n" });
  expect(redactedBody("<A><KeyId>k</KeyId><Plaintext>p</Plaintext></A>")).toBe(
    "<A><KeyId>k</KeyId><Plaintext>(hidden)</Plaintext></A>",
  );
});

test("what a request has signed is replaced, and the message of an error shown", () => {
  const signed = { KeyId: "k-1", Message: "bQ==", MessageType: "RAW" };
  expect(redactedParameters({ ...signed, Digest: "ZA==" })).toEqual({
    ...signed,
    Message: "(hidden)",
    Digest: "(hidden)",
  });
  const error = { Error: { Code: "InvalidParameter", Message: "Why." } };
  expect(redactedBody(JSON.stringify({ Response: error }))).toEqual({
    Response: error,
  });
});

test("a line is one line, whatever the client has sent", () => {
  const line: LoggedLine = {
    id: 1,
    time: "2026-01-02T03:04:05.000Z",
    cloud: "tencent",
    region: "ap-guangzhou",
    action: "Create\nKey",
    keyId: "",
    status: 200,
    code: "",
    ms: 1.5,
  };
  expect(LOG_FORMATS.text(line)).toBe(
    "2026-01-02T03:04:05.000Z tencent ap-guangzhou Create_Key - 200 - 1.5ms",
  );
  expect(JSON.parse(LOG_FORMATS.json(line))).toEqual(line);
});
