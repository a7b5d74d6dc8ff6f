import { importMaterial, TestCloud, type Parameters } from "../testing/alibaba";

/**
 * The table of docs/clouds/alibaba.md#states, cell by cell: Enabled, Disabled, PendingDeletion, PendingImport. "-" =
 * can't be.
 */
const DOCUMENTED: [string[], string, string, string, string][] = [
  [
    [
      "DescribeKey",
      "ListKeys",
      "ListAliases",
      "ListAliasesByKeyId",
      "DeleteAlias",
      "ListResourceTags",
      "ListKeyVersions",
      "DescribeKeyVersion",
      "GetParametersForImport",
      "DeleteKeyMaterial",
    ],
    "ok",
    "ok",
    "ok",
    "ok",
  ],
  [
    [
      "Encrypt",
      "Decrypt",
      "GenerateDataKey",
      "GenerateDataKeyWithoutPlaintext",
      "CreateKeyVersion",
      "UpdateRotationPolicy",
    ],
    "ok",
    "Rejected.Disabled",
    "Rejected.PendingDeletion",
    "Rejected.PendingImport",
  ],
  [
    ["UpdateKeyDescription", "TagResource", "UntagResource"],
    "ok",
    "ok",
    "Rejected.PendingDeletion",
    "ok",
  ],
  [
    ["EnableKey", "DisableKey"],
    "ok",
    "ok",
    "Rejected.StateModifiedFailed",
    "Rejected.StateModifiedFailed",
  ],
  [
    ["ScheduleKeyDeletion", "CreateAlias", "ImportKeyMaterial"],
    "ok",
    "ok",
    "Rejected.StateModifiedFailed",
    "ok",
  ],
  [
    ["CancelKeyDeletion"],
    "Rejected.StateModifiedFailed",
    "Rejected.StateModifiedFailed",
    "ok",
    "Rejected.StateModifiedFailed",
  ],
  [["UpdateAlias"], "ok", "ok", "Rejected.PendingDeletion", "ok"],
  [["SetDeletionProtection"], "ok", "ok", "Rejected.PendingDeletion", "ok"],
  [
    ["SetKeyPolicy", "TagResources", "UntagResources"],
    "ok",
    "ok",
    "Rejected.PendingDeletion",
    "ok",
  ],
  [["GetPublicKey"], "ok", "ok", "Rejected.PendingDeletion", "-"],
];

const STATES = ["Enabled", "Disabled", "PendingDeletion", "PendingImport"];

const CELLS: [action: string, state: string, answer: string][] = [];
for (const [actions, ...answers] of DOCUMENTED)
  for (const action of actions)
    for (const [column, state] of STATES.entries()) {
      const answer = answers[column] ?? "-";
      if (answer !== "-") CELLS.push([action, state, answer]);
    }

/** A key on which every action of the table could be done, but for its state. */
interface Subject {
  keyId: string;
  versionId: string;
  ciphertext: string;
  imported: Parameters;
}

const VALID: Record<string, (subject: Subject) => Parameters> = {
  ListKeys: () => ({}),
  ListAliases: () => ({}),
  DeleteAlias: () => ({ AliasName: "alias/of-subject" }),
  DescribeKeyVersion: ({ keyId, versionId }) => ({
    KeyId: keyId,
    KeyVersionId: versionId,
  }),
  GetPublicKey: ({ keyId, versionId }) => ({
    KeyId: keyId,
    KeyVersionId: versionId,
  }),
  GetParametersForImport: ({ keyId }) => ({
    KeyId: keyId,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  }),
  ImportKeyMaterial: ({ imported }) => imported,
  Encrypt: ({ keyId }) => ({ KeyId: keyId, Plaintext: "aGVsbG8=" }),
  Decrypt: ({ ciphertext }) => ({ CiphertextBlob: ciphertext }),
  UpdateRotationPolicy: ({ keyId }) => ({
    KeyId: keyId,
    EnableAutomaticRotation: true,
    RotationInterval: "30d",
  }),
  UpdateKeyDescription: ({ keyId }) => ({ KeyId: keyId, Description: "new" }),
  TagResource: ({ keyId }) => ({
    KeyId: keyId,
    Tags: '[{"TagKey":"a","TagValue":"b"}]',
  }),
  UntagResource: ({ keyId }) => ({ KeyId: keyId, TagKeys: '["a"]' }),
  ScheduleKeyDeletion: ({ keyId }) => ({
    KeyId: keyId,
    PendingWindowInDays: 7,
  }),
  CreateAlias: ({ keyId }) => ({ KeyId: keyId, AliasName: "alias/new" }),
  UpdateAlias: ({ keyId }) => ({ KeyId: keyId, AliasName: "alias/of-other" }),
  SetDeletionProtection: ({ keyId }) => ({
    KeyId: keyId,
    EnableDeletionProtection: true,
  }),
  SetKeyPolicy: ({ keyId }) => ({
    KeyId: keyId,
    Policy: '{"Version":"1","Statement":[]}',
  }),
  TagResources: ({ keyId }) => ({
    RegionId: "cn-hangzhou",
    ResourceType: "key",
    "ResourceId.1": keyId,
    "Tag.1.Key": "a",
    "Tag.1.Value": "b",
  }),
  UntagResources: ({ keyId }) => ({
    RegionId: "cn-hangzhou",
    ResourceType: "key",
    "ResourceId.1": keyId,
    "TagKey.1": "a",
  }),
};

