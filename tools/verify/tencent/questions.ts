import { MARK, MARK_VALUE } from "../known";
import type { Fields, Step } from "../script";
import {
  NO_KEY,
  of,
  parametersForImport,
  PLAINTEXT,
  wrapped,
  wrong,
} from "../steps";
import { alias, newKey, resource, tag } from "./requests";

/** What is asked of Tencent Cloud once: each action, and the wrong inputs of the vendor's pages. */

/** Tags are not sent with CreateKey but in one step: an account may refuse those that it has not used yet. */
function setTags(key: string, name: string, more: Fields): Step {
  return {
    name,
    service: "tag",
    action: "ModifyResourceTags",
    parameters: { Resource: resource(key), ...more },
  };
}

function readTags(name: string, more: Fields = {}): Step {
  return {
    name,
    service: "tag",
    action: "DescribeResourceTagsByResourceIds",
    parameters: {
      ServiceType: "kms",
      ResourcePrefix: "key",
      ResourceIds: ["creatorUin/<creator>/<symmetric>"],
      ResourceRegion: "<region>",
      Category: "Custom",
      Offset: 0,
      Limit: 100,
      ...more,
    },
  };
}

const SERVICE: Step[] = [
  {
    name: "the state of the service",
    action: "GetServiceStatus",
    parameters: {},
  },
  {
    name: "the region's algorithms",
    action: "ListAlgorithms",
    parameters: {},
    saves: { algorithm: "SymmetricAlgorithms.0.Algorithm" },
  },
];

