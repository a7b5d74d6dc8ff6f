import type { KeyView } from "../../../emulator/clouds";
import { ACCOUNT } from "../support/cloud";
import {
  having,
  matching,
  membersOf,
  type Evidence,
  type Fields,
  type Place,
} from "./evidence";
import { STATE_TABLE, stateTable } from "./alibaba-states";

const FC_SAMPLE =
  "Function Compute's public sample of secrets, a README with a session of 2019-11-27";
const CLOUDSPLOIT =
  "aquasecurity/cloudsploit, fixtures of plugins/alibaba (oss/bucketCmkEncrypted, ecs/dataDisksEncrypted, ecs/systemDisksEncrypted), 2021-05-03";
const PAGES_2021 = "AlibabaCloudDocs/kms, intl.en-US, 2021-07";
const SDK_3 =
  "PyPI alibabacloud_kms20160120 3.3.1; aliyun/aliyun-openapi-meta, en-US/kms";
const TERRAFORM = "aliyun/terraform-provider-alicloud 81c43b6";

async function created(place: Place, request: object = {}): Promise<Fields> {
  const { KeyMetadata } = await place.cloud.do("CreateKey", request);
  return KeyMetadata as Fields;
}

async function described(place: Place, KeyId: unknown): Promise<Fields> {
  const { KeyMetadata } = await place.cloud.do("DescribeKey", { KeyId });
  return KeyMetadata as Fields;
}

async function productKey({ cloud, control }: Place): Promise<KeyView> {
  const asked = { cloud: "alibaba", creator: "Ecs", region: cloud.home };
  const [key] = (await control("seed", { keys: [asked] })) as [KeyView];
  return key;
}

async function encrypted({ cloud }: Place, Plaintext: string) {
  const KeyId = await cloud.createKey();
  return { KeyId, reply: await cloud.do("Encrypt", { KeyId, Plaintext }) };
}

