import { createPublicKey } from "node:crypto";
import type { KeyView } from "../../../emulator/clouds";
import { ACCOUNT, type CloudClient } from "../support/cloud";
import {
  having,
  matching,
  membersOf,
  type Evidence,
  type Fields,
  type Place,
} from "./evidence";
import { unlistedCodes, ERRORS } from "./tencent-errors";

const TCR = "a published tccli session on TCR image signing, 2026-06-18";
const EXAMPLES = "tccli 3.1.189.1, services/kms/v20190118/examples.json";
const API = "tccli 3.1.189.1, services/kms/v20190118/api.json";
const GO = "tencentcloud-sdk-go kms v1.3.87, client.go: each action's errors";
const DAY = 86_400;

const GUANGZHOU = { region: "ap-guangzhou" };

async function described(cloud: CloudClient, request: object): Promise<Fields> {
  const KeyId = await cloud.createKey(request, GUANGZHOU);
  const { KeyMetadata } = await cloud.do("DescribeKey", { KeyId }, GUANGZHOU);
  return KeyMetadata as Fields;
}

async function productKey({ cloud, control }: Place): Promise<KeyView> {
  const asked = { cloud: "tencent", owner: "cbs", region: cloud.home };
  const [key] = (await control("seed", { keys: [asked] })) as [KeyView];
  return key;
}

/** What an action answers for a key of one kind in its first state. */
async function codeOf(
  { cloud }: Place,
  action: string,
  request: object,
  parameters: object = {},
): Promise<string> {
  const KeyId = await cloud.createKey(request);
  const { outcome } = await cloud.ask(action, { KeyId, ...parameters });
  return outcome.replace("200 ", "");
}

const EXTERNAL = { Type: 2 };
const PLAIN = { Plaintext: "dGVzdAo=" };

const newKey: readonly Evidence[] = [
  {
    id: "CreateKey: reply",
    weight: "recording",
    source: TCR,
    fact: "All members, of a key without tags.",
    ask: async ({ cloud }) => {
      const KeyUsage = "ASYMMETRIC_SIGN_VERIFY_RSA_2048";
      const reply = await cloud.do("CreateKey", { Alias: "tcr", KeyUsage });
      return { ...reply, KeyId: "", CreateTime: 0 };
    },
    expected: {
      KeyId: "",
      Alias: "tcr",
      CreateTime: 0,
      Description: "",
      KeyState: "Enabled",
      KeyUsage: "ASYMMETRIC_SIGN_VERIFY_RSA_2048",
      TagCode: 0,
      TagMsg: "",
      HsmClusterId: "",
    },
  },
  {
    id: "CreateKey: KeyId",
    weight: "recording",
    source: `${TCR}; ${EXAMPLES}`,
    fact: "A UUID of version 1 that tells CreateTime, made by a virtual machine.",
    ask: async ({ cloud }) => {
      const reply = await cloud.do("CreateKey", { Alias: "timed" });
      const [low, middle, high = ""] = String(reply.KeyId).split("-");
      const ticks = BigInt(`0x${high.slice(1)}${middle}${low}`);
      const time = Number(ticks / 10_000_000n) - 12_219_292_800;
      return [reply.KeyId, Math.abs(time - Number(reply.CreateTime)) <= 1];
    },
    expected: [
      matching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-5254[0-9a-f]{8}$/,
      ),
      true,
    ],
  },
];

