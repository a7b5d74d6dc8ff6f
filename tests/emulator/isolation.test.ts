import { Emulator } from "../support/emulator";
import { OTHER_ACCOUNT } from "./refusals";
import { AlibabaClient } from "./support/alibaba";
import { ACCOUNT, type AskOptions, type CloudClient } from "./support/cloud";
import { AGENT } from "./support/http";
import { TencentClient } from "./support/tencent";

/** Another account, or the same one in another region, can neither see a key nor change it. */
const MARK = "treasure";
const PLAINTEXT = Buffer.from(`${MARK} map`).toString("base64");

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "eu-central-1"],
  });
});

afterAll(async () => {
  AGENT.destroy();
  await emulator.stop();
});

interface Victim {
  KeyId: string;
  ciphertext: string;
}

/** A call that names the victim in every possible way. */
type Attempt = [
  action: string,
  parameters: (victim: Victim) => object,
  service?: AskOptions["service"],
];

async function createForAlibaba(cloud: CloudClient): Promise<Victim> {
  const KeyId = await cloud.createKey({
    Description: MARK,
    Tags: `[{"TagKey":"${MARK}","TagValue":"${MARK}"}]`,
  });
  await cloud.do("CreateAlias", { KeyId, AliasName: `alias/${MARK}` });
  const encrypted = await cloud.do("Encrypt", { KeyId, Plaintext: PLAINTEXT });
  return { KeyId, ciphertext: String(encrypted["CiphertextBlob"]) };
}

function byKey(action: string, more: object = {}): Attempt {
  return [action, ({ KeyId }) => ({ KeyId, ...more })];
}

function byArn(action: string, more: object = {}): Attempt {
  const arn = (KeyId: string) => `acs:kms:cn-hangzhou:${ACCOUNT}:key/${KeyId}`;
  return [action, ({ KeyId }) => ({ KeyId: arn(KeyId), ...more })];
}

const IMPORT = {
  WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  WrappingKeySpec: "RSA_2048",
};
const ALIBABA_READS: Attempt[] = [
  byKey("DescribeKey"),
  byArn("DescribeKey"),
  ["DescribeKey", () => ({ KeyId: `alias/${MARK}` })],
  [
    "DescribeKey",
    () => ({ KeyId: `acs:kms:cn-hangzhou:${ACCOUNT}:alias/${MARK}` }),
  ],
  ["ListKeys", () => ({})],
  [
    "ListKeys",
    ({ KeyId }) => ({ Filters: `[{"Key":"keyId","Values":["${KeyId}"]}]` }),
  ],
  ["ListKeys", () => ({ Filters: `[{"Key":"TagKey","Values":["${MARK}"]}]` })],
  ["ListAliases", () => ({})],
  byKey("ListAliasesByKeyId"),
  byKey("ListKeyVersions"),
  byKey("ListResourceTags"),
  byArn("ListResourceTags"),
  byKey("GetKeyPolicy"),
  byKey("GetParametersForImport", IMPORT),
  byKey("GenerateDataKey"),
  byArn("Encrypt", { Plaintext: "eA==" }),
  ["Decrypt", ({ ciphertext }) => ({ CiphertextBlob: ciphertext })],
];
const ALIBABA_CHANGES: Attempt[] = [
  byKey("DisableKey"),
  byArn("DisableKey"),
  byKey("ScheduleKeyDeletion", { PendingWindowInDays: 7 }),
  byArn("ScheduleKeyDeletion", { PendingWindowInDays: 7 }),
  byKey("UpdateKeyDescription", { Description: "mine" }),
  byKey("UpdateRotationPolicy", {
    EnableAutomaticRotation: true,
    RotationInterval: "7d",
  }),
  byKey("CreateAlias", { AliasName: "alias/mine" }),
  ["DeleteAlias", () => ({ AliasName: `alias/${MARK}` })],
  byKey("UpdateAlias", { AliasName: `alias/${MARK}` }),
  byKey("TagResource", { Tags: '[{"TagKey":"mine","TagValue":"1"}]' }),
  byKey("UntagResource", { TagKeys: `["${MARK}"]` }),
  byKey("DeleteKeyMaterial"),
  byArn("SetDeletionProtection", { EnableDeletionProtection: true }),
];

async function createForTencent(cloud: CloudClient): Promise<Victim> {
  const KeyId = await cloud.createKey({
    Alias: MARK,
    Description: MARK,
    Tags: [{ TagKey: MARK, TagValue: MARK }],
  });
  const encrypted = await cloud.do("Encrypt", { KeyId, Plaintext: PLAINTEXT });
  return { KeyId, ciphertext: String(encrypted["CiphertextBlob"]) };
}

function resource({ KeyId }: Victim): string {
  return `creatorUin/${ACCOUNT}/${KeyId}`;
}

function fullName(victim: Victim): string {
  return `qcs::kms:ap-singapore:uin/${ACCOUNT}:key/${resource(victim)}`;
}