const newKey: readonly Evidence[] = [
  {
    id: "CreateKey: fields of 2019",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "KeyMetadata has at least these; newer samples add KeySpec.",
    ask: async (place) =>
      membersOf(await created(place, { Description: "fc-secure-key" })),
    expected: having(
      "Arn AutomaticRotation CreationDate Creator DeleteDate Description KeyId KeyState KeyUsage LastRotationDate MaterialExpireTime Origin PrimaryKeyVersion ProtectionLevel",
    ),
  },
  {
    id: "CreateKey: DeleteDate",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "A key that is not pending has an empty DeleteDate.",
    ask: async (place) => (await created(place)).DeleteDate,
    expected: "",
  },
  {
    id: "CreateKey: MaterialExpireTime",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "It is empty where material never expires.",
    ask: async (place) => (await created(place)).MaterialExpireTime,
    expected: "",
  },
  {
    id: "CreateKey: LastRotationDate",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "A new key was rotated when it was made.",
    ask: async (place) => {
      const { CreationDate, LastRotationDate } = await created(place);
      return [CreationDate, LastRotationDate === CreationDate];
    },
    expected: [matching(/^\d{4}(-\d\d){2}T\d\d(:\d\d){2}Z$/), true],
  },
  {
    id: "CreateKey: Arn and KeyId",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "The id is a lower-case UUID of version 4, and the last part of the ARN.",
    ask: async (place) => {
      const { Arn, KeyId } = await created(place);
      return [KeyId, String(Arn).replace(String(KeyId), "KEYID")];
    },
    expected: [
      matching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      `acs:kms:cn-hangzhou:${ACCOUNT}:key/KEYID`,
    ],
  },
  {
    id: "CreateKey: defaults",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "What a key is of which nothing was said.",
    ask: (place) => created(place),
    expected: expect.objectContaining({
      KeyState: "Enabled",
      KeyUsage: "ENCRYPT/DECRYPT",
      Origin: "Aliyun_KMS",
      ProtectionLevel: "SOFTWARE",
      AutomaticRotation: "Disabled",
    }),
  },
  {
    id: "RequestId: upper case",
    weight: "vendor's sample",
    source: `${PAGES_2021} and newer`,
    fact: "An upper-case UUID.",
    ask: async ({ cloud }) => (await cloud.ask("CreateKey")).requestId,
    expected: matching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
  },
  {
    id: "RequestId: lower case",
    weight: "recording",
    source: `${FC_SAMPLE}; ${CLOUDSPLOIT}`,
    fact: "A lower-case UUID.",
    ask: async ({ cloud }) => (await cloud.ask("CreateKey")).requestId,
    expected: matching(/^[0-9a-f-]{36}$/),
    differs: {
      answer: matching(/^[0-9A-F-]{36}$/),
      reason:
        "The recordings of 2019 to 2021 contradict the newer sample; clients take the id as a text.",
    },
  },
  {
    id: "CreateKey: no protection, no rotation",
    weight: "vendor's sample",
    source: PAGES_2021,
    fact: "CreateKey leaves out what only DescribeKey tells, and what only rotating keys have.",
    ask: async (place) => {
      const fields = await created(place);
      return [
        "DeletionProtection",
        "NextRotationDate",
        "RotationInterval",
      ].filter((name) => name in fields);
    },
    expected: [],
  },
  {
    id: "DeleteDate in samples",
    weight: "vendor's sample",
    source: `${PAGES_2021}: all 20 full samples of keys that are not pending`,
    fact: "DescribeKey's is empty like CreateKey's.",
    ask: async (place) => {
      const made = await created(place);
      const { DeleteDate } = await described(place, made.KeyId);
      return [made.DeleteDate, DeleteDate];
    },
    expected: ["", ""],
  },
  {
    id: "CreateKey: ids of keys in instances",
    weight: "recording",
    source: "sigstore/sigstore, test data of parseRegionIdFromArn",
    fact: "The city with its last letter doubled, the Unix time in 8 hexadecimal digits, 10 digits or lower-case letters.",
    ask: async (place) => {
      const { KeyId } = await created(place, { DKMSInstanceId: "kst-a" });
      const time = parseInt(String(KeyId).slice(7, 15), 16);
      return [KeyId, Math.abs(time - Date.now() / 1000) < 3600];
    },
    expected: [matching(/^key-hzz[0-9a-f]{8}[0-9a-z]{10}$/), true],
  },
  {
    id: "CreateKey: a second key without an instance",
    weight: "recording",
    source: "aliyun/terraform-provider-alicloud#5164",
    fact: "An account without shared keys has one key outside of instances.",
    ask: async ({ cloud, set }) => {
      await set({ "alibaba.mode": "default" });
      await cloud.createKey();
      const { outcome, fields } = await cloud.ask("CreateKey");
      return [outcome, fields.Message];
    },
    expected: ["400 UnsupportedOperation", "This action is not supported."],
  },
];