const reads: readonly Evidence[] = [
  {
    id: "DescribeKey: members",
    weight: "recording",
    source: `${EXAMPLES}, 2024-10-31`,
    fact: "KeyMetadata has at least these; the newest model has more.",
    ask: async ({ cloud }) => membersOf(await described(cloud, {})),
    expected: having(
      "Alias CreateTime CreatorUin DeletionDate Description HsmClusterId KeyId KeyRotationEnabled KeyState KeyUsage NextRotateTime Origin Owner ResourceId Type ValidTo",
    ),
  },
  {
    id: "DescribeKey: values",
    weight: "recording",
    source: EXAMPLES,
    fact: "A user's key in a region of the Chinese standard.",
    ask: async ({ cloud }) => {
      const metadata = await described(cloud, {});
      const ResourceId = String(metadata.ResourceId);
      return {
        ...metadata,
        ResourceId: ResourceId.replace(String(metadata.KeyId), "KEYID"),
      };
    },
    expected: expect.objectContaining({
      DeletionDate: 0,
      ValidTo: 0,
      Owner: "user",
      Type: 4,
      KeyRotationEnabled: false,
      ResourceId: `creatorUin/${ACCOUNT}/KEYID`,
    }),
  },
  {
    id: "DescribeKey: Owner of a product's key",
    weight: "vendor's specification",
    source: API,
    fact: "`user` for a key that the user made, else the product's name.",
    ask: async (place) => {
      const { keyId: KeyId } = await productKey(place);
      const { cloud } = place;
      const { KeyMetadata } = await cloud.do("DescribeKey", { KeyId });
      return (KeyMetadata as Fields).Owner;
    },
    expected: "cbs",
  },
  {
    id: "ListKeys, ListKeyDetail: products' keys",
    weight: "vendor's specification",
    source: API,
    fact: "Role 1 lists them alone; role 0, the default, those of the user.",
    ask: async (place) => {
      const { keyId } = await productKey(place);
      const { cloud } = place;
      await cloud.createKey();
      const found = async (Role?: number) => {
        const { Keys } = await cloud.do("ListKeys", { Role });
        const detail = await cloud.do("ListKeyDetail", { Role });
        const lists = [Keys, detail.KeyMetadatas] as { KeyId: string }[][];
        return lists.map((keys) => keys.map((key) => key.KeyId === keyId));
      };
      return [await found(), await found(0), await found(1)];
    },
    expected: [
      [[false], [false]],
      [[false], [false]],
      [[true], [true]],
    ],
  },
  {
    id: "ArchiveKey: a product's key",
    weight: "vendor's specification",
    source: GO,
    fact: "NotUserCreatedCmk is in its list of errors.",
    ask: async (place) => {
      const { keyId: KeyId } = await productKey(place);
      return (await place.cloud.ask("ArchiveKey", { KeyId })).outcome;
    },
    expected: "200 UnsupportedOperation.NotUserCreatedCmk",
  },
  {
    id: "DescribeKey: NextRotateTime while rotation is off",
    weight: "recording",
    source: EXAMPLES,
    fact: "A year after the key was made.",
    ask: async ({ cloud }) => {
      const { CreateTime, NextRotateTime } = await described(cloud, {});
      return Number(NextRotateTime) - Number(CreateTime);
    },
    expected: 365 * DAY,
  },
  {
    id: "ListKeyDetail: NextRotateTime of an asymmetric key",
    weight: "recording",
    source: `${EXAMPLES}, 2024-09-03`,
    fact: "The same, although it never rotates.",
    ask: async ({ cloud }) => {
      const KeyUsage = "ASYMMETRIC_SIGN_VERIFY_SM2";
      const { CreateTime, NextRotateTime } = await described(cloud, {
        KeyUsage,
      });
      return Number(NextRotateTime) - Number(CreateTime);
    },
    expected: 365 * DAY,
  },
  {
    id: "ListKeyDetail: order",
    weight: "recording",
    source: EXAMPLES,
    fact: "OrderType 0 lists the newest first.",
    ask: async ({ cloud }) => {
      const made = [await cloud.createKey(), await cloud.createKey()];
      const reply = await cloud.do("ListKeyDetail", { OrderType: 0 });
      const listed = reply.KeyMetadatas as { KeyId: string }[];
      const order = listed.map(({ KeyId }) => made.indexOf(KeyId));
      return [membersOf(reply), order];
    },
    expected: [
      ["KeyMetadatas", "TotalCount"],
      [1, 0],
    ],
  },
  {
    id: "ListKeys: members",
    weight: "recording",
    source: EXAMPLES,
    fact: "Ids alone.",
    ask: async ({ cloud }) => {
      await cloud.createKey();
      const reply = await cloud.do("ListKeys");
      return [membersOf(reply), (reply.Keys as object[]).map(membersOf)];
    },
    expected: [["Keys", "TotalCount"], [["KeyId"]]],
  },
  {
    id: "GetPublicKey: PublicKeyPem",
    weight: "recording",
    source: "Tencent's documents on ECC signing with KMS, 2020-03-09",
    fact: "PEM of PublicKey's DER in lines of 64, with a newline at the end, not base64 twice.",
    ask: async ({ cloud }) => {
      const KeyId = await cloud.createKey({
        KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
      });
      const reply = await cloud.do("GetPublicKey", { KeyId });
      const key = Buffer.from(String(reply.PublicKey), "base64");
      const pem = createPublicKey({ key, type: "spki", format: "der" });
      const expected = pem.export({ type: "spki", format: "pem" });
      return reply.PublicKeyPem === expected;
    },
    expected: true,
  },
  {
    id: "Replies: null members",
    weight: "vendor's specification",
    source: API,
    fact: "None of the 191 members may be null.",
    ask: async ({ cloud }) => {
      const replies = [
        await described(cloud, {}),
        await cloud.do("CreateKey", { Alias: "nullable" }),
        await cloud.do("GetServiceStatus"),
      ];
      return replies.flatMap((reply) =>
        Object.entries(reply).flatMap(([name, value]) =>
          value === null ? [name] : [],
        ),
      );
    },
    expected: [],
  },
  ...["guangzhou", "hongkong", "taipei", "shanghai", "jakarta"].map(
    (city): Evidence => ({
      id: `GetRegions: ap-${city}`,
      weight: "vendor's sample",
      source: `${API}, GetRegionsResponse`,
      fact: "KMS is there.",
      ask: async ({ cloud }) => {
        const { Regions } = await cloud.do("GetRegions");
        const region = `ap-${city}`;
        await cloud.createKey({}, { region });
        return (Regions as string[]).filter((name) => name === region);
      },
      expected: [`ap-${city}`],
    }),
  ),
];

