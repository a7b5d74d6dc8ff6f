import { rules } from "../../../provider/clouds/alibaba/rules";
import { contextOf, OWNER_ID } from "../../support/clouds/bench";
import {
  ACCOUNT,
  makeKey,
  newBench,
  OTHER_REGION,
  REGION,
  requestOf,
} from "../../support/clouds/alibaba";

const ALL = { tags: true, aliases: true, policy: true };
const bench = newBench();

const read = (keyId: string) => bench.keys.describe(keyId, ALL);

test("a key is made by one call, and reads back as CreateKey's reply says", async () => {
  const request = requestOf({
    description: "the key of the shop: é 钥匙 *'~+&",
    rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
    tags: { team: "billing", "a/b": "" },
  });
  const { keyId, key, ...others } = await bench.keys.create(request);
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
  expect(await bench.keys.describe(keyId, ALL, arn)).toEqual(key);
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
  const signer = await makeKey(bench.keys, {
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
  });
  expect(await read(signer.keyId)).toMatchObject({
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
    rotation: { enabled: false },
  });
  const external = await makeKey(bench.keys, {
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  expect(external).toMatchObject({
    state: "PendingImport",
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  const dedicated = await makeKey(bench.keys, {
    spec: "AES_192",
    dkmsInstanceId: "kst-1",
    policy,
  });
  const found = await read(dedicated.keyId);
  expect(found).toMatchObject({ spec: "AES_192", dkmsInstanceId: "kst-1" });
  expect(JSON.parse(found?.policy ?? "")).toEqual(JSON.parse(policy));
});

test("everything that may change in a key's life changes, and is read back", async () => {
  const { keyId, arn } = await makeKey(bench.keys, {
    dkmsInstanceId: "kst-1",
  });
  const key = { keyId, arn };
  await bench.keys.setDescription(keyId, "new");
  await bench.keys.setRotation(keyId, {
    enabled: true,
    intervalSeconds: 7 * 86_400,
  });
  await bench.keys.addAlias(keyId, "team/key");
  await bench.keys.setTags(key, { set: { a: "1", b: "2" }, remove: ["gone"] });
  const policy = '{"Version":"1","Statement":[]}';
  await bench.keys.setPolicy(keyId, policy);
  await bench.keys.setDeletionProtection(keyId, true);
  await bench.keys.disable(keyId);
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

  await bench.keys.enable(keyId);
  await bench.keys.setDescription(keyId, "");
  await bench.keys.setRotation(keyId, { enabled: false });
  await bench.keys.removeAlias("team/key");
  await bench.keys.removeAlias("team/key");
  await bench.keys.setTags(key, { set: {}, remove: ["a"] });
  await bench.keys.setDeletionProtection(keyId, false);
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

test("one call takes as many tags as the rules say", async () => {
  const key = await makeKey(bench.keys);
  const { most } = rules.tags.perCall;
  const remove = Array.from({ length: most + 1 }, (_, n) => `tag-${n}`);
  const tooMany = bench.keys.setTags(key, { set: { left: "x" }, remove });
  await expect(tooMany).rejects.toMatchObject({ kind: "invalid" });
  const set = Object.fromEntries(remove.slice(2).map((name) => [name, "x"]));
  await bench.keys.setTags(key, { set, remove: [] });
  await bench.keys.setTags(key, { set: {}, remove: remove.slice(1) });
  expect((await read(key.keyId))?.tags).toEqual({});
});

test("an alias is found, moved, and refused while another key holds it", async () => {
  const [one, two] = [await makeKey(bench.keys), await makeKey(bench.keys)];
  await bench.keys.addAlias(one.keyId, "name");
  // A repetition, as after an answer that was lost, is fine.
  await bench.keys.addAlias(one.keyId, "name");
  await expect(bench.keys.addAlias(two.keyId, "name")).rejects.toMatchObject({
    kind: "aliasTaken",
  });
  const holder = () => bench.keys.findByAlias("name");
  expect((await holder())?.keyId).toBe(one.keyId);
  await bench.keys.moveAlias("name", two.keyId);
  expect((await holder())?.keyId).toBe(two.keyId);
  expect(await bench.keys.findByAlias("other")).toBeUndefined();
});

test("an alias that another account's key seems to hold is taken", async () => {
  const { keyId } = await makeKey(bench.keys);
  await bench.cloud.fault({
    action: "CreateAlias",
    kind: "error",
    code: "AliasAlreadyExists",
  });
  await expect(bench.keys.addAlias(keyId, "name")).rejects.toMatchObject({
    kind: "aliasTaken",
  });
});

test("an alias that can't be read is not free, and one that can't be removed is not removed", async () => {
  const { keyId } = await makeKey(bench.keys);
  await bench.keys.addAlias(keyId, "name");
  for (const action of ["DescribeKey", "DeleteAlias"])
    await bench.cloud.fault({
      action,
      kind: "error",
      code: "Forbidden.NoPermission",
    });
  for (const call of [
    bench.keys.findByAlias("name"),
    bench.keys.removeAlias("name"),
  ])
    await expect(call).rejects.toMatchObject({ kind: "denied" });
});

test("an alias is given though the answer is lost", async () => {
  const { keyId } = await makeKey(bench.keys);
  await bench.cloud.fault({
    action: "CreateAlias",
    kind: "drop-after",
    count: 1,
  });
  await bench.keys.addAlias(keyId, "name");
  expect((await read(keyId))?.aliases).toEqual(["name"]);
});

test("a key of another account is no key that is gone", async () => {
  const key = await makeKey(bench.keys);
  await bench.cloud.control("POST", "accounts", {
    accessKeyId: "other",
    accessKeySecret: "others-secret",
    account: "200000000002",
  });
  const stranger = await bench.cloud.connect({
    alibabaAccessKeyId: "other",
    alibabaAccessKeySecret: "others-secret",
  });
  await expect(
    stranger.in(REGION, contextOf()).describe(key.keyId, {}, key.arn),
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
    const key = await makeKey(bench.keys);
    await bench.cloud.fault({ action: "DescribeKey", kind, code });
    await expect(
      bench.keys.describe(key.keyId, {}, key.arn),
    ).rejects.toMatchObject({ kind: expected });
  },
);

test("a key whose tags may not be read keeps no other key's from being read", async () => {
  const keys = [await makeKey(bench.keys), await makeKey(bench.keys)];
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
  const client = await bench.cloud.client();
  await expect(client.account(contextOf())).rejects.toMatchObject({
    kind: "denied",
  });
  expect(await client.account(contextOf())).toBe(ACCOUNT);
  expect(await client.account(contextOf())).toBe(ACCOUNT);
  expect(await bench.cloud.calls()).toEqual({ GetCallerIdentity: 2 });
});

test("regions are apart", async () => {
  const here = await makeKey(bench.keys);
  const elsewhere = bench.service.in(OTHER_REGION, contextOf());
  const there = await makeKey(elsewhere);
  expect(await elsewhere.describe(here.keyId, {})).toBeUndefined();
  expect(there.arn).toContain(OTHER_REGION);
});
