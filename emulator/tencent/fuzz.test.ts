import fc from "fast-check";
import { Bench, signed } from "../testing/tencent";
import { SERVICES } from "./services";

const actions = Object.entries(SERVICES).flatMap(([service, { actions }]) =>
  Object.keys(actions).map((action) => ({ service, action })),
);

const bench = new Bench();
let KeyId: string;

beforeAll(async () => {
  KeyId = await bench.createKey({ Alias: "victim" });
});

/** Names and values that get past the first checks, among arbitrary ones. */
const name = fc.oneof(
  fc.constantFrom(
    "KeyId",
    "KeyIds",
    "Alias",
    "Description",
    "Tags",
    "Resource",
    "ReplaceTags",
    "ResourceList",
    "RoleArn",
    "__proto__",
    "constructor",
  ),
  fc.string(),
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    "9999aed0-4956-11e9-bc70-5254005e86b4",
    -1,
    1e300,
    "qcs::kms:::",
  ),
);
const body = fc.oneof(
  fc
    .array(fc.tuple(name, value))
    .map(
      (entries) =>
        `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`).join(",")}}`,
    ),
  fc.json(),
  fc.string(),
);

async function send(service: string, action: string, text: string) {
  return bench.send(signed({ service, action, body: text, now: bench.now }));
}

test("whatever the body holds, the reply is one of the cloud's form and the victim stays as it is", async () => {
  const before = await bench.metadata(KeyId);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...actions),
      body,
      async ({ service, action }, text) => {
        const answer = await send(service, action, text);
        if (answer.Error)
          expect(Object.keys(answer)).toEqual(["Error", "RequestId"]);
      },
    ),
    { numRuns: 2000 },
  );
  expect(await bench.metadata(KeyId)).toEqual(before);
});

test("whatever the headers hold, the reply is one of the cloud's form", async () => {
  const request = signed({
    service: "kms",
    action: "ListKeys",
    body: "{}",
    now: bench.now,
  });
  const headers = fc.dictionary(
    fc.constantFrom(
      ...Object.keys(request.headers),
      "x-tc-token",
      "x-tc-content-sha256",
    ),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(headers, async (changed) => {
      await bench.send({
        ...request,
        headers: { ...request.headers, ...changed },
      });
    }),
    { numRuns: 1000 },
  );
});

test("a deeply nested body is refused like any other", async () => {
  const deep = `{"KeyId":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const answer = await send("kms", "DescribeKey", deep);
  expect(answer.Error?.Code).toMatch(/^Invalid/);
});