const reads: readonly Evidence[] = [
  {
    id: "DescribeKey: fields",
    weight: "recording",
    source: CLOUDSPLOIT,
    fact: "All fields of an enabled key that does not rotate.",
    ask: async (place) => {
      const { KeyId } = await created(place);
      return membersOf(await described(place, KeyId));
    },
    expected:
      "Arn AutomaticRotation CreationDate Creator DeleteDate DeletionProtection Description KeyId KeySpec KeyState KeyUsage LastRotationDate MaterialExpireTime Origin PrimaryKeyVersion ProtectionLevel".split(
        " ",
      ),
  },
  {
    id: "DescribeKey: DeletionProtection",
    weight: "recording",
    source: CLOUDSPLOIT,
    fact: "Disabled unless it was set.",
    ask: async (place) => {
      const { KeyId } = await created(place);
      return (await described(place, KeyId)).DeletionProtection;
    },
    expected: "Disabled",
  },
  {
    id: "DescribeKey: the creator of a product's key",
    weight: "recording",
    source: CLOUDSPLOIT,
    fact: "It is the product's name, where a user's key has the account.",
    ask: async (place) => {
      const { keyId } = await productKey(place);
      const own = await created(place);
      return [(await described(place, keyId)).Creator, own.Creator];
    },
    expected: ["Ecs", ACCOUNT],
  },
  {
    id: "DescribeKey: the alias of a product's key",
    weight: "vendor's table",
    source: `${PAGES_2021}, "Aliases": names that begin with acs are kept for products`,
    fact: "It is found by alias/acs/ and the product's name.",
    ask: async (place) => {
      const { keyId } = await productKey(place);
      const { KeyId } = await described(place, "alias/acs/ecs");
      return KeyId === keyId;
    },
    expected: true,
  },
  {
    id: "ListKeys: products' keys",
    weight: "vendor's specification",
    source: SDK_3,
    fact: "The filter CreatorType tells them from the user's.",
    ask: async (place) => {
      const { keyId } = await productKey(place);
      const { KeyId } = await created(place);
      const listed = async (type: string) => {
        const Filters = JSON.stringify([
          { Key: "CreatorType", Values: [type] },
        ]);
        const { Keys } = await place.cloud.do("ListKeys", { Filters });
        return (Keys as { Key: Fields[] }).Key.map((key) => key.KeyId);
      };
      return [await listed("Service"), await listed("User")].map((ids) =>
        ids.map((id) => (id === keyId ? "product" : id === KeyId && "user")),
      );
    },
    expected: [["product"], ["user"]],
  },
  {
    id: "ScheduleKeyDeletion: a product's key",
    weight: "vendor's table",
    source: PAGES_2021,
    fact: "It can't be scheduled for deletion; no page has the code.",
    ask: async (place) => {
      const { keyId: KeyId } = await productKey(place);
      const asked = { KeyId, PendingWindowInDays: 30 };
      const { outcome } = await place.cloud.ask("ScheduleKeyDeletion", asked);
      return [outcome, (await described(place, KeyId)).KeyState];
    },
    expected: [matching(/^4\d\d Rejected/), "Enabled"],
  },
  {
    id: "DescribeKey: an unknown key",
    weight: "vendor's table",
    source: `${PAGES_2021}; constants of the vendor's transfer SDK`,
    fact: "404 with a code that begins with Forbidden.",
    ask: async ({ cloud }) => {
      const KeyId = "00000000-0000-4000-8000-000000000000";
      const { outcome, fields } = await cloud.ask("DescribeKey", { KeyId });
      return [outcome, fields.Message];
    },
    expected: ["404 Forbidden.KeyNotFound", "The specified Key is not found."],
  },
  {
    id: "Any action: an unknown access key",
    weight: "vendor's table",
    source: PAGES_2021,
    fact: "404, although nothing of the request was looked up.",
    ask: async ({ cloud }) => {
      const as = { id: "nobody", secret: "none" };
      return (await cloud.ask("ListKeys", {}, { as })).outcome;
    },
    expected: "404 InvalidAccessKeyId.NotFound",
  },
  {
    id: "ListTagResources: the last page",
    weight: "vendor's specification",
    source: SDK_3,
    fact: "Its NextToken is empty.",
    ask: async ({ cloud }) => {
      const { NextToken } = await cloud.do("ListTagResources", {
        RegionId: cloud.home,
        ResourceType: "key",
      });
      return NextToken;
    },
    expected: "",
  },
  {
    id: "GetKmsInstance: fields",
    weight: "vendor's specification",
    source: SDK_3,
    fact: "What an instance is.",
    ask: async ({ cloud }) => {
      const asked = { KmsInstanceId: "kst-a" };
      const { KmsInstance } = await cloud.do("GetKmsInstance", asked);
      return membersOf(KmsInstance);
    },
    expected: having(
      "InstanceId InstanceName Status CreateTime Spec KeyNum SecretNum VpcNum VpcId ZoneIds VswitchIds EndDate StartDate CaCertificateChainPem BindVpcs ChargeType ProductVersion",
    ),
  },
  {
    id: "GetKmsInstance: an unknown instance",
    weight: "vendor's client",
    source: `${TERRAFORM}, alicloud/service_alicloud_kms_v2.go`,
    fact: "A success without an id.",
    ask: async ({ cloud, set }) => {
      await set({ "alibaba.instances": "kst-known:software" });
      const asked = { KmsInstanceId: "kst-unknown" };
      return cloud.do("GetKmsInstance", asked);
    },
    expected: { KmsInstance: { InstanceId: "" } },
  },
];

