import {
  KMS_SUBJECTS as ALIBABA_KMS,
  SERVICES as ALIBABA_SERVICES,
} from "../emulator/alibaba/actions";
import { NOT_EMULATED as ALIBABA_LACKS } from "../emulator/alibaba/actions/not-emulated";
import { CLOUDS } from "../emulator/clouds";
import type { SwitchRule } from "../emulator/core/contract";
import { mergeTables } from "../emulator/core/emulator";
import { KMS_SUBJECTS as TENCENT_KMS } from "../emulator/tencent/kms/actions";
import { NOT_EMULATED as TENCENT_LACKS } from "../emulator/tencent/kms/not-emulated";
import { SERVICES as TENCENT_SERVICES } from "../emulator/tencent/services";
import { code, table, type Row } from "./markdown";

type Subjects = Readonly<Record<string, object>>;

/** Every action of a vendor's KMS, served or not, and those of other services that are served. */
function actions(
  kms: Subjects,
  lacks: Readonly<Record<string, string>>,
  others: Subjects,
): string {
  const row = (subject: string, served: string, names: string[]): Row => [
    subject,
    served,
    names.map(code).join(", "),
  ];
  return table(
    ["Subject", "Supported", "Actions"],
    [
      ...Object.entries(kms).map(([subject, served]) =>
        row(subject, "yes", Object.keys(served)),
      ),
      ...Object.entries(others).map(([service, served]) =>
        row(`${service}, only these`, "yes", Object.keys(served)),
      ),
      ...Object.entries(lacks).map(([subject, names]) =>
        row(subject, "no", names.split(" ")),
      ),
    ],
  );
}

/** What an action does to a key in a state: one switch for each. */
const STATE_SWITCH = /^tencent\.state\.(?<action>\w+)\.(?<state>\w+)$/;

/** A list breaks after its commas. */
function defaultOf(rule: SwitchRule): string {
  const text = String(rule.default);
  return text === "" ? "none" : text.split(",").map(code).join(", ");
}

/** An address is too long for a table. */
function withLinks(meaning: string): string {
  return meaning.replaceAll(
    /[:,]? (https:\S+\w)/g,
    (_, address: string) => ` ([source](${address}))`,
  );
}

function switches(): string {
  const rows = Object.entries(mergeTables(CLOUDS))
    .filter(([name]) => !STATE_SWITCH.test(name))
    .map(([name, rule]) => [
      code(name),
      `${withLinks(rule.meaning)} Default: ${defaultOf(rule)}.`,
    ]);
  return table(["Switch", "Meaning"], rows);
}

function stateSwitches(): string {
  const rows = Object.entries(mergeTables(CLOUDS)).flatMap(([name, rule]) => {
    const { action, state } = STATE_SWITCH.exec(name)?.groups ?? {};
    return action && state
      ? [[code(action), code(state), defaultOf(rule)]]
      : [];
  });
  return table(["ACTION", "STATE", "Default"], rows);
}

/** The tables of docs/emulator. */
export const EMULATOR_TABLES: Readonly<Record<string, () => string>> = {
  actionsOfAlibaba: () =>
    actions(ALIBABA_KMS, ALIBABA_LACKS, {
      STS: ALIBABA_SERVICES.get("2015-04-01")?.actions ?? {},
    }),
  actionsOfTencent: () =>
    actions(TENCENT_KMS, TENCENT_LACKS, {
      "Tag service": TENCENT_SERVICES["tag"]?.actions ?? {},
      STS: TENCENT_SERVICES["sts"]?.actions ?? {},
    }),
  switches,
  stateSwitches,
};
