import { MARK } from "../known";
import type { Move, Step } from "../script";
import {
  change,
  GET_PARAMETERS,
  inStates,
  of,
  parametersForImport,
  PLAINTEXT,
  wrapped,
  type Question,
} from "../steps";
import { alias, resource, tag } from "./requests";

/** What is asked of Tencent Cloud in each state of a key (docs/clouds/tencent.md#states), and the ways between them. */

/** Asked in every state of every symmetric key. */
const everywhere = (key: string): Question[] => [
  { action: "DescribeKey", parameters: of(key) },
  { action: "UpdateAlias", parameters: of(key, { Alias: alias(key) }) },
  {
    action: "UpdateKeyDescription",
    parameters: of(key, { Description: MARK }),
  },
  {
    service: "tag",
    action: "ModifyResourceTags",
    parameters: { Resource: resource(key), ReplaceTags: [tag(MARK)] },
  },
  { action: "DisableKeyRotation", parameters: of(key) },
  { action: "EnableKeyRotation", parameters: of(key, { RotateDays: 90 }) },
  { action: "Encrypt", parameters: of(key, { Plaintext: PLAINTEXT }) },
  {
    action: "GenerateDataKey",
    parameters: of(key, { KeySpec: "AES_128" }),
  },
  {
    action: "Decrypt",
    parameters: { CiphertextBlob: `<${key} ciphertext>` },
  },
  { action: "EnableKey", parameters: of(key) },
  { action: "DisableKey", parameters: of(key) },
  {
    action: "ScheduleKeyDeletion",
    parameters: of(key, { PendingWindowInDays: 7 }),
  },
  { action: "CancelKeyDeletion", parameters: of(key) },
  { action: "ArchiveKey", parameters: of(key) },
  { action: "CancelKeyArchive", parameters: of(key) },
];

const STATES = ["Enabled", "Disabled", "Archived", "PendingDelete"];

export const IN_STATES: Step[] = [
  ...inStates("symmetric", STATES, everywhere("symmetric")),
  ...inStates(
    "symmetric",
    STATES.filter((state) => state !== "Enabled"),
    [{ action: "RotateKey", parameters: of("symmetric") }],
  ),
  ...inStates("signing", STATES, [
    { action: "GetPublicKey", parameters: of("signing") },
  ]),
  ...inStates(
    "external",
    [...STATES, "PendingImport"],
    [
      ...everywhere("external"),
      parametersForImport("external"),
      {
        action: "ImportKeyMaterial",
        parameters: of("external", wrapped("material")),
      },
      { action: "DeleteImportedKeyMaterial", parameters: of("external") },
    ],
  ),
];

const ENABLE = change("EnableKey");
const DISABLE = change("DisableKey");
const CANCEL = change("CancelKeyDeletion");
const SCHEDULE = change("ScheduleKeyDeletion", { PendingWindowInDays: 7 });
const ARCHIVE = change("ArchiveKey");
const UNARCHIVE = change("CancelKeyArchive");
const IMPORT = [
  GET_PARAMETERS,
  ...change("ImportKeyMaterial", wrapped("material")),
];
const DELETE_MATERIAL = change("DeleteImportedKeyMaterial");

/** The first step to a state (row), from another one. */
export const WAYS: Readonly<Record<string, Readonly<Record<string, Move[]>>>> =
  {
    Enabled: {
      Disabled: ENABLE,
      Archived: UNARCHIVE,
      PendingDelete: CANCEL,
      PendingImport: IMPORT,
    },
    Disabled: {
      Enabled: DISABLE,
      Archived: UNARCHIVE,
      PendingDelete: CANCEL,
      PendingImport: IMPORT,
    },
    Archived: {
      Enabled: ARCHIVE,
      Disabled: ARCHIVE,
      PendingDelete: CANCEL,
      PendingImport: IMPORT,
    },
    PendingDelete: {
      Enabled: DISABLE,
      Disabled: SCHEDULE,
      Archived: UNARCHIVE,
      PendingImport: SCHEDULE,
    },
    PendingImport: {
      Enabled: DELETE_MATERIAL,
      Disabled: DELETE_MATERIAL,
      Archived: UNARCHIVE,
      PendingDelete: CANCEL,
    },
  };
