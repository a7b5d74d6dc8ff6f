import { MARK, MARK_VALUE } from "../known";
import type { Step } from "../script";
import { NO_KEY, of, parametersForImport, PLAINTEXT, wrong } from "../steps";
import {
  ALIAS,
  imported,
  newKey,
  numberedTags,
  tagged,
  tagList,
} from "./requests";

/** What is asked of Alibaba Cloud once: each action, and the wrong inputs of the vendor's pages. */

const SERVICE: Step[] = [
  {
    name: "the state of the service",
    action: "DescribeAccountKmsStatus",
    parameters: {},
  },
  {
    name: "an action that there is not",
    action: "NoSuchAction",
    parameters: {},
  },
  {
    name: "an instance that there is not",
    action: "GetKmsInstance",
    parameters: { KmsInstanceId: "kst-000000000000000000" },
  },
];

const CREATION: Step[] = [
  {
    name: "make a symmetric key",
    action: "CreateKey",
    parameters: newKey({ KeySpec: "Aliyun_AES_256" }),
    saves: { symmetric: "KeyMetadata.KeyId" },
  },
  {
    name: "make a key that waits for its material",
    action: "CreateKey",
    parameters: newKey({ KeySpec: "Aliyun_AES_256", Origin: "EXTERNAL" }),
    saves: { external: "KeyMetadata.KeyId" },
  },
  {
    name: "make a signing key",
    action: "CreateKey",
    parameters: newKey({ KeySpec: "EC_P256", KeyUsage: "SIGN/VERIFY" }),
    saves: { signing: "KeyMetadata.KeyId" },
  },
  ...["symmetric", "external", "signing"].map((key) => ({
    name: `a new key (${key})`,
    action: "DescribeKey",
    parameters: of(key),
  })),
  wrong("CreateKey", "an unknown spec", newKey({ KeySpec: "Aliyun_AES_257" })),
  wrong("CreateKey", "an unknown usage", newKey({ KeyUsage: "WRAP/UNWRAP" })),
  wrong("CreateKey", "an unknown origin", newKey({ Origin: "Customer" })),
  wrong(
    "CreateKey",
    "an instance that there is not",
    newKey({ DKMSInstanceId: "kst-000000000000000000" }),
  ),
  wrong(
    "CreateKey",
    "a symmetric key that signs",
    newKey({ KeySpec: "Aliyun_AES_256", KeyUsage: "SIGN/VERIFY" }),
  ),
  wrong(
    "CreateKey",
    "material of one's own for RSA",
    newKey({ KeySpec: "RSA_2048", Origin: "EXTERNAL" }),
  ),
  wrong(
    "CreateKey",
    "rotation without an interval",
    newKey({ EnableAutomaticRotation: true }),
  ),
  wrong(
    "CreateKey",
    "rotation every 6 days",
    newKey({ EnableAutomaticRotation: true, RotationInterval: "518400s" }),
  ),
  wrong(
    "CreateKey",
    "rotation of RSA",
    newKey({
      KeySpec: "RSA_2048",
      EnableAutomaticRotation: true,
      RotationInterval: "31536000s",
    }),
  ),
  wrong("CreateKey", "tags that are not JSON", newKey({ Tags: "no JSON" })),
  wrong(
    "CreateKey",
    "a tag key of the cloud's own",
    newKey({ Tags: tagList([MARK, MARK_VALUE], ["acs:x", "y"]) }),
  ),
  wrong(
    "CreateKey",
    "a tag key twice",
    newKey({ Tags: tagList([MARK, MARK_VALUE], [MARK, "other"]) }),
  ),
];

