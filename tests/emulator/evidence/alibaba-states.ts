import type { CloudClient } from "../support/cloud";

const STATES = ["Enabled", "Disabled", "PendingDeletion", "PendingImport"];

const CANT = "409 Rejected.StateModifiedFailed";
const DISABLED = "409 Rejected.Disabled";
const DELETING = "409 Rejected.PendingDeletion";
const IMPORTING = "409 Rejected.PendingImport";
const OK = "200 ok";

/** Action, and its answer for a key that is Enabled, Disabled, PendingDeletion, PendingImport. */
// prettier-ignore
export const STATE_TABLE: readonly (readonly string[])[] = [
  ["DescribeKey",            OK, OK, OK, OK],
  ["ListResourceTags",       OK, OK, OK, OK],
  ["ListKeyVersions",        OK, OK, OK, OK],
  ["DeleteAlias",            OK, OK, OK, OK],
  ["EnableKey",              OK, OK, CANT, CANT],
  ["DisableKey",             OK, OK, CANT, CANT],
  ["ScheduleKeyDeletion",    OK, OK, CANT, OK],
  ["CancelKeyDeletion",      CANT, CANT, OK, CANT],
  ["CreateAlias",            OK, OK, CANT, OK],
  ["UpdateKeyDescription",   OK, OK, DELETING, OK],
  ["TagResource",            OK, OK, DELETING, OK],
  ["UntagResource",          OK, OK, DELETING, OK],
  ["Encrypt",                OK, DISABLED, DELETING, IMPORTING],
  ["GenerateDataKey",        OK, DISABLED, DELETING, IMPORTING],
  ["GenerateDataKeyWithoutPlaintext", OK, DISABLED, DELETING, IMPORTING],
  ["UpdateRotationPolicy",   OK, DISABLED, DELETING, IMPORTING],
];

const TAGS = JSON.stringify([{ TagKey: "a", TagValue: "1" }]);

function parametersOf(action: string, KeyId: string) {
  switch (action) {
    case "ScheduleKeyDeletion":
      return { KeyId, PendingWindowInDays: 7 };
    case "CreateAlias":
      return { KeyId, AliasName: `alias/new-${KeyId}` };
    case "DeleteAlias":
      return { AliasName: `alias/${KeyId}` };
    case "UpdateKeyDescription":
      return { KeyId, Description: "new" };
    case "TagResource":
      return { KeyId, Tags: TAGS };
    case "UntagResource":
      return { KeyId, TagKeys: '["a"]' };
    case "Encrypt":
      return { KeyId, Plaintext: "cm9vdA==" };
    case "UpdateRotationPolicy":
      return { KeyId, EnableAutomaticRotation: false };
    default:
      return { KeyId };
  }
}

/** A key in its state, with an alias. */
async function keyIn(cloud: CloudClient, state: string): Promise<string> {
  const origin = state === "PendingImport" ? { Origin: "EXTERNAL" } : {};
  const KeyId = await cloud.createKey(origin);
  await cloud.do("CreateAlias", { KeyId, AliasName: `alias/${KeyId}` });
  if (state === "Disabled") await cloud.do("DisableKey", { KeyId });
  if (state === "PendingDeletion")
    await cloud.do("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  return KeyId;
}

/** The same table as the emulator answers it. */
export async function stateTable(cloud: CloudClient): Promise<string[][]> {
  const table: string[][] = [];
  for (const [action = ""] of STATE_TABLE) {
    const row = [action];
    for (const state of STATES) {
      const asked = parametersOf(action, await keyIn(cloud, state));
      row.push((await cloud.ask(action, asked)).outcome);
    }
    table.push(row);
  }
  return table;
}