/** KeyUsage and its Algorithm by ListAlgorithms. */
const ALGORITHMS: readonly (readonly [string, string])[] = [
  ["ENCRYPT_DECRYPT", "SM4"],
  ["ASYMMETRIC_DECRYPT_SM2", "SM2"],
  ["ASYMMETRIC_DECRYPT_RSA_2048", "RSA_2048"],
  ["ASYMMETRIC_Encrypt_Decrypt_Kyber_AES", "Kyber_AES"],
  ["ASYMMETRIC_SIGN_VERIFY_SM2", "SM2"],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_2048"],
  ["ASYMMETRIC_SIGN_VERIFY_ECC", "ECC"],
  ["ASYMMETRIC_SIGN_VERIFY_ECDSA384", "ECDSA384_SHA384"],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_3072", "RSA_3072"],
  ["ASYMMETRIC_SIGN_VERIFY_DILITHIUM", "Dilithium"],
];

const algorithms = ALGORITHMS.map(([KeyUsage, Algorithm]): Evidence => ({
  id: `ListAlgorithms: ${KeyUsage}`,
  weight: "vendor's sample",
  source: `${API}, ListAlgorithmsResponse`,
  fact: "The name of its algorithm.",
  ask: async ({ cloud }) => {
    const lists = await cloud.do("ListAlgorithms", {}, GUANGZHOU);
    return Object.values(lists as Record<string, Fields[]>)
      .flat()
      .filter((each) => each.KeyUsage === KeyUsage)
      .map((each) => each.Algorithm);
  },
  expected: [Algorithm],
}));

const MEMBER_ACTIONS =
  "ArchiveKey CancelKeyArchive CancelKeyDeletion DescribeKey DescribeKeys DisableKey DisableKeyRotation DisableKeys EnableKey EnableKeyRotation EnableKeys GetKeyRotationStatus ListKeyDetail RotateKey ScheduleKeyDeletion UpdateAlias UpdateKeyDescription".split(
    " ",
  );