const NAMES: Step[] = [
  {
    name: "a key by its ARN",
    action: "DescribeKey",
    parameters: { KeyId: "acs:kms:<region>:<account>:key/<symmetric>" },
  },
  wrong("DescribeKey", "a key that there is not", { KeyId: NO_KEY }),
  wrong("DescribeKey", "no key", {}),
  wrong("DescribeKey", "an alias that there is not", {
    KeyId: `${ALIAS}-none`,
  }),
  {
    name: "give an alias",
    action: "CreateAlias",
    key: "symmetric",
    parameters: of("symmetric", { AliasName: ALIAS }),
  },
  {
    name: "a key by its alias",
    action: "DescribeKey",
    parameters: { KeyId: ALIAS },
  },
  {
    name: "a key by its alias's ARN",
    action: "DescribeKey",
    parameters: { KeyId: `acs:kms:<region>:<account>:${ALIAS}` },
  },
  wrong(
    "CreateAlias",
    "one that the key has",
    of("symmetric", { AliasName: ALIAS }),
  ),
  wrong(
    "CreateAlias",
    "one that another key has",
    of("signing", { AliasName: ALIAS }),
  ),
  wrong("CreateAlias", "no alias", of("symmetric")),
  wrong(
    "CreateAlias",
    "without its prefix",
    of("symmetric", { AliasName: `${MARK}-<run>-bare` }),
  ),
  wrong(
    "CreateAlias",
    "one with a space",
    of("symmetric", { AliasName: `${ALIAS}-a b` }),
  ),
  {
    name: "an alias of 255 characters with its prefix",
    action: "CreateAlias",
    parameters: of("symmetric", { AliasName: `${ALIAS}-<229 letters>` }),
  },
  {
    name: "an alias of 255 characters without its prefix",
    action: "CreateAlias",
    parameters: of("symmetric", { AliasName: `${ALIAS}-<235 letters>` }),
  },
  {
    name: "take back the alias of 255 characters",
    action: "DeleteAlias",
    parameters: { AliasName: `${ALIAS}-<229 letters>` },
  },
  {
    name: "a key's aliases",
    action: "ListAliasesByKeyId",
    parameters: of("signing", { PageNumber: 1, PageSize: 100 }),
  },
  {
    name: "everybody's aliases",
    action: "ListAliases",
    parameters: { PageNumber: 1, PageSize: 100 },
    anybodys: true,
  },
  {
    name: "move an alias",
    action: "UpdateAlias",
    key: "signing",
    parameters: of("signing", { AliasName: ALIAS }),
  },
  {
    name: "move it back",
    action: "UpdateAlias",
    key: "symmetric",
    parameters: of("symmetric", { AliasName: ALIAS }),
  },
  wrong(
    "UpdateAlias",
    "one that there is not",
    of("symmetric", { AliasName: `${ALIAS}-none` }),
  ),
  wrong("DeleteAlias", "one that there is not", { AliasName: `${ALIAS}-none` }),
];

const LISTS: Step[] = [
  {
    name: "everybody's keys",
    action: "ListKeys",
    parameters: { PageNumber: 1, PageSize: 100 },
    anybodys: true,
  },
  {
    name: "keys by tag, spec and state",
    action: "ListKeys",
    parameters: {
      PageNumber: 1,
      PageSize: 100,
      Filters: JSON.stringify([
        { Key: "TagKey", Values: [MARK] },
        { Key: "KeySpec", Values: ["EC_P256"] },
        { Key: "KeyState", Values: ["Enabled"] },
      ]),
    },
  },
  wrong("ListKeys", "more on a page than there may be", {
    PageNumber: 1,
    PageSize: 101,
  }),
  wrong("ListKeys", "an unknown filter", {
    Filters: JSON.stringify([{ Key: "Colour", Values: ["blue"] }]),
  }),
  {
    name: "the versions of a symmetric key",
    action: "ListKeyVersions",
    parameters: of("symmetric", { PageNumber: 1, PageSize: 100 }),
    saves: { "symmetric version": "KeyVersions.KeyVersion.0.KeyVersionId" },
  },
  {
    name: "the versions of a signing key",
    action: "ListKeyVersions",
    parameters: of("signing", { PageNumber: 1, PageSize: 100 }),
    saves: { "signing version": "KeyVersions.KeyVersion.0.KeyVersionId" },
  },
  {
    name: "a public key",
    action: "GetPublicKey",
    parameters: of("signing", { KeyVersionId: "<signing version>" }),
  },
  wrong(
    "GetPublicKey",
    "of a symmetric key",
    of("symmetric", { KeyVersionId: "<symmetric version>" }),
  ),
  wrong(
    "GetPublicKey",
    "of a version that there is not",
    of("signing", { KeyVersionId: NO_KEY }),
  ),
];