const CREATION: Step[] = [
  {
    name: "make a symmetric key",
    action: "CreateKey",
    parameters: newKey("symmetric"),
    saves: { symmetric: "KeyId" },
  },
  {
    name: "make a key that waits for its material",
    action: "CreateKey",
    parameters: newKey("external", { Type: 2 }),
    saves: { external: "KeyId" },
  },
  {
    name: "make a signing key",
    action: "CreateKey",
    parameters: newKey("signing", { KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" }),
    saves: { signing: "KeyId" },
  },
  {
    name: "make a key with a tag that the account has not used yet",
    action: "CreateKey",
    parameters: newKey("tagged", { Tags: [tag(MARK, "<run>")] }),
    saves: { tagged: "KeyId" },
  },
  {
    name: "a new key (symmetric)",
    action: "DescribeKey",
    parameters: of("symmetric"),
    saves: { creator: "KeyMetadata.CreatorUin" },
  },
  ...["external", "signing"].map((key) => ({
    name: `a new key (${key})`,
    action: "DescribeKey",
    parameters: of(key),
  })),
  wrong("CreateKey", "an alias that a key has", newKey("symmetric")),
  wrong("CreateKey", "an alias with a space", newKey("a b")),
  wrong("CreateKey", "an alias of 61 characters", newKey("<41 letters>")),
  wrong(
    "CreateKey",
    "an unknown usage",
    newKey("usage", { KeyUsage: "WRAP_UNWRAP" }),
  ),
  wrong("CreateKey", "an unknown type", newKey("type", { Type: 3 })),
  wrong(
    "CreateKey",
    "material of one's own for RSA",
    newKey("rsa-external", {
      KeyUsage: "ASYMMETRIC_SIGN_VERIFY_RSA_2048",
      Type: 2,
    }),
  ),
  wrong(
    "CreateKey",
    "a description of 1025 bytes",
    newKey("description", { Description: "<1025 letters>" }),
  ),
  wrong(
    "CreateKey",
    "a tag key twice",
    newKey("tags", { Tags: [tag(MARK), tag(MARK, "y")] }),
  ),
  wrong(
    "CreateKey",
    "a cluster that there is not",
    newKey("cluster", { HsmClusterId: "cls-hsm-00000000" }),
  ),
];

const LISTS: Step[] = [
  {
    name: "two keys",
    action: "DescribeKeys",
    parameters: { KeyIds: ["<symmetric>", "<signing>"] },
  },
  {
    name: "two keys, the other way round",
    action: "DescribeKeys",
    parameters: { KeyIds: ["<signing>", "<symmetric>"] },
  },
  wrong("DescribeKeys", "a key that there is not", {
    KeyIds: ["<symmetric>", NO_KEY],
  }),
  wrong("DescribeKeys", "a key twice", {
    KeyIds: ["<symmetric>", "<symmetric>"],
  }),
  wrong("DescribeKey", "a key that there is not", { KeyId: NO_KEY }),
  wrong("DescribeKey", "what is no id", { KeyId: "no id" }),
  wrong("DescribeKey", "no key", {}),
  {
    name: "keys by alias",
    action: "ListKeyDetail",
    parameters: {
      Offset: 0,
      Limit: 200,
      KeyUsage: "ALL",
      SearchKeyAlias: alias("signing"),
    },
  },
  {
    name: "keys by alias, without a usage",
    action: "ListKeyDetail",
    parameters: { Offset: 0, Limit: 200, SearchKeyAlias: alias("signing") },
  },
  {
    name: "keys by tag",
    action: "ListKeyDetail",
    parameters: {
      Offset: 0,
      Limit: 200,
      KeyUsage: "ALL",
      TagFilters: [{ TagKey: MARK, TagValue: ["<run>"] }],
    },
  },
  {
    name: "everybody's keys",
    action: "ListKeyDetail",
    parameters: { Offset: 0, Limit: 1, KeyUsage: "ALL", KeyState: 1 },
    anybodys: true,
  },
  wrong("ListKeyDetail", "more on a page than there may be", {
    Offset: 0,
    Limit: 201,
  }),
];

const SETTINGS: Step[] = [
  update("UpdateAlias", "give another alias", { Alias: alias("other") }),
  update("UpdateAlias", "give the alias that the key has", {
    Alias: alias("other"),
  }),
  update("UpdateAlias", "give an alias that another key has", {
    Alias: alias("signing"),
  }),
  update("UpdateAlias", "give an alias with a space", { Alias: alias("a b") }),
  update("UpdateKeyDescription", "empty a description", { Description: "" }),
  update("UpdateKeyDescription", "a description of 1025 bytes", {
    Description: "<1025 letters>",
  }),
  update("EnableKeyRotation", "turn rotation on", { RotateDays: 90 }),
  {
    name: "a key that rotates",
    action: "DescribeKey",
    parameters: of("symmetric"),
  },
  update("EnableKeyRotation", "rotate at another interval", {
    RotateDays: 180,
  }),
  update("EnableKeyRotation", "rotate every 6 days", { RotateDays: 6 }),
  update("EnableKeyRotation", "rotate every 366 days", { RotateDays: 366 }),
  update("DisableKeyRotation", "turn rotation off", {}),
  update("DisableKeyRotation", "turn rotation off again", {}),
  {
    name: "rotation of a signing key",
    action: "EnableKeyRotation",
    parameters: of("signing", { RotateDays: 365 }),
  },
  {
    name: "rotation of imported material",
    action: "EnableKeyRotation",
    parameters: of("external", { RotateDays: 365 }),
  },
  { name: "a public key", action: "GetPublicKey", parameters: of("signing") },
  wrong("GetPublicKey", "of a symmetric key", of("symmetric")),
];

function update(action: string, name: string, parameters: Fields): Step {
  return {
    name,
    action,
    key: "symmetric",
    parameters: of("symmetric", parameters),
  };
}

const TAGS: Step[] = [
  setTags("symmetric", "set a tag", { ReplaceTags: [tag(MARK, MARK_VALUE)] }),
  readTags("a key's tags"),
  readTags("a key's tags of all categories", { Category: "All" }),
  readTags("more on a page than there may be", { Limit: 201 }),
  setTags("symmetric", "set a tag without a value", {
    ReplaceTags: [tag(MARK, "")],
  }),
  setTags("symmetric", "set a tag, and one that is too long", {
    ReplaceTags: [tag(MARK, "first"), tag(`${MARK}-more`, "<256 letters>")],
  }),
  readTags("tags after one was refused"),
  setTags("symmetric", "set a tag key of the cloud's own", {
    ReplaceTags: [tag("qcs:x")],
  }),
  setTags("symmetric", "set and remove a tag at once", {
    ReplaceTags: [tag(MARK)],
    DeleteTags: [{ TagKey: MARK }],
  }),
  setTags("symmetric", "change no tag", {}),
  setTags("symmetric", "remove a tag", { DeleteTags: [{ TagKey: MARK }] }),
  setTags("symmetric", "remove a tag that there is not", {
    DeleteTags: [{ TagKey: MARK }],
  }),
  readTags("no tags"),
];

/** One of the two waits for its material, and can't be disabled. */
const MANY_KEYS: Step[] = [
  {
    name: "disable two keys, of which one can't be",
    action: "DisableKeys",
    parameters: { KeyIds: ["<tagged>", "<external>"] },
  },
  {
    name: "the one that can be disabled",
    action: "DescribeKey",
    parameters: of("tagged"),
  },
];

const DELETION: Step[] = [
  ...[6, 31].map((days) => ({
    name: `schedule the deletion in ${days} days`,
    action: "ScheduleKeyDeletion",
    key: "symmetric",
    state: "Disabled",
    parameters: of("symmetric", { PendingWindowInDays: days }),
  })),
  {
    name: "schedule the deletion in 7 days, as a text",
    action: "ScheduleKeyDeletion",
    key: "symmetric",
    state: "Disabled",
    parameters: of("symmetric", { PendingWindowInDays: "7" }),
  },
  {
    name: "give a key an alias",
    action: "UpdateAlias",
    key: "symmetric",
    state: "Disabled",
    parameters: of("symmetric", { Alias: alias("held") }),
  },
  {
    name: "a key that is PendingDelete",
    action: "DescribeKey",
    key: "symmetric",
    state: "PendingDelete",
    parameters: of("symmetric"),
  },
  {
    name: "give another key the alias of a key that is PendingDelete",
    action: "UpdateAlias",
    key: "tagged",
    parameters: of("tagged", { Alias: alias("held") }),
  },
  {
    name: "give that key its own alias",
    action: "UpdateAlias",
    key: "tagged",
    parameters: of("tagged", { Alias: alias("tagged") }),
  },
];

const MATERIAL: Step[] = [
  {
    name: "schedule the deletion of a key that never had material",
    action: "ScheduleKeyDeletion",
    key: "external",
    state: "PendingImport",
    parameters: of("external", { PendingWindowInDays: 7 }),
  },
  {
    name: "cancel the deletion of a key that never had material",
    action: "CancelKeyDeletion",
    key: "external",
    state: "PendingDelete",
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
      ["material of a wrong length", wrapped("stump")],
      [
        "a token that there is not",
        wrapped("material", { ImportToken: "bm9uZQ==" }),
      ],
      ["material that has expired", wrapped("material", { ValidTo: 1 })],
    ] as const
  ).map(([name, parameters]) =>
    wrong("ImportKeyMaterial", name, of("external", parameters)),
  ),
  {
    name: "import material",
    action: "ImportKeyMaterial",
    key: "external",
    state: "PendingImport",
    parameters: of("external", wrapped("material")),
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
  wrong("ImportKeyMaterial", "other bytes", of("external", wrapped("other"))),
  {
    name: "import material that expires",
    action: "ImportKeyMaterial",
    key: "external",
    parameters: of("external", wrapped("material", { ValidTo: 2_000_000_000 })),
  },
  {
    name: "a key with material that expires",
    action: "DescribeKey",
    parameters: of("external"),
  },
  wrong(
    "GetParametersForImport",
    "of a key whose material is the cloud's",
    parametersForImport("symmetric").parameters,
  ),
  wrong(
    "DeleteImportedKeyMaterial",
    "of a key whose material is the cloud's",
    of("symmetric"),
  ),
];

const CRYPTOGRAPHY: Step[] = [
  ...["symmetric", "external"].map((key) => ({
    name: `encrypt (${key})`,
    action: "Encrypt",
    key,
    state: "Enabled",
    parameters: of(key, { Plaintext: PLAINTEXT }),
    saves: { [`${key} ciphertext`]: "CiphertextBlob" },
  })),
  {
    name: "decrypt",
    action: "Decrypt",
    parameters: { CiphertextBlob: "<symmetric ciphertext>" },
  },
  wrong("Decrypt", "no ciphertext", { CiphertextBlob: "bm9uZQ==" }),
  wrong(
    "Encrypt",
    "a text that is not base64",
    of("symmetric", { Plaintext: `${MARK}!` }),
  ),
  wrong(
    "Encrypt",
    "with a signing key",
    of("signing", { Plaintext: PLAINTEXT }),
  ),
];

/** The tag service keeps a tag that a key has, whatever becomes of the key. */
const UNTAGGING: Step[] = ["symmetric", "external", "tagged"].map((key) =>
  setTags(key, `remove the last tag (${key})`, {
    DeleteTags: [{ TagKey: MARK }],
  }),
);

export const QUESTIONS = {
  first: [
    ...SERVICE,
    ...CREATION,
    ...LISTS,
    ...SETTINGS,
    ...TAGS,
    ...MANY_KEYS,
    ...DELETION,
    ...MATERIAL,
    ...CRYPTOGRAPHY,
  ],
  last: UNTAGGING,
};
