import type { Switches, SwitchRule, SwitchValues } from "../../core/contract";
import { ERROR_CODE, refusalNamed, type ErrorCode } from "../wire/errors";

export type KeyState =
  "Enabled" | "Disabled" | "Archived" | "PendingImport" | "PendingDelete";

/** `ok`: succeeds, and the state stays; a state: succeeds, and the key moves there; otherwise the error. */
type Outcome = "ok" | KeyState | ErrorCode;
/** A result that has not been seen on the cloud: the value is the default of a switch. */
interface Unsure {
  unsure: Outcome;
}
type Cell = Outcome | Unsure;
type Row = readonly [Cell, Cell, Cell, Cell, Cell];

const unsure = (outcome: Outcome): Unsure => ({ unsure: outcome });

const ST = "ResourceUnavailable.CmkStateNotSupport";
const IP = "InvalidParameter";
const SHOULD_BE_DISABLED = "ResourceUnavailable.CmkShouldBeDisabled";
const NOT_PENDING = "ResourceUnavailable.CmkNotPendingDelete";
const DISABLED = "ResourceUnavailable.CmkDisabled";
const ARCHIVED = "ResourceUnavailable.CmkArchived";
const KEY_PENDING = "ResourceUnavailable.KeyPendingDelete";

/** Column order of the table, and each state's number in ListKeyDetail's KeyState. */
const COLUMNS: readonly KeyState[] = [
  "Enabled",
  "Disabled",
  "Archived",
  "PendingImport",
  "PendingDelete",
];
export const STATE_NUMBERS: Readonly<Record<KeyState, number>> = {
  Enabled: 1,
  Disabled: 2,
  PendingDelete: 3,
  PendingImport: 4,
  Archived: 5,
};

/** The states that ListKeys shows. */
export const LISTED: readonly KeyState[] = [
  "Enabled",
  "Disabled",
  "PendingImport",
];

/**
 * The table of docs/clouds/tencent.md#states, row by row. Actions that every state allows have no row. Errors because
 * of the kind of key (origin, usage) come before the state is checked, and are not in here. An unsure code is one of the
 * action's own list in the vendor's SDK for Go.
 */
// prettier-ignore
const TABLE = {
  //                          Enabled             Disabled         Archived          PendingImport            PendingDelete
  UpdateAlias:               ["ok",               "ok",            unsure("ok"),     "ok",                    unsure(IP)],
  UpdateKeyDescription:      ["ok",               "ok",            unsure("ok"),     "ok",                    unsure(IP)],
  EnableKey:                 ["ok",               "Enabled",       ST,               ST,                      ST],
  DisableKey:                ["Disabled",         "ok",            ST,               ST,                      ST],
  EnableKeyRotation:         ["ok",               unsure("ok"),    unsure(ST),       ST,                      ST],
  DisableKeyRotation:        ["ok",               "ok",            unsure("ok"),     unsure("ok"),            unsure("ok")],
  RotateKey:                 ["ok",               unsure(ST),      unsure(ST),       ST,                      unsure(ST)],
  ScheduleKeyDeletion:       [SHOULD_BE_DISABLED, "PendingDelete", unsure(ST),       unsure("PendingDelete"), unsure(ST)],
  CancelKeyDeletion:         [NOT_PENDING,        NOT_PENDING,     NOT_PENDING,      NOT_PENDING,             "Disabled"],
  ArchiveKey:                ["Archived",         "Archived",      unsure(ST),       ST,                      ST],
  CancelKeyArchive:          [ST,                 ST,              "Enabled",        ST,                      ST],
  GetParametersForImport:    ["ok",               unsure("ok"),    unsure("ok"),     "ok",                    unsure("ok")],
  ImportKeyMaterial:         ["ok",               ST,              ST,               "Enabled",               ST],
  DeleteImportedKeyMaterial: ["PendingImport",    "PendingImport", unsure(ST),       unsure(ST),              ST],
  GetPublicKey:              ["ok",               ST,              ST,               ST,                      ST],
  BindCloudResource:         ["ok",               unsure(ST),      unsure(ST),       unsure(ST),              ST],
  Encrypt:                   ["ok",               DISABLED,        ARCHIVED,         unsure(DISABLED),        DISABLED],
  GenerateDataKey:           ["ok",               DISABLED,        unsure(DISABLED), unsure(DISABLED),        KEY_PENDING],
  Decrypt:                   ["ok",               DISABLED,        "ok",             unsure(DISABLED),        unsure(DISABLED)],
  TagService:                ["ok",               "ok",            "ok",             "ok",                    unsure("ok")],
} as const satisfies Record<string, Row>;

export type StatefulAction = keyof typeof TABLE;

/** The state of the key after the action; throws the cloud's error. */
export function stateAfter(
  action: StatefulAction,
  state: KeyState,
  switches: Switches,
): KeyState {
  const cell = TABLE[action][COLUMNS.indexOf(state)];
  const outcome =
    typeof cell === "object"
      ? switches.get<string>(switchName(action, state))
      : String(cell);
  if (outcome === "ok") return state;
  if (isState(outcome)) return outcome;
  throw refusalNamed(outcome, `Its state is ${state}.`);
}

const OUTCOME: SwitchValues = {
  pattern: new RegExp(`^(ok|${COLUMNS.join("|")}|${ERROR_CODE})$`),
  form: `ok, a state (${COLUMNS.join(", ")}), or an error code`,
};

/** One switch per unsure cell. */
export function stateSwitches(): Record<string, SwitchRule> {
  const switches: Record<string, SwitchRule> = {};
  for (const [action, row] of Object.entries<Row>(TABLE))
    for (const [column, cell] of row.entries()) {
      const state = COLUMNS[column];
      if (typeof cell !== "object" || !state) continue;
      switches[switchName(action, state)] = {
        default: cell.unsure,
        takes: OUTCOME,
        meaning: `The result of ${action} for a key in state ${state}: ok, its new state, or an error code. Not documented by the vendor.`,
      };
    }
  return switches;
}

function switchName(action: string, state: KeyState): string {
  return `tencent.state.${action}.${state}`;
}

function isState(text: string): text is KeyState {
  return (COLUMNS as readonly string[]).includes(text);
}
