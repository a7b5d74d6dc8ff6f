import fc from "fast-check";
import type { FaultKind } from "../../../emulator/core/contract";

import { CloudError } from "../../../provider/clouds/errors";
import { contextOf, OWNER_ID } from "../../support/clouds/bench";
import { REGION, newBench, requestOf } from "../../support/clouds/tencent";
import { SpoilingProxy } from "../../support/spoiling-proxy";

const bench = newBench();
const tags = { env: "dev" };
/** Of OWNER_ID. */
const OWNER = { "pulumi-cmk-0": OWNER_ID };

function failureOf(call: Promise<unknown>): Promise<CloudError> {
  return call.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as CloudError,
  );
}

async function keyIds(): Promise<string[]> {
  return (await bench.cloud.keys()).map(({ keyId }) => keyId);
}

test.each<FaultKind>(["drop-before", "drop-after", "html-503"])(
  "after %s there is one key, and its id is returned",
  async (kind) => {
    await bench.cloud.fault({ action: "CreateKey", kind, count: 1 });
    const { keyId, doubled } = await bench.keys.create(requestOf());
    expect(doubled).toEqual([]);
    expect(await keyIds()).toEqual([keyId]);
  },
);

test("a key whose answer was lost is found without a second CreateKey, and its tags are to be looked at", async () => {
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  const { undone } = await bench.keys.create(requestOf({ tags }));
  expect(undone.tags).toMatch("not known whether the tags were attached");
  const { CreateKey, ListKeyDetail } = await bench.cloud.calls();
  expect({ CreateKey, ListKeyDetail }).toEqual({
    CreateKey: 1,
    ListKeyDetail: 1,
  });
});

test.each([302, 403, 404, 413])(
  "a page of somebody's with status %i in place of CreateKey's answer makes no second key",
  async (status) => {
    const proxy = await SpoilingProxy.start(bench.cloud.url);
    try {
      const service = await bench.cloud.connect({
        tencentSecretId: "emulator",
        tencentSecretKey: "emulator-secret",
        tencentEndpoint: proxy.url,
      });
      proxy.pages.set("tencent CreateKey", [status]);
      const made = await service.in(REGION, contextOf()).create(requestOf());
      expect(made.doubled).toEqual([]);
      expect(await keyIds()).toEqual([made.keyId]);
    } finally {
      proxy.close();
    }
  },
);

test("a resend that its first try has overtaken finds the key of that", async () => {
  const request = requestOf();
  const first = await bench.keys.create(request);
  const again = await bench.keys.create(request);
  expect(again.keyId).toBe(first.keyId);
  expect(await keyIds()).toEqual([first.keyId]);
});

test("throttling is waited out", async () => {
  await bench.cloud.fault({ action: "CreateKey", kind: "throttle", count: 2 });
  const { keyId } = await bench.keys.create(requestOf());
  expect(await keyIds()).toEqual([keyId]);
  expect((await bench.cloud.calls()).CreateKey).toBe(3);
});

test("nobody else's key is taken for the one that was asked for", async () => {
  const request = requestOf();
  const { keyId } = await bench.keys.create({ ...request, spec: "RSA_2048" });
  const failure = await failureOf(bench.keys.create(request));
  expect(failure.kind).toBe("uncertain");
  expect(failure.message).toContain(keyId);
});

test("two keys under the name of one request are both reported", async () => {
  await bench.cloud.set({ "tencent.aliasHeldWhilePending": false });
  const request = requestOf();
  const first = await bench.keys.create(request);
  const key = { keyId: first.keyId, state: "Enabled" } as const;
  await bench.keys.scheduleDeletion(key, 7);
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  const second = await bench.keys.create(request);
  expect([second.keyId, ...second.doubled].sort()).toEqual(
    (await keyIds()).sort(),
  );
  expect(second.doubled).toEqual([first.keyId]);
});

test("Cancel does not lose the key of the request that is under way", async () => {
  const cancel = new AbortController();
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  const creating = bench.service
    .in(REGION, contextOf({ signal: cancel.signal }))
    .create(requestOf());
  while (!(await bench.cloud.sees("CreateKey")));
  cancel.abort();
  const { keyId } = await creating;
  expect(await keyIds()).toEqual([keyId]);
});

test("after Cancel no request is begun", async () => {
  const signal = AbortSignal.abort();
  const failure = await failureOf(
    bench.service.in(REGION, contextOf({ signal })).create(requestOf()),
  );
  expect(failure.kind).toBe("cancelled");
  expect(await bench.cloud.calls()).toEqual({});
});

test("a key that can't be looked for is reported by its name, with what to do about it", async () => {
  await bench.cloud.set({ "tencent.deniedActions": "ListKeyDetail" });
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  const request = requestOf();
  const failure = await failureOf(bench.keys.create(request));
  expect(failure).toMatchObject({ kind: "uncertain", action: "CreateKey" });
  expect(failure.message).toContain(
    `tccli kms ListKeyDetail --region ${REGION} --KeyUsage ALL --SearchKeyAlias ${request.uniqueAlias}`,
  );
  expect(failure.message).toContain("UnauthorizedOperation");
});