const changes: readonly Evidence[] = [
  {
    id: "ScheduleKeyDeletion: DeletionDate at the end of a day",
    weight: "vendor's sample",
    source: `${EXAMPLES}, 2019`,
    fact: "23:59:59 in Beijing.",
    ask: (place) => deletionDate(place),
    expected: "the end of a day",
    differs: {
      answer: "to the second",
      reason:
        "Recordings of 2025 count days to the second, and are newer. The switch tencent.deletionAtDayEnd has the old form.",
    },
  },
  {
    id: "ScheduleKeyDeletion: DeletionDate to the second",
    weight: "recording",
    source: `${EXAMPLES}, 2025-06: ListDataKeyDetail, ScheduleDataKeyDeletion`,
    fact: "The time of the request and whole days.",
    ask: (place) => deletionDate(place),
    expected: "to the second",
  },
  {
    id: "ScheduleKeyDeletion: an enabled key",
    weight: "recording",
    source: TCR,
    fact: "It has to be disabled first.",
    ask: (place) =>
      codeOf(place, "ScheduleKeyDeletion", {}, { PendingWindowInDays: 7 }),
    expected: "ResourceUnavailable.CmkShouldBeDisabled",
  },
  {
    id: "Errors: the code is one of the action's own",
    weight: "vendor's specification",
    source: GO,
    fact: `${ERRORS.size} actions, each with keys of each kind in each state, an unknown key and a wrong id.`,
    ask: async ({ cloud, set }) => {
      await set({ "tencent.keyQuota": 1000 });
      return unlistedCodes(cloud);
    },
    expected: [],
  },
  {
    id: "EnableKeyRotation: an asymmetric key",
    weight: "vendor's specification",
    source: GO,
    fact: "The action's list has no code of its own for it.",
    ask: async (place) => {
      const KeyUsage = "ASYMMETRIC_SIGN_VERIFY_ECC";
      const code = await codeOf(place, "EnableKeyRotation", { KeyUsage });
      return ERRORS.get("EnableKeyRotation")?.includes(code);
    },
    expected: true,
  },
  {
    id: "UpdateAlias: a key pending deletion",
    weight: "vendor's specification",
    source: `${API}: it is refused; ${GO}`,
    fact: "It is refused by one of the action's codes, of which none speaks of states.",
    ask: async ({ cloud }) => {
      const KeyId = await cloud.createKey();
      await cloud.do("DisableKey", { KeyId });
      await cloud.do("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
      const asked = { KeyId, Alias: "renamed" };
      const { outcome } = await cloud.ask("UpdateAlias", asked);
      return ERRORS.get("UpdateAlias")?.includes(outcome.replace("200 ", ""));
    },
    expected: true,
  },
  {
    id: "MemberAccount: who takes it",
    weight: "vendor's specification",
    source: API,
    fact: "Sixteen actions on keys; ListKeyDetail takes several.",
    ask: ({ cloud }) => memberActions(cloud),
    expected: MEMBER_ACTIONS,
  },
];

async function deletionDate({ cloud }: Place): Promise<string> {
  const KeyId = await cloud.createKey();
  await cloud.do("DisableKey", { KeyId });
  const before = Math.floor(Date.now() / 1000);
  const asked = { KeyId, PendingWindowInDays: 7 };
  const { DeletionDate } = await cloud.do("ScheduleKeyDeletion", asked);
  const late = Number(DeletionDate) - before - 7 * DAY;
  return late >= 0 && late < 60 ? "to the second" : "the end of a day";
}

/** The actions that know the parameter. */
async function memberActions(cloud: CloudClient): Promise<string[]> {
  const member = { MemberAppId: 0, MemberUin: 0 };
  const knowing: string[] = [];
  for (const action of [...ERRORS.keys()].sort()) {
    const asked =
      action === "ListKeyDetail"
        ? { MemberAccounts: [member] }
        : { MemberAccount: member };
    const { outcome } = await cloud.ask(action, asked);
    if (outcome !== "200 UnknownParameter") knowing.push(action);
  }
  return knowing;
}

const use: readonly Evidence[] = [
  {
    id: "Encrypt: CiphertextBlob",
    weight: "recording",
    source: EXAMPLES,
    fact: "Three parts of base64 joined by -k-, of which the first two have 64 and 16 bytes.",
    ask: async ({ cloud }) => {
      const KeyId = await cloud.createKey();
      const { CiphertextBlob } = await cloud.do("Encrypt", { KeyId, ...PLAIN });
      const parts = String(CiphertextBlob).split("-k-");
      const [head, salt] = parts.map((part) => Buffer.from(part, "base64"));
      return [parts.length, head?.length, salt?.length];
    },
    expected: [3, 64, 16],
  },
  {
    id: "Encrypt: a key that waits for its material",
    weight: "vendor's specification",
    source: GO,
    fact: "Of the action's codes CmkDisabled fits.",
    ask: (place) => codeOf(place, "Encrypt", EXTERNAL, PLAIN),
    expected: "ResourceUnavailable.CmkDisabled",
  },
  {
    id: "GenerateDataKey: a key that waits for its material",
    weight: "vendor's specification",
    source: GO,
    fact: "Of the action's codes CmkDisabled fits.",
    ask: (place) =>
      codeOf(place, "GenerateDataKey", EXTERNAL, { KeySpec: "AES_256" }),
    expected: "ResourceUnavailable.CmkDisabled",
  },
  {
    id: "A policy that denies: text",
    weight: "recording",
    source: "TencentCloud/tencentcloud-sdk-java#78, of another product",
    fact: "It names request, operation and resource.",
    ask: async (place) => (await denied(place)).message,
    expected: `[request id:ID]you are not authorized to perform operation (kms:Encrypt)\nresource (qcs::kms:ap-singapore:uin/${ACCOUNT}:key/creatorUin/${ACCOUNT}/KEYID) has no permission`,
  },
  {
    id: "A policy that denies: code",
    weight: "recording",
    source: "TencentCloud/tencentcloud-sdk-java#78, of another product",
    fact: "AuthFailure.UnauthorizedOperation.",
    ask: async (place) => (await denied(place)).outcome,
    expected: "200 AuthFailure.UnauthorizedOperation",
    differs: {
      answer: "200 UnauthorizedOperation",
      reason:
        "KMS lists UnauthorizedOperation for its actions, and the recording is of another product. The switch tencent.deniedCode has the other code.",
    },
  },
];

async function denied({ cloud, set }: Place) {
  const KeyId = await cloud.createKey();
  await set({ "tencent.deniedActions": "Encrypt" });
  const asked = { KeyId, ...PLAIN };
  const { outcome, fields, requestId } = await cloud.ask("Encrypt", asked);
  const { Message } = fields.Error as { Message: string };
  const message = Message.replace(requestId, "ID").replace(KeyId, "KEYID");
  return { outcome, message };
}

export const TENCENT = [...newKey, ...reads, ...algorithms, ...changes, ...use];
