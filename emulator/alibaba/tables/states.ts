import type { ErrorCode } from "../errors";

export const KEY_STATES = [
  "Enabled",
  "Disabled",
  "PendingDeletion",
  "PendingImport",
] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** The result of an action in a state: "ok", or the code that rejects it. */
type Answer = "ok" | ErrorCode;

interface Row {
  actions: readonly string[];
  answers: Readonly<Record<KeyState, Answer>>;
  /** The row is a guess, which the switch `alibaba.unsureStateRows` turns off. */
  unsure?: true;
}

function row(
  actions: string,
  ...[Enabled, Disabled, PendingDeletion, PendingImport]: [
    Answer,
    Answer,
    Answer,
    Answer,
  ]
): Row {
  return {
    actions: actions.split(" "),
    answers: { Enabled, Disabled, PendingDeletion, PendingImport },
  };
}

const CANT = "Rejected.StateModifiedFailed";
const DISABLED = "Rejected.Disabled";
const DELETING = "Rejected.PendingDeletion";
const IMPORTING = "Rejected.PendingImport";

/**
 * The table of docs/clouds/alibaba.md#states, a row per group of actions; Enabled, Disabled, PendingDeletion,
 * PendingImport.
 */
// prettier-ignore
const ROWS: readonly Row[] = [
  row("DescribeKey ListAliasesByKeyId DeleteAlias ListResourceTags ListKeyVersions DescribeKeyVersion",
    "ok", "ok", "ok", "ok"),
  row("GetParametersForImport DeleteKeyMaterial",
    "ok", "ok", "ok", "ok"),
  row("Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncrypt AsymmetricSign AsymmetricVerify AsymmetricEncrypt AsymmetricDecrypt CreateKeyVersion UpdateRotationPolicy",
    "ok", DISABLED, DELETING, IMPORTING),
  row("UpdateKeyDescription TagResource UntagResource",
    "ok", "ok", DELETING, "ok"),
  row("EnableKey DisableKey",
    "ok", "ok", CANT, CANT),
  row("ScheduleKeyDeletion CreateAlias ImportKeyMaterial",
    "ok", "ok", CANT, "ok"),
  row("CancelKeyDeletion",
    CANT, CANT, "ok", CANT),
  // The state of the key that the alias shall name from now on; another code than CreateAlias's.
  row("UpdateAlias",
    "ok", "ok", DELETING, "ok"),
  { ...row("SetDeletionProtection", "ok", "ok", DELETING, "ok"), unsure: true },
  { ...row("SetKeyPolicy TagResources UntagResources", "ok", "ok", DELETING, "ok"), unsure: true },
  { ...row("GetPublicKey", "ok", "ok", DELETING, "ok"), unsure: true },
];

const BY_ACTION = new Map(
  ROWS.flatMap((entry) => entry.actions.map((name) => [name, entry])),
);

/**
 * The code with which the state refuses the action; undefined if it doesn't. Actions without a row are never refused.
 */
export function refusalOf(
  action: string,
  state: KeyState,
  unsureRowsCount: boolean,
): ErrorCode | undefined {
  const entry = BY_ACTION.get(action);
  if (entry === undefined || (entry.unsure && !unsureRowsCount))
    return undefined;
  const answer = entry.answers[state];
  return answer === "ok" ? undefined : answer;
}
