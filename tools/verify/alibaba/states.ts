import { MARK } from "../known";
import type { Move, Step } from "../script";
import {
  change,
  GET_PARAMETERS,
  inStates,
  of,
  parametersForImport,
  PLAINTEXT,
  type Question,
} from "../steps";
import { ALIAS, imported, tagged } from "./requests";

/** What is asked of Alibaba Cloud in each state of a key (docs/clouds/alibaba.md#states), and the ways between them. */

/** Asked in every state of every kind of key. */
const everywhere = (key: string, ciphertext: string): Question[] => [
  { action: "DescribeKey", parameters: of(key) },
  {
    action: "UpdateKeyDescription",
    parameters: of(key, { Description: MARK }),
  },
  {
    action: "TagResources",
    parameters: tagged({
      "ResourceId.1": `<${key}>`,
      "Tag.1.Key": `${MARK}-more`,
      "Tag.1.Value": "x",
    }),
  },
  {
    action: "ListTagResources",
    parameters: tagged({ "ResourceId.1": `<${key}>` }),
  },
  {
    action: "UntagResources",
    parameters: tagged({
      "ResourceId.1": `<${key}>`,
      "TagKey.1": `${MARK}-more`,
    }),
  },
  {
    action: "CreateAlias",
    parameters: of(key, { AliasName: `${ALIAS}-${key}` }),
  },
  { action: "UpdateAlias", parameters: of(key, { AliasName: ALIAS }) },
  {
    action: "ListAliasesByKeyId",
    parameters: of(key, { PageNumber: 1, PageSize: 100 }),
  },
  { action: "DeleteAlias", parameters: { AliasName: `${ALIAS}-${key}` } },
  {
    action: "SetDeletionProtection",
    parameters: of(key, { EnableDeletionProtection: false }),
  },
  {
    action: "UpdateRotationPolicy",
    parameters: of(key, {
      EnableAutomaticRotation: true,
      RotationInterval: "31536000s",
    }),
  },
  {
    action: "ListKeyVersions",
    parameters: of(key, { PageNumber: 1, PageSize: 100 }),
  },
  { action: "Encrypt", parameters: of(key, { Plaintext: PLAINTEXT }) },
  { action: "Decrypt", parameters: { CiphertextBlob: `<${ciphertext}>` } },
  { action: "GenerateDataKey", parameters: of(key) },
  { action: "EnableKey", parameters: of(key) },
  { action: "DisableKey", parameters: of(key) },
  {
    action: "ScheduleKeyDeletion",
    parameters: of(key, { PendingWindowInDays: 7 }),
  },
  { action: "CancelKeyDeletion", parameters: of(key) },
];

const STATES = ["Enabled", "Disabled", "PendingDeletion"];

export const IN_STATES: Step[] = [
  ...inStates("symmetric", STATES, everywhere("symmetric", "ciphertext")),
  ...inStates("signing", STATES, [
    {
      action: "GetPublicKey",
      parameters: of("signing", { KeyVersionId: "<signing version>" }),
    },
  ]),
  ...inStates(
    "external",
    [...STATES, "PendingImport"],
    [
      ...everywhere("external", "external ciphertext"),
      parametersForImport("external"),
      {
        action: "ImportKeyMaterial",
        parameters: of("external", imported("material")),
      },
      { action: "DeleteKeyMaterial", parameters: of("external") },
    ],
  ),
  {
    name: "take back the alias of a key that is PendingDeletion",
    action: "DeleteAlias",
    key: "symmetric",
    state: "PendingDeletion",
    parameters: { AliasName: ALIAS },
  },
];

const ENABLE = change("EnableKey");
const DISABLE = change("DisableKey");
const CANCEL = change("CancelKeyDeletion");
const SCHEDULE = change("ScheduleKeyDeletion", { PendingWindowInDays: 7 });
const IMPORT = [
  GET_PARAMETERS,
  ...change("ImportKeyMaterial", imported("material")),
];
const DELETE_MATERIAL = change("DeleteKeyMaterial");

/** The first step to a state (row), from another one. */
export const WAYS: Readonly<Record<string, Readonly<Record<string, Move[]>>>> =
  {
    Enabled: {
      Disabled: ENABLE,
      PendingDeletion: CANCEL,
      PendingImport: IMPORT,
    },
    Disabled: {
      Enabled: DISABLE,
      PendingDeletion: CANCEL,
      PendingImport: IMPORT,
    },
    PendingDeletion: {
      Enabled: SCHEDULE,
      Disabled: SCHEDULE,
      PendingImport: SCHEDULE,
    },
    PendingImport: {
      Enabled: DELETE_MATERIAL,
      Disabled: DELETE_MATERIAL,
      PendingDeletion: CANCEL,
    },
  };
