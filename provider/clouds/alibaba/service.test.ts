import { contextOf, OWNER_ID } from "../../../tests/support/clouds/bench";
import {
  ACCOUNT,
  makeKey,
  newBench,
  OTHER_REGION,
  REGION,
  requestOf,
} from "../../../tests/support/clouds/alibaba";

const ALL = { tags: true, aliases: true, policy: true };
const bench = newBench();

const read = (keyId: string) =>
  bench.service.describe(REGION, keyId, ALL, contextOf());

test("a key is made by one call, and reads back as CreateKey's reply says", async () => {
  const request = requestOf({
    description: "the key of the shop: é 钥匙 *'~+&",
    rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
    tags: { team: "billing", "a/b": "" },
  });
  const { keyId, key, ...others } = await bench.service.create(
    request,
    contextOf(),
  );
  expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  expect(others).toEqual({ doubled: [], undone: {} });
  expect(key).toMatchObject({
    state: "Enabled",
    spec: "AES_256",
    description: request.description,
    rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
    tags: request.tags,
    ownerId: OWNER_ID,
    aliases: [],
    deletionProtection: false,
  });
  const { arn } = key ?? {};
  expect(
    await bench.service.describe(REGION, keyId, ALL, contextOf(), arn),
  ).toEqual(key);
  expect(await bench.cloud.keys()).toMatchObject([
    { tags: { ...request.tags, "pulumi-cmk": `${OWNER_ID}.${request.token}` } },
  ]);
});