test("a request that got no answer in the user's time may still arrive, and the message says so", async () => {
  await bench.cloud.fault({ action: "CreateKey", kind: "drop-before" });
  const short = contextOf({ deadline: Date.now() + 300 });
  const failure = await failureOf(
    bench.service.in(REGION, short).create(requestOf()),
  );
  expect(failure).toMatchObject({ kind: "uncertain" });
  expect(failure.message).toContain("none was found so far");
});

test.each(["1", "2"])(
  "TagCode %s leaves the tags to be set, and setTags sets them",
  async (code) => {
    await bench.cloud.fault({ kind: "tag-failure", code, count: 1 });
    const { keyId, undone } = await bench.keys.create(requestOf({ tags }));
    expect(undone.tags).toMatch(`TagCode ${code}`);
    const key = { keyId, arn: "" };
    await bench.keys.setTags(key, { set: tags, remove: [] });
    const [made] = await bench.cloud.keys();
    expect(made).toMatchObject({ keyId, tags: { ...tags, ...OWNER } });
  },
);

test("a key keeps its owner when it gets the user's alias, and shows no tag of ours", async () => {
  const { keyId } = await bench.keys.create(requestOf({ tags }));
  await bench.keys.addAlias(keyId, "orders");
  const key = await bench.keys.describe(keyId, { tags: true });
  expect(key).toMatchObject({ ownerId: OWNER_ID, aliases: ["orders"], tags });
  expect((await bench.cloud.keys())[0]?.tags).toEqual({ ...tags, ...OWNER });
});

test("the owner tag costs no call, and no key its life", async () => {
  await bench.keys.create(requestOf());
  await bench.cloud.calls();
  await bench.keys.create(requestOf());
  expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  await bench.cloud.fault({ kind: "tag-failure", code: "2", count: 1 });
  const { undone } = await bench.keys.create(requestOf());
  expect(undone).toEqual({ tags: undefined, ownerTag: true });
});

/** What a cloud may say where it takes no tag, once: as it comes without one, it makes the key. */
test.each([
  "UnauthorizedOperation",
  "FailedOperation.TaggingError",
  "InvalidParameterValue.TagsNotExisted",
  "LimitExceeded.TagValue",
])(
  "an owner tag that is refused by %s is left out, and the user's tags are set",
  async (code) => {
    const fault = { action: "CreateKey", kind: "error", code } as const;
    await bench.cloud.fault({ ...fault, count: 1 });
    const { keyId } = await bench.keys.create(requestOf());
    expect(await bench.cloud.keys()).toMatchObject([{ keyId, tags: {} }]);
  },
);

test("tags that the account does not know yet are left to be set afterwards", async () => {
  await bench.cloud.set({ "tencent.tagsMustExist": true });
  const { keyId, undone } = await bench.keys.create(requestOf({ tags }));
  expect(undone.tags).toMatch("InvalidParameterValue.TagsNotExisted");
  expect(await bench.cloud.keys()).toMatchObject([{ keyId, tags: {} }]);
});

/** The vendor's page, section 6. */
const REFUSALS: Readonly<Record<string, CloudError["kind"]>> = {
  InvalidParameter: "invalid",
  "InvalidParameterValue.InvalidAlias": "invalid",
  "InvalidParameterValue.InvalidHsmClusterId": "invalid",
  "InvalidParameterValue.InvalidKeyUsage": "invalid",
  "InvalidParameterValue.InvalidType": "invalid",
  "InvalidParameterValue.TagKeysDuplicated": "invalid",
  "LimitExceeded.CmkLimitExceeded": "quota",
  UnauthorizedOperation: "denied",
  "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion": "unsupported",
};
const SERVER_FAULTS: Readonly<Record<string, CloudError["kind"]>> = {
  "FailedOperation.TaggingError": "unknownOutcome",
  InternalError: "unknownOutcome",
  "UnsupportedOperation.ServiceTemporaryUnavailable": "unavailable",
};

test.each(Object.entries({ ...REFUSALS, ...SERVER_FAULTS }))(
  "%s reaches the user as %s, in one line with code and RequestId",
  async (code, kind) => {
    await bench.cloud.fault({ action: "CreateKey", kind: "error", code });
    const failure = await failureOf(bench.keys.create(requestOf()));
    expect(failure).toMatchObject({ kind, code });
    expect(failure.message).toContain(`code ${code}`);
    expect(failure.message).toMatch(/RequestId [0-9a-f-]{36}/);
    expect(failure.message).not.toContain("\n");
    const { CreateKey } = await bench.cloud.calls();
    const isOfTags = code.includes("Tag") || code === "UnauthorizedOperation";
    expect(CreateKey).toBe(code in REFUSALS ? (isOfTags ? 2 : 1) : 5);
  },
);

test("whatever happens to its requests, one create makes one key and knows it", async () => {
  const kinds: FaultKind[] = ["drop-before", "drop-after", "html-503"];
  const fault = fc.record({
    action: fc.constantFrom("CreateKey", "ListKeyDetail"),
    kind: fc.constantFrom(...kinds),
    count: fc.constant(1),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 3 }), async (faults) => {
      await bench.cloud.reset();
      for (const rule of faults) await bench.cloud.fault(rule);
      const { keyId, doubled } = await bench.keys.create(requestOf());
      expect(doubled).toEqual([]);
      expect(await keyIds()).toEqual([keyId]);
    }),
    { numRuns: 15 },
  );
});
