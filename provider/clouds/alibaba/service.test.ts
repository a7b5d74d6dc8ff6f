import { createPublicKey, randomBytes } from "node:crypto";
import type { KeyService } from "../cloud";
import {
  ACCOUNT,
  contextOf,
  makeKey,
  MARK,
  OTHER_REGION,
  REGION,
  requestOf,
  TestCloud,
} from "./testing";

const ALL = { tags: true, aliases: true, policy: true };
let cloud: TestCloud;
let service: KeyService;

beforeAll(async () => {
  cloud = await TestCloud.start();
});
beforeEach(async () => {
  await cloud.reset();
  service = await cloud.connect();
});
afterAll(() => cloud.stop());

const read = (keyId: string) =>
  service.describe(REGION, keyId, ALL, contextOf());

test("a key is made by one call, and reads back as CreateKey's reply says", async () => {
  const request = requestOf({
    description: "the key of the shop: é 钥匙 *'~+&",
    rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
    tags: { team: "billing", "a/b": "" },
  });
  const { keyId, key, ...others } = await service.create(request, contextOf());
  expect(await cloud.calls()).toEqual({ CreateKey: 1 });
  expect(others).toEqual({ doubled: [], undone: {} });
  expect(key).toMatchObject({
    state: "Enabled",
    spec: "AES_256",
    description: request.description,
    rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
    tags: request.tags,
    mark: MARK,
    aliases: [],
    deletionProtection: false,
  });
  const { arn } = key ?? {};
  expect(await service.describe(REGION, keyId, ALL, contextOf(), arn)).toEqual(
    key,
  );
  expect(await cloud.keys()).toMatchObject([
    { tags: { ...request.tags, "pulumi-cmk": `${MARK}.${request.token}` } },
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
  const signer = await makeKey(service, {
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
  });
  expect(await read(signer.keyId)).toMatchObject({
    spec: "RSA_2048",
    usage: "SIGN_VERIFY",
    rotation: { enabled: false },
  });
  const external = await makeKey(service, {
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  expect(external).toMatchObject({
    state: "PendingImport",
    origin: "EXTERNAL",
    protectionLevel: "HSM",
  });
  const dedicated = await makeKey(service, {
    spec: "AES_192",
    dkmsInstanceId: "kst-1",
    policy,
  });
  const found = await read(dedicated.keyId);
  expect(found).toMatchObject({ spec: "AES_192", dkmsInstanceId: "kst-1" });
  expect(JSON.parse(found?.policy ?? "")).toEqual(JSON.parse(policy));
});

test("everything that may change in a key's life changes, and is read back", async () => {
  const { keyId, arn } = await makeKey(service, { dkmsInstanceId: "kst-1" });
  const key = { keyId, arn };
  const context = contextOf();
  await service.setDescription(REGION, keyId, "new", context);
  await service.setRotation(
    REGION,
    keyId,
    { enabled: true, intervalSeconds: 7 * 86_400 },
    context,
  );
  await service.addAlias(REGION, keyId, "team/key", context);
  await service.setTags(
    REGION,
    key,
    { set: { a: "1", b: "2" }, remove: ["gone"] },
    context,
  );
  const policy = '{"Version":"1","Statement":[]}';
  await service.setPolicy(REGION, keyId, policy, context);
  await service.setDeletionProtection(REGION, key, true, context);
  await service.disable(REGION, keyId, context);
  expect(await read(keyId)).toMatchObject({
    description: "new",
    // Suspended, as the key is disabled.
    rotation: { enabled: true, intervalSeconds: 7 * 86_400 },
    aliases: ["team/key"],
    tags: { a: "1", b: "2" },
    mark: MARK,
    policy,
    deletionProtection: true,
    state: "Disabled",
  });

  await service.enable(REGION, keyId, context);
  await service.setDescription(REGION, keyId, "", context);
  await service.setRotation(REGION, keyId, { enabled: false }, context);
  await service.removeAlias(REGION, "team/key", context);
  await service.removeAlias(REGION, "team/key", context);
  await service.setTags(REGION, key, { set: {}, remove: ["a"] }, context);
  await service.setDeletionProtection(REGION, key, false, context);
  expect(await read(keyId)).toMatchObject({
    description: "",
    rotation: { enabled: false },
    aliases: [],
    tags: { b: "2" },
    mark: MARK,
    deletionProtection: false,
    state: "Enabled",
  });
});

test("more tags than one call takes are set and removed", async () => {
  const key = await makeKey(service);
  const names = Array.from({ length: 19 }, (_, n) => `tag-${n}`);
  const set = Object.fromEntries(names.map((name) => [name, "x"]));
  await service.setTags(REGION, key, { set, remove: [] }, contextOf());
  expect((await read(key.keyId))?.tags).toEqual(set);
  const more = Array.from({ length: 30 }, (_, n) => `tag-${n}`);
  await service.setTags(REGION, key, { set: {}, remove: more }, contextOf());
  expect((await read(key.keyId))?.tags).toEqual({});
});

test("an alias is found, moved, and refused while another key holds it", async () => {
  const [one, two] = [await makeKey(service), await makeKey(service)];
  await service.addAlias(REGION, one.keyId, "name", contextOf());
  // A repetition, as after an answer that was lost, is fine.
  await service.addAlias(REGION, one.keyId, "name", contextOf());
  await expect(
    service.addAlias(REGION, two.keyId, "name", contextOf()),
  ).rejects.toMatchObject({ kind: "aliasTaken" });
  const holder = () => service.findByAlias(REGION, "name", contextOf());
  expect((await holder())?.keyId).toBe(one.keyId);
  await service.moveAlias(REGION, "name", two.keyId, contextOf());
  expect((await holder())?.keyId).toBe(two.keyId);
  expect(
    await service.findByAlias(REGION, "other", contextOf()),
  ).toBeUndefined();
});

test("an alias is given though the answer is lost", async () => {
  const { keyId } = await makeKey(service);
  await cloud.fault({ action: "CreateAlias", kind: "drop-after", count: 1 });
  await service.addAlias(REGION, keyId, "name", contextOf());
  expect((await read(keyId))?.aliases).toEqual(["name"]);
});

describe("deletion", () => {
  test("is scheduled with its window, found done the second time, and cancelled", async () => {
    const key = await makeKey(service);
    await service.scheduleDeletion(REGION, key, 366, contextOf());
    const pending = await read(key.keyId);
    expect(pending?.state).toBe("PendingDeletion");
    const days =
      (Date.parse(pending?.deletionDate ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(366);
    await service.scheduleDeletion(REGION, key, 7, contextOf());
    expect((await read(key.keyId))?.deletionDate).toBe(pending?.deletionDate);
    expect(await service.cancelDeletion(REGION, key.keyId, contextOf())).toBe(
      "Enabled",
    );
    // Once more, as after an answer that was lost.
    expect(await service.cancelDeletion(REGION, key.keyId, contextOf())).toBe(
      "Enabled",
    );
  });

  test.each(["ScheduleKeyDeletion", "CancelKeyDeletion"])(
    "is what it should be though the answer to %s is lost",
    async (action) => {
      const key = await makeKey(service);
      await cloud.fault({ action, kind: "drop-after", count: 1 });
      await service.scheduleDeletion(REGION, key, 7, contextOf());
      expect((await read(key.keyId))?.state).toBe("PendingDeletion");
      await service.cancelDeletion(REGION, key.keyId, contextOf());
      expect((await read(key.keyId))?.state).toBe("Enabled");
    },
  );

  test("of a protected key is refused as such, whatever the cloud's code is", async () => {
    const key = await makeKey(service);
    await service.setDeletionProtection(REGION, key, true, contextOf());
    for (const code of ["Rejected.DeletionProtection", "Forbidden.Protected"]) {
      await cloud.set({ "alibaba.protectedDeletionCode": code });
      await expect(
        service.scheduleDeletion(REGION, key, 7, contextOf()),
      ).rejects.toMatchObject({ kind: "protected", code });
    }
  });

  test("that is cancelled gives a key without material its own state back", async () => {
    const key = await makeKey(service, { origin: "EXTERNAL" });
    await service.scheduleDeletion(REGION, key, 7, contextOf());
    expect(await service.cancelDeletion(REGION, key.keyId, contextOf())).toBe(
      "PendingImport",
    );
  });

  test("ends with a key that nothing is known of, in the right account only", async () => {
    const key = await makeKey(service);
    await service.scheduleDeletion(REGION, key, 7, contextOf());
    await cloud.advance(8 * 86_400);
    const { keyId, arn } = key;
    const describe = (...rest: string[]) =>
      service.describe(REGION, keyId, ALL, contextOf(), ...rest);
    expect(await describe()).toBeUndefined();
    expect(await describe(arn)).toBeUndefined();
    await expect(
      service.scheduleDeletion(REGION, key, 7, contextOf()),
    ).rejects.toMatchObject({ kind: "notFound" });
  });
});

test("a key of another account is no key that is gone", async () => {
  const key = await makeKey(service);
  await cloud.control("POST", "accounts", {
    accessKeyId: "other",
    accessKeySecret: "others-secret",
    account: "200000000002",
  });
  const stranger = await cloud.connect({
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
    const key = await makeKey(service);
    await cloud.fault({ action: "DescribeKey", kind, code });
    await expect(
      service.describe(REGION, key.keyId, {}, contextOf(), key.arn),
    ).rejects.toMatchObject({ kind: expected });
  },
);

test("the account is asked for once, and again after a failure", async () => {
  await cloud.fault({
    action: "GetCallerIdentity",
    kind: "error",
    code: "Forbidden.NoPermission",
    count: 1,
  });
  await expect(service.account(contextOf())).rejects.toMatchObject({
    kind: "denied",
  });
  expect(await service.account(contextOf())).toBe(ACCOUNT);
  expect(await service.account(contextOf())).toBe(ACCOUNT);
  expect(await cloud.calls()).toEqual({ GetCallerIdentity: 2 });
});

describe("key material", () => {
  const material = randomBytes(32);

  test("is imported, works, expires when it should, and is removed", async () => {
    const { keyId } = await makeKey(service, { origin: "EXTERNAL" });
    const expires = new Date(Date.now() + 3600_000).toISOString();
    await service.importMaterial(
      REGION,
      keyId,
      { material: material.toString("base64"), expires },
      contextOf(),
    );
    const imported = await read(keyId);
    expect(imported?.state).toBe("Enabled");
    expect(Date.parse(imported?.materialExpireTime ?? "")).toBe(
      Math.floor(Date.parse(expires) / 1000) * 1000,
    );
    // The same bytes again, for ever.
    await service.importMaterial(
      REGION,
      keyId,
      { material: material.toString("base64") },
      contextOf(),
    );
    expect((await read(keyId))?.materialExpireTime).toBeUndefined();
    await service.deleteMaterial(REGION, keyId, contextOf());
    expect((await read(keyId))?.state).toBe("PendingImport");
  });

  test("that can't be used is refused without being shown", async () => {
    const { keyId } = await makeKey(service, { origin: "EXTERNAL" });
    for (const bytes of [randomBytes(5), randomBytes(1000)]) {
      const text = bytes.toString("base64");
      const outcome = service.importMaterial(
        REGION,
        keyId,
        { material: text },
        contextOf(),
      );
      await expect(outcome).rejects.toMatchObject({
        kind: "invalid",
        message: expect.not.stringContaining(text) as string,
      });
    }
  });
});

test.each([
  ["RSA_2048", "rsa"],
  ["EC_P256", "ec"],
] as const)("the public key of %s is the cloud's", async (spec, type) => {
  const key = await makeKey(service, { spec, usage: "SIGN_VERIFY" });
  const { der, pem } = await service.publicKey(REGION, key, contextOf());
  const fromPem = createPublicKey(pem);
  expect(fromPem.asymmetricKeyType).toBe(type);
  expect(
    fromPem.export({ type: "spki", format: "der" }).toString("base64"),
  ).toBe(der);
  expect(fromPem.export({ type: "spki", format: "pem" })).toBe(pem);
});

test("regions are apart", async () => {
  const here = await makeKey(service);
  const there = await makeKey(service, { region: OTHER_REGION });
  expect(
    await service.describe(OTHER_REGION, here.keyId, {}, contextOf()),
  ).toBeUndefined();
  expect(there.arn).toContain(OTHER_REGION);
});

test("what Alibaba Cloud has not is refused by name", async () => {
  await expect(
    service.cancelArchive(REGION, "key-1", contextOf()),
  ).rejects.toMatchObject({ kind: "unsupported" });
  await expect(service.precheck(requestOf(), contextOf())).resolves.toBe(
    undefined,
  );
});