test("spec, usage, origin, protection level, instance and policy reach CreateKey", async () => {
  const policy = JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "all",
        Effect: "Allow",
        Principal: { RAM: [`acs:ram::${ACCOUNT}:*`] },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });
  const signer = await makeKey(bench.service, {
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
  });
  expect(await read(signer.keyId)).toMatchObject({
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
    rotation: { enabled: false },
  });
  const external = await makeKey(bench.service, {
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  expect(external).toMatchObject({
    state: "PendingImport",
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  const dedicated = await makeKey(bench.service, {
    spec: "AES_192",
    dkmsInstanceId: "kst-1",
    policy,
  });
  const found = await read(dedicated.keyId);
  expect(found).toMatchObject({ spec: "AES_192", dkmsInstanceId: "kst-1" });
  expect(JSON.parse(found?.policy ?? "")).toEqual(JSON.parse(policy));
});

test("everything that may change in a key's life changes, and is read back", async () => {
  const { keyId, arn } = await makeKey(bench.service, {
    dkmsInstanceId: "kst-1",
  });
  const key = { keyId, arn };
  const context = contextOf();
  await bench.service.setDescription(REGION, keyId, "new", context);
  await bench.service.setRotation(
    REGION,
    keyId,
    { enabled: true, intervalSeconds: 7 * 86_400 },
    context,
  );
  await bench.service.addAlias(REGION, keyId, "team/key", context);
  await bench.service.setTags(
    REGION,
    key,
    { set: { a: "1", b: "2" }, remove: ["gone"] },
    context,
  );
  const policy = '{"Version":"1","Statement":[]}';
  await bench.service.setPolicy(REGION, keyId, policy, context);
  await bench.service.setDeletionProtection(REGION, key, true, context);
  await bench.service.disable(REGION, keyId, context);
  expect(await read(keyId)).toMatchObject({
    description: "new",
    // Suspended, as the key is disabled.
    rotation: { enabled: true, intervalSeconds: 7 * 86_400 },
    aliases: ["team/key"],
    tags: { a: "1", b: "2" },
    ownerId: OWNER_ID,
    policy,
    deletionProtection: true,
    state: "Disabled",
  });

  await bench.service.enable(REGION, keyId, context);
  await bench.service.setDescription(REGION, keyId, "", context);
  await bench.service.setRotation(REGION, keyId, { enabled: false }, context);
  await bench.service.removeAlias(REGION, "team/key", context);
  await bench.service.removeAlias(REGION, "team/key", context);
  await bench.service.setTags(REGION, key, { set: {}, remove: ["a"] }, context);
  await bench.service.setDeletionProtection(REGION, key, false, context);
  expect(await read(keyId)).toMatchObject({
    description: "",
    rotation: { enabled: false },
    aliases: [],
    tags: { b: "2" },
    ownerId: OWNER_ID,
    deletionProtection: false,
    state: "Enabled",
  });
});

test("more tags than one call takes are set and removed", async () => {
  const key = await makeKey(bench.service);
  const names = Array.from({ length: 19 }, (_, n) => `tag-${n}`);
  const set = Object.fromEntries(names.map((name) => [name, "x"]));
  await bench.service.setTags(REGION, key, { set, remove: [] }, contextOf());
  expect((await read(key.keyId))?.tags).toEqual(set);
  const more = Array.from({ length: 30 }, (_, n) => `tag-${n}`);
  await bench.service.setTags(
    REGION,
    key,
    { set: {}, remove: more },
    contextOf(),
  );
  expect((await read(key.keyId))?.tags).toEqual({});
});

test("an alias is found, moved, and refused while another key holds it", async () => {
  const [one, two] = [
    await makeKey(bench.service),
    await makeKey(bench.service),
  ];
  await bench.service.addAlias(REGION, one.keyId, "name", contextOf());
  // A repetition, as after an answer that was lost, is fine.
  await bench.service.addAlias(REGION, one.keyId, "name", contextOf());
  await expect(
    bench.service.addAlias(REGION, two.keyId, "name", contextOf()),
  ).rejects.toMatchObject({ kind: "aliasTaken" });
  const holder = () => bench.service.findByAlias(REGION, "name", contextOf());
  expect((await holder())?.keyId).toBe(one.keyId);
  await bench.service.moveAlias(REGION, "name", two.keyId, contextOf());
  expect((await holder())?.keyId).toBe(two.keyId);
  expect(
    await bench.service.findByAlias(REGION, "other", contextOf()),
  ).toBeUndefined();
});

test("an alias is given though the answer is lost", async () => {
  const { keyId } = await makeKey(bench.service);
  await bench.cloud.fault({
    action: "CreateAlias",
    kind: "drop-after",
    count: 1,
  });
  await bench.service.addAlias(REGION, keyId, "name", contextOf());
  expect((await read(keyId))?.aliases).toEqual(["name"]);
});

test("a key of another account is no key that is gone", async () => {
  const key = await makeKey(bench.service);
  await bench.cloud.control("POST", "accounts", {
    accessKeyId: "other",
    accessKeySecret: "others-secret",
    account: "200000000002",
  });
  const stranger = await bench.cloud.connect({
    alibabaAccessKeyId: "other",
    alibabaAccessKeySecret: "others-secret",
  });
  expect(await stranger.account(contextOf())).toBe("200000000002");
  await expect(
    stranger.describe(REGION, key.keyId, {}, contextOf(), key.arn),
  ).rejects.toMatchObject({
    kind: "accountMismatch",
    message: expect.stringMatching(/100000000001.*200000000002/) as string,
  });
});

test.each([
  ["error", "InvalidAccessKeyId.NotFound", "unauthenticated"],
  ["error", "InvalidAction.NotFound", "unsupported"],
  ["html-503", undefined, "unknownOutcome"],
] as const)(
  "a read that fails with %s %s does not say that the key is gone",
  async (kind, code, expected) => {
    const key = await makeKey(bench.service);
    await bench.cloud.fault({ action: "DescribeKey", kind, code });
    await expect(
      bench.service.describe(REGION, key.keyId, {}, contextOf(), key.arn),
    ).rejects.toMatchObject({ kind: expected });
  },
);

test("a key whose tags may not be read keeps no other key's from being read", async () => {
  const keys = [await makeKey(bench.service), await makeKey(bench.service)];
  // Both together, then one of them alone.
  await bench.cloud.fault({
    action: "ListTagResources",
    kind: "error",
    code: "Forbidden.NoPermission",
    count: 2,
  });
  const reads = await Promise.allSettled(keys.map(({ keyId }) => read(keyId)));
  const failures = reads.flatMap((read) =>
    read.status === "rejected" ? [read.reason as unknown] : [],
  );
  expect(failures).toMatchObject([{ kind: "denied" }]);
  expect((await bench.cloud.calls()).ListTagResources).toBe(3);
});

test("the account is asked for once, and again after a failure", async () => {
  await bench.cloud.fault({
    action: "GetCallerIdentity",
    kind: "error",
    code: "Forbidden.NoPermission",
    count: 1,
  });
  await expect(bench.service.account(contextOf())).rejects.toMatchObject({
    kind: "denied",
  });
  expect(await bench.service.account(contextOf())).toBe(ACCOUNT);
  expect(await bench.service.account(contextOf())).toBe(ACCOUNT);
  expect(await bench.cloud.calls()).toEqual({ GetCallerIdentity: 2 });
});

test("regions are apart", async () => {
  const here = await makeKey(bench.service);
  const there = await makeKey(bench.service, { region: OTHER_REGION });
  expect(
    await bench.service.describe(OTHER_REGION, here.keyId, {}, contextOf()),
  ).toBeUndefined();
  expect(there.arn).toContain(OTHER_REGION);
});

test("what Alibaba Cloud has not is refused by name", async () => {
  await expect(
    bench.service.cancelArchive(REGION, "key-1", contextOf()),
  ).rejects.toMatchObject({ kind: "unsupported" });
  await expect(bench.service.precheck(requestOf(), contextOf())).resolves.toBe(
    undefined,
  );
});
