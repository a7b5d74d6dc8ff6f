import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../../tools/verify/compare";
import { Emulated } from "../../tools/verify/emulated";
import { SCRIPTS } from "../../tools/verify/scripts";
import { parseTranscript, stepOf } from "../../tools/verify/transcript";

/** Every transcript beside this file, also one that somebody contributed. */
const FILES = readdirSync(__dirname)
  .filter((name) => name.endsWith(".jsonl"))
  .sort();

const read = (name: string) =>
  parseTranscript(readFileSync(join(__dirname, name), "utf8"));

test.each(FILES)("the emulator answers as %s has it", async (name) => {
  const { head, lines } = read(name);
  const emulated = await Emulated.start(head.cloud, head.region);
  try {
    const steps = lines.map(stepOf);
    const answers = await emulated.play(steps, head.dedicated, head.switches);
    const { same, differences } = compare(answers, lines);
    expect(differences).toEqual([]);
    // What had no answer, or was not allowed, can't be held against the emulator.
    expect(same).toBeGreaterThan(0);
  } finally {
    await emulated.close();
  }
});

test.each(["alibaba", "tencent"] as const)(
  "the script of %s is the recorded one; else record it with `npx ts-node -T tools/verify/record.ts`",
  (cloud) => {
    const { lines } = read(`emulator-${cloud}.jsonl`);
    const steps = JSON.stringify(lines.map(stepOf));
    expect(steps).toBe(
      JSON.stringify(SCRIPTS[cloud].steps(false).map((step) => stepOf(step))),
    );
  },
);
