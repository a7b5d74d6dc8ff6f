import type { Where } from "../../provider/clouds/calls";
import { CODES as ALIBABA } from "../../provider/clouds/alibaba/codes";
import { CODES as TENCENT } from "../../provider/clouds/tencent/codes";
import {
  remedyOf,
  type Treatment,
} from "../../provider/clouds/common/replies/treatment";
import { worded } from "../../provider/resource/values/wording";
import { code, table } from "../markdown";
import { CAUSES as ALIBABA_CAUSES } from "./alibaba";
import { KINDS } from "./kinds";
import { CAUSES as TENCENT_CAUSES } from "./tencent";

/** A remedy that names the action is shown with a word that stands for any. */
const ANY: Where = { action: "ACTION", region: "REGION" };

/** Throws where a code and its cause do not both exist. */
function codes(
  treatments: Readonly<Record<string, Treatment>>,
  causes: Readonly<Record<string, string>>,
): string {
  for (const name of Object.keys(causes))
    if (!treatments[name]) throw new Error(`the provider treats no ${name}`);
  const rows = Object.entries(treatments).map(([name, treatment]) => {
    const cause = causes[name];
    if (!cause) throw new Error(`${name} has no cause`);
    const remedy = worded(remedyOf(treatment, ANY, { code: name, detail: "" }));
    return [code(name), `${code(treatment.kind)}: ${cause} ${remedy}`];
  });
  return table(["Code", "Kind, cause and remedy"], rows);
}

function kinds(): string {
  const rows = Object.entries(KINDS).map(([kind, { meaning, conduct }]) => [
    code(kind),
    meaning,
    conduct,
  ]);
  return table(["Kind", "Meaning", "The provider"], rows);
}

export const ERROR_TABLES = {
  kinds,
  alibabaCodes: () => codes(ALIBABA, ALIBABA_CAUSES),
  tencentCodes: () => codes(TENCENT, TENCENT_CAUSES),
};