const TENCENT_READS: Attempt[] = [
  byKey("DescribeKey"),
  ["DescribeKeys", ({ KeyId }) => ({ KeyIds: [KeyId] })],
  ["ListKeys", () => ({})],
  ["ListKeyDetail", () => ({ KeyUsage: "ALL" })],
  ["ListKeyDetail", ({ KeyId }) => ({ SearchKeyAlias: KeyId })],
  [
    "ListKeyDetail",
    () => ({ TagFilters: [{ TagKey: MARK, TagValue: [MARK] }] }),
  ],
  byKey("GetKeyRotationStatus"),
  byKey("GetPublicKey"),
  byKey("GetParametersForImport", IMPORT),
  byKey("GenerateDataKey", { KeySpec: "AES_256" }),
  byKey("Encrypt", { Plaintext: "eA==" }),
  ["Decrypt", ({ ciphertext }) => ({ CiphertextBlob: ciphertext })],
];
const TENCENT_CHANGES: Attempt[] = [
  byKey("DisableKey"),
  ["DisableKeys", ({ KeyId }) => ({ KeyIds: [KeyId] })],
  byKey("ArchiveKey"),
  byKey("ScheduleKeyDeletion", { PendingWindowInDays: 7 }),
  byKey("UpdateAlias", { Alias: "mine" }),
  byKey("UpdateKeyDescription", { Description: "mine" }),
  byKey("EnableKeyRotation", { RotateDays: 7 }),
  byKey("DeleteImportedKeyMaterial"),
  byKey("BindCloudResource", { ProductId: "mysql", ResourceId: "mine" }),
];

/** The tag service has no regions: these are the other account's alone. */
const TENCENT_TAGS: Attempt[] = [
  [
    "DescribeResourceTagsByResourceIds",
    (victim) => ({
      ServiceType: "kms",
      ResourcePrefix: "key",
      ResourceIds: [resource(victim)],
      ResourceRegion: "ap-singapore",
    }),
    "tag",
  ],
  ["GetResources", (victim) => ({ ResourceList: [fullName(victim)] }), "tag"],
  [
    "GetResources",
    () => ({ TagFilters: [{ TagKey: MARK, TagValue: [MARK] }] }),
    "tag",
  ],
  [
    "ModifyResourceTags",
    (victim) => ({
      Resource: fullName(victim),
      DeleteTags: [{ TagKey: MARK }],
    }),
    "tag",
  ],
  [
    "TagResources",
    (victim) => ({
      ResourceList: [fullName(victim)],
      Tags: [{ TagKey: "mine", TagValue: "1" }],
    }),
    "tag",
  ],
];

/** These succeed: with empty lists, or TagResources with a list of what it could not tag. */
const ANSWERS_LISTS =
  /^(ListKey(s|Detail)|ListAliases|DescribeResourceTags.*|GetResources|TagResources)$/;

interface Isolation {
  name: string;
  connect: () => CloudClient;
  create: (cloud: CloudClient) => Promise<Victim>;
  /** Tried by another account, and from another region. */
  attempts: Attempt[];
  otherAccountOnly: Attempt[];
}

const CLOUDS: Isolation[] = [
  {
    name: "Alibaba",
    connect: () => new AlibabaClient(emulator),
    create: createForAlibaba,
    attempts: [...ALIBABA_READS, ...ALIBABA_CHANGES],
    otherAccountOnly: [],
  },
  {
    name: "Tencent",
    connect: () => new TencentClient(emulator),
    create: createForTencent,
    attempts: [...TENCENT_READS, ...TENCENT_CHANGES],
    otherAccountOnly: TENCENT_TAGS,
  },
];

describe.each(CLOUDS)("$name", (isolation) => {
  let cloud: CloudClient;
  let victim: Victim;

  beforeAll(async () => {
    await emulator.reset();
    await emulator.addAccount({
      accessKeyId: OTHER_ACCOUNT.id,
      accessKeySecret: OTHER_ACCOUNT.secret,
      account: "200000000002",
    });
    cloud = isolation.connect();
    victim = await isolation.create(cloud);
  });

  async function expectNothing(attempt: Attempt, options: AskOptions) {
    const [action, parameters, service] = attempt;
    const before = await emulator.keys();
    const { reply, outcome } = await cloud.ask(action, parameters(victim), {
      ...options,
      service,
    });
    expect(reply.text).not.toContain(MARK);
    expect(reply.text).not.toContain(PLAINTEXT);
    if (action.startsWith("List"))
      expect(reply.text).not.toContain(victim.KeyId);
    if (!ANSWERS_LISTS.test(action)) expect(outcome).not.toBe("200 ok");
    expect(await emulator.keys()).toEqual(before);
  }

  test.each([...isolation.attempts, ...isolation.otherAccountOnly])(
    "%s by another account",
    (...attempt) => expectNothing(attempt, { as: OTHER_ACCOUNT }),
  );

  test.each(isolation.attempts)("%s from another region", (...attempt) =>
    expectNothing(attempt, { region: cloud.abroad }),
  );
});