const ON_EXTERNAL_KEYS = [
  "GetParametersForImport",
  "ImportKeyMaterial",
  "DeleteKeyMaterial",
];
const ON_ASYMMETRIC_KEYS = ["CreateKeyVersion", "GetPublicKey"];

function creation(action: string, state: string): Parameters {
  const instance: Parameters =
    action === "SetKeyPolicy" ? { DKMSInstanceId: "kst-a" } : {};
  if (state === "PendingImport" || ON_EXTERNAL_KEYS.includes(action))
    return { ...instance, Origin: "EXTERNAL" };
  if (ON_ASYMMETRIC_KEYS.includes(action)) return { KeySpec: "EC_P256" };
  return instance;
}

/** The key in its state, after it was enabled as far as the action needs it. */
async function subjectIn(
  cloud: TestCloud,
  action: string,
  state: string,
): Promise<Subject> {
  cloud.set("alibaba.instances", "kst-a:dedicated");
  const wanted = creation(action, state);
  const keyId = await cloud.createKey(wanted);
  // Versions are made seven days apart at least.
  cloud.advance({ days: 8 });
  const needsMaterial =
    state !== "PendingImport" ||
    ["Decrypt", "ImportKeyMaterial"].includes(action);
  const imported =
    wanted.Origin === "EXTERNAL" && needsMaterial
      ? await importMaterial(cloud, keyId)
      : {};
  const ciphertext =
    action === "Decrypt"
      ? (await cloud.ok("Encrypt", { KeyId: keyId, Plaintext: "aGVsbG8=" }))
          .CiphertextBlob
      : "";
  const versions = await cloud.ok("ListKeyVersions", { KeyId: keyId });
  const versionId = versions.KeyVersions.KeyVersion[0]?.KeyVersionId ?? "";
  const other = await cloud.createKey();
  await cloud.ok("CreateAlias", {
    KeyId: keyId,
    AliasName: "alias/of-subject",
  });
  await cloud.ok("CreateAlias", { KeyId: other, AliasName: "alias/of-other" });
  await bringInto(cloud, keyId, state);
  return { keyId, versionId, ciphertext, imported };
}

async function bringInto(cloud: TestCloud, keyId: string, state: string) {
  if (state === "Disabled") await cloud.ok("DisableKey", { KeyId: keyId });
  if (state === "PendingImport")
    await cloud.ok("DeleteKeyMaterial", { KeyId: keyId });
  if (state === "PendingDeletion")
    await cloud.ok("ScheduleKeyDeletion", {
      KeyId: keyId,
      PendingWindowInDays: 30,
    });
  expect((await cloud.describe(keyId)).KeyState).toBe(state);
}

test.each(CELLS)("%s in %s: %s", async (action, state, answer) => {
  const cloud = new TestCloud();
  const subject = await subjectIn(cloud, action, state);
  const parameters = VALID[action]?.(subject) ?? { KeyId: subject.keyId };
  expect(await cloud.outcome(action, parameters)).toBe(
    answer === "ok" ? "200" : `409 ${answer}`,
  );
});

test("a rejected action changes nothing", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey({ Description: "before" });
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: keyId,
    PendingWindowInDays: 7,
  });
  const before = cloud.emulator.keys();
  for (const [action, state, answer] of CELLS) {
    if (state !== "PendingDeletion" || answer === "ok") continue;
    const subject = { keyId, versionId: "", ciphertext: "", imported: {} };
    await cloud.call(action, VALID[action]?.(subject) ?? { KeyId: keyId });
  }
  expect(cloud.emulator.keys()).toEqual(before);
});

test("the rows that no vendor's page states can be switched off", async () => {
  const cloud = new TestCloud({ "alibaba.unsureStateRows": false });
  const keyId = await cloud.createKey();
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: keyId,
    PendingWindowInDays: 7,
  });
  const subject = { keyId, versionId: "", ciphertext: "", imported: {} };
  for (const action of ["TagResources", "SetDeletionProtection"])
    expect(await cloud.outcome(action, VALID[action]?.(subject))).toBe("200");
});
