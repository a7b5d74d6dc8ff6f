/** Writes what the emulator answers to the scripts, and which steps each of its switches has an influence on. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Memo } from "../../provider/clouds/common/reads/memo";
import type { CloudName } from "../../provider/model/types";
import before from "./asked.json";
import { isSame } from "./compare";
import { Emulated } from "./emulated";
import { SCRIPTS } from "./scripts";
import {
  NOT_ASKED,
  OF_HOMES,
  otherValues,
  switchesOf,
  TOGETHER,
} from "./switches";
import { lineOf, type Line } from "./transcript";

const ROOT = join(__dirname, "../..");
export const REGIONS: Readonly<Record<CloudName, string>> = {
  alibaba: "cn-hangzhou",
  tencent: "ap-guangzhou",
};
/** A code that no switch has by default. */
const OTHER_CODE = "FailedOperation.Other";

/** Steps by switch: those whose answer is another one under any other value. */
export async function askedBy(
  emulated: Emulated,
  cloud: CloudName,
  only: (name: string) => boolean = () => true,
): Promise<Record<string, string[]>> {
  const asked: Record<string, string[]> = {};
  const usual = new Memo<Line[]>();
  const names = switchesOf(cloud).filter(
    (name) => only(name) && !Object.hasOwn(NOT_ASKED, name),
  );
  for (const name of names) {
    const together = TOGETHER[name] ?? {};
    const found = new Set<string>();
    // What shows without an instance or a cluster need not be tried in one, too.
    for (const dedicated of [false, true]) {
      if (found.size > 0 && !OF_HOMES.has(name)) break;
      const steps = SCRIPTS[cloud].steps(dedicated);
      const other = await usual.get(JSON.stringify([dedicated, together]), () =>
        emulated.play(steps, dedicated, together),
      );
      const values = { region: REGIONS[cloud], seen: [OTHER_CODE, 0] };
      for (const value of otherValues(name, values)) {
        const switches = { ...together, [name]: value };
        const lines = await emulated.play(steps, dedicated, switches);
        for (const [index, line] of lines.entries())
          if (!isSame(line, other[index]!)) found.add(line.name);
      }
    }
    asked[name] = [...found];
  }
  return asked;
}

/** With names of switches: only what those have an influence on is found anew. */
async function main(names: readonly string[]): Promise<void> {
  const asked: Record<string, string[]> = names.length > 0 ? { ...before } : {};
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  for (const cloud of ["alibaba", "tencent"] as const) {
    const region = REGIONS[cloud];
    const emulated = await Emulated.start(cloud, region);
    const lines = await emulated.play(SCRIPTS[cloud].steps(false), false);
    const head = lineOf({
      transcript: 1,
      cloud,
      region,
      dedicated: false,
      by: "emulator",
      switches: {},
    });
    const path = join(ROOT, "tests/transcripts", `emulator-${cloud}.jsonl`);
    writeFileSync(path, head + lines.map(lineOf).join(""));
    Object.assign(asked, await askedBy(emulated, cloud, wanted));
    await emulated.close();
  }
  const text = JSON.stringify(asked, undefined, 2);
  writeFileSync(join(__dirname, "asked.json"), `${text}\n`);
}

if (require.main === module) void main(process.argv.slice(2));
