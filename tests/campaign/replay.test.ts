import { RealEngine } from "../simulation/real-engine";
import { differences, modelled } from "../simulation/replay";
import { coverage, table } from "../simulation/replay-coverage";
import { replayStories } from "../simulation/replay-stories";
import { setting } from "../support/campaign/report";

const LANES = 2;
/** After so many stories of a lane it reports how far it is. */
const PACE = 10;

/** `CMK_CAMPAIGN_RUNS` and `CMK_CAMPAIGN_SEED` set how many stories there are and which. */
test("the real engine does in 300 stories what the model of it does", async () => {
  const left = await modelled(
    replayStories(
      setting("CMK_CAMPAIGN_RUNS", 300),
      setting("CMK_CAMPAIGN_SEED", 3),
    ),
  );
  print(`replay:\n${table(coverage(left))}`);
  const found: string[] = [];
  const lane = async () => {
    const engine = await RealEngine.start();
    try {
      for (let story = left.shift(); story; story = left.shift()) {
        const differ = await differences(story, engine);
        differ.forEach(print);
        found.push(...differ);
        if (left.length % PACE === 0)
          print(
            `replay: ${String(left.length)} stories left, ${String(found.length)} differences\n`,
          );
      }
    } finally {
      await engine.stop();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(found).toEqual([]);
}, 7_200_000);

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