const TAGS: Step[] = [
  {
    name: "set a tag without a value",
    action: "TagResources",
    key: "symmetric",
    parameters: tagged({ "Tag.1.Key": `${MARK}-empty`, "Tag.1.Value": "" }),
  },
  {
    name: "a key's tags",
    action: "ListTagResources",
    parameters: tagged({}),
  },
  {
    name: "keys by tag",
    action: "ListTagResources",
    parameters: tagged({ "Tag.1.Key": `${MARK}-empty` }),
  },
  {
    name: "remove a tag",
    action: "UntagResources",
    key: "symmetric",
    parameters: tagged({ "TagKey.1": `${MARK}-empty` }),
  },
  {
    name: "remove a tag that there is not",
    action: "UntagResources",
    key: "symmetric",
    parameters: tagged({ "TagKey.1": `${MARK}-empty` }),
  },
  wrong(
    "TagResources",
    "more tags than a key may have",
    tagged(numberedTags(20)),
  ),
  wrong("TagResources", "more tags than a call may have", {
    ...tagged(numberedTags(21)),
  }),
  wrong(
    "TagResources",
    "a tag key of the cloud's own",
    tagged({ "Tag.1.Key": "acs:x", "Tag.1.Value": "y" }),
  ),
  wrong(
    "TagResources",
    "a key that there is not",
    tagged({
      "ResourceId.1": NO_KEY,
      "Tag.1.Key": MARK,
      "Tag.1.Value": MARK_VALUE,
    }),
  ),
  wrong(
    "TagResources",
    "a tag value of 129 characters",
    tagged({ "Tag.1.Key": MARK, "Tag.1.Value": "<129 letters>" }),
  ),
  wrong("UntagResources", "no tag", tagged({})),
];

const SETTINGS: Step[] = [
  {
    name: "empty a description",
    action: "UpdateKeyDescription",
    key: "symmetric",
    parameters: of("symmetric", { Description: "" }),
  },
  {
    name: "a key whose description was emptied",
    action: "DescribeKey",
    parameters: of("symmetric"),
  },
  wrong("UpdateKeyDescription", "no description", of("symmetric")),
  wrong(
    "UpdateKeyDescription",
    "8193 characters",
    of("symmetric", { Description: "<8193 letters>" }),
  ),
  rotation("symmetric", "turn rotation on", "31536000s"),
  {
    name: "a key that rotates",
    action: "DescribeKey",
    parameters: of("symmetric"),
  },
  rotation("symmetric", "rotate every 6 days", "518400s"),
  rotation("symmetric", "rotate every 731 days", "63158400s"),
  rotation("signing", "rotation of a signing key", "31536000s"),
  rotation("external", "rotation of imported material", "31536000s"),
  wrong(
    "UpdateRotationPolicy",
    "no interval",
    of("symmetric", { EnableAutomaticRotation: true }),
  ),
  {
    name: "turn rotation off",
    action: "UpdateRotationPolicy",
    key: "symmetric",
    parameters: of("symmetric", { EnableAutomaticRotation: false }),
  },
  {
    name: "a key's policy",
    action: "GetKeyPolicy",
    parameters: of("symmetric", { PolicyName: "default" }),
  },
  wrong(
    "SetKeyPolicy",
    "no JSON",
    of("symmetric", { PolicyName: "default", Policy: "no JSON" }),
  ),
  wrong(
    "SetKeyPolicy",
    "nobody may do anything",
    of("symmetric", {
      PolicyName: "default",
      Policy: JSON.stringify({ Version: "1", Statement: [] }),
    }),
  ),
  {
    name: "protect from deletion",
    action: "SetDeletionProtection",
    key: "symmetric",
    state: "Enabled",
    parameters: of("symmetric", { EnableDeletionProtection: true }),
  },
  {
    name: "a key that is protected",
    action: "DescribeKey",
    parameters: of("symmetric"),
  },
  {
    name: "schedule the deletion of a key that is protected",
    action: "ScheduleKeyDeletion",
    key: "symmetric",
    parameters: of("symmetric", { PendingWindowInDays: 7 }),
  },
  {
    name: "protect no longer, by ARN",
    action: "SetDeletionProtection",
    parameters: {
      ProtectedResourceArn: "acs:kms:<region>:<account>:key/<symmetric>",
      EnableDeletionProtection: false,
    },
  },
  ...[6, 31, 366, 367].map((days) => ({
    name: `schedule the deletion in ${days} days`,
    action: "ScheduleKeyDeletion",
    key: "symmetric",
    state: "Enabled",
    parameters: of("symmetric", { PendingWindowInDays: days }),
  })),
];

function rotation(key: string, name: string, interval: string): Step {
  return {
    name,
    action: "UpdateRotationPolicy",
    key,
    parameters: of(key, {
      EnableAutomaticRotation: true,
      RotationInterval: interval,
    }),
  };
}