const changes: readonly Evidence[] = [
  {
    id: "States: what each action does in each",
    weight: "vendor's table",
    source: `${PAGES_2021}, "Impact of CMK states on API call"`,
    fact: `${STATE_TABLE.length} actions in four states.`,
    ask: ({ cloud }) => stateTable(cloud),
    expected: STATE_TABLE,
  },
  {
    id: "UntagResources: All beside a TagKey",
    weight: "vendor's specification",
    source: SDK_3,
    fact: "All has an effect only where no TagKey is given.",
    ask: async ({ cloud }) => {
      const Tags = JSON.stringify(
        ["e", "f"].map((TagKey) => ({ TagKey, TagValue: "1" })),
      );
      const KeyId = await cloud.createKey({ Tags });
      const { outcome } = await cloud.ask("UntagResources", {
        RegionId: cloud.home,
        ResourceType: "key",
        "ResourceId.1": KeyId,
        "TagKey.1": "e",
        All: true,
      });
      const listed = await cloud.do("ListResourceTags", { KeyId });
      const { Tag } = listed.Tags as { Tag: { TagKey: string }[] };
      return [outcome, Tag.map(({ TagKey }) => TagKey)];
    },
    expected: ["200 ok", ["f"]],
  },
  {
    id: "ScheduleKeyDeletion: 366 days",
    weight: "vendor's specification",
    source: `${SDK_3}; ${TERRAFORM}`,
    fact: "The longest window.",
    ask: async ({ cloud }) => {
      const KeyId = await cloud.createKey();
      const asked = { KeyId, PendingWindowInDays: 366 };
      return (await cloud.ask("ScheduleKeyDeletion", asked)).outcome;
    },
    expected: "200 ok",
  },
];

const use: readonly Evidence[] = [
  {
    id: "Encrypt: fields",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "The plain text root is taken, and the version named is the primary one.",
    ask: async (place) => {
      const { KeyId, reply } = await encrypted(place, "root");
      const { PrimaryKeyVersion } = await described(place, KeyId);
      return [membersOf(reply), reply.KeyVersionId === PrimaryKeyVersion];
    },
    expected: [["CiphertextBlob", "KeyId", "KeyVersionId"], true],
  },
  {
    id: "Encrypt: what a ciphertext begins with",
    weight: "recording",
    source: FC_SAMPLE,
    fact: "The version's id, in clear.",
    ask: async (place) => {
      const { reply } = await encrypted(place, "root");
      const bytes = Buffer.from(String(reply.CiphertextBlob), "base64");
      return bytes.toString("latin1", 0, 36) === reply.KeyVersionId;
    },
    expected: true,
  },
  {
    id: "Encrypt: a text that is not base64",
    weight: "vendor's client",
    source: `${TERRAFORM}, acceptance tests of kms_ciphertext and of seven services`,
    fact: "It is taken, and Decrypt gives it back.",
    ask: async (place) => {
      const { reply } = await encrypted(place, "not base64!");
      const { CiphertextBlob } = reply;
      return (await place.cloud.do("Decrypt", { CiphertextBlob })).Plaintext;
    },
    expected: "not base64!",
  },
  {
    id: "Encrypt: a policy that denies",
    weight: "recording",
    source:
      "aliyun/aliyun-openapi-java-sdk#426; two more threads with the same text",
    fact: "The text names the key's ARN.",
    ask: async ({ cloud, set }) => {
      const KeyId = await cloud.createKey();
      await set({ "alibaba.deniedActions": "Encrypt" });
      const asked = { KeyId, Plaintext: "root" };
      const { outcome, fields } = await cloud.ask("Encrypt", asked);
      return [outcome, String(fields.Message).replace(KeyId, "KEYID")];
    },
    expected: [
      "403 Forbidden.NoPermission",
      `This operation for acs:kms:cn-hangzhou:${ACCOUNT}:key/KEYID is forbidden by permission system.`,
    ],
  },
  ...["GenerateMac", "GetManagedDataKey", "ListManagedDataKeyVersions"].map(
    (action): Evidence => ({
      id: `${action}: exists`,
      weight: "vendor's specification",
      source: SDK_3,
      fact: "An action since version 3; the emulator says that it leaves it out.",
      ask: async ({ cloud }) => (await cloud.ask(action)).outcome,
      expected: "400 UnsupportedOperation",
    }),
  ),
];

export const ALIBABA = [...newKey, ...reads, ...changes, ...use];