const CRYPTOGRAPHY: Step[] = [
  {
    name: "encrypt",
    action: "Encrypt",
    key: "symmetric",
    state: "Enabled",
    parameters: of("symmetric", { Plaintext: PLAINTEXT }),
    saves: { ciphertext: "CiphertextBlob" },
  },
  {
    name: "decrypt",
    action: "Decrypt",
    parameters: { CiphertextBlob: "<ciphertext>" },
  },
  {
    name: "encrypt a text that is not base64",
    action: "Encrypt",
    parameters: of("symmetric", { Plaintext: `${MARK}!` }),
    saves: { "ciphertext of a text": "CiphertextBlob" },
  },
  {
    name: "decrypt a text that is not base64",
    action: "Decrypt",
    parameters: { CiphertextBlob: "<ciphertext of a text>" },
  },
  wrong("Decrypt", "no ciphertext", { CiphertextBlob: "bm9uZQ==" }),
  wrong(
    "Encrypt",
    "with a signing key",
    of("signing", { Plaintext: PLAINTEXT }),
  ),
];

const MATERIAL: Step[] = [
  {
    name: "cancel the deletion of a key that never had material",
    action: "CancelKeyDeletion",
    key: "external",
    state: "PendingDeletion",
    parameters: of("external"),
  },
  {
    name: "ask for import parameters",
    key: "external",
    state: "PendingImport",
    ...parametersForImport("external"),
  },
  ...(
    [
      ["material of a wrong length", imported("stump")],
      [
        "a token that there is not",
        imported("material", { ImportToken: "bm9uZQ==" }),
      ],
      [
        "material that has expired",
        imported("material", { KeyMaterialExpireUnix: 1 }),
      ],
    ] as const
  ).map(([name, parameters]) =>
    wrong("ImportKeyMaterial", name, of("external", parameters)),
  ),
  {
    name: "import material",
    action: "ImportKeyMaterial",
    key: "external",
    state: "PendingImport",
    parameters: of("external", imported("material")),
  },
  {
    name: "a key with material",
    action: "DescribeKey",
    parameters: of("external"),
  },
  {
    name: "ask for import parameters again",
    key: "external",
    state: "Enabled",
    ...parametersForImport("external"),
  },
  wrong("ImportKeyMaterial", "other bytes", of("external", imported("other"))),
  {
    name: "import material that expires",
    action: "ImportKeyMaterial",
    key: "external",
    parameters: of(
      "external",
      imported("material", { KeyMaterialExpireUnix: 4_102_444_800 }),
    ),
  },
  {
    name: "a key with material that expires",
    action: "DescribeKey",
    parameters: of("external"),
  },
  {
    name: "encrypt with imported material",
    action: "Encrypt",
    key: "external",
    state: "Enabled",
    parameters: of("external", { Plaintext: PLAINTEXT }),
    saves: { "external ciphertext": "CiphertextBlob" },
  },
  wrong(
    "GetParametersForImport",
    "of a key whose material is the cloud's",
    parametersForImport("symmetric").parameters,
  ),
  wrong(
    "DeleteKeyMaterial",
    "of a key whose material is the cloud's",
    of("symmetric"),
  ),
];

/** Last, because where it succeeds there is no default key for the others. */
const POLICY_AT_CREATION: Step[] = [
  wrong(
    "CreateKey",
    "with a policy",
    newKey({
      Policy: JSON.stringify({
        Version: "1",
        Statement: [
          {
            Sid: "all",
            Effect: "Allow",
            Principal: { RAM: ["acs:ram::<account>:*"] },
            Action: ["kms:*"],
            Resource: ["*"],
          },
        ],
      }),
    }),
  ),
];

const OWN_INSTANCE: Step[] = [
  {
    name: "the instance",
    action: "GetKmsInstance",
    parameters: { KmsInstanceId: "<home>" },
  },
];

export const QUESTIONS = {
  first: (dedicated: boolean): Step[] => [
    ...SERVICE,
    ...(dedicated ? OWN_INSTANCE : []),
    ...CREATION,
    ...NAMES,
    ...LISTS,
    ...TAGS,
    ...SETTINGS,
    ...CRYPTOGRAPHY,
    ...MATERIAL,
  ],
  last: POLICY_AT_CREATION,
};
