import { differences, modelled } from "../simulation/replay";
import { replayStories } from "../simulation/replay-stories";
import { setting } from "../support/campaign/report";
import { Emulator } from "../support/emulator";

/** `CMK_CAMPAIGN_RUNS` and `CMK_CAMPAIGN_SEED` set how many stories there are and which. */
test("the real engine does in 300 stories what the model of it does", async () => {
  const stories = await modelled(
    replayStories(
      setting("CMK_CAMPAIGN_RUNS", 300),
      setting("CMK_CAMPAIGN_SEED", 3),
    ),
  );
  const found: string[] = [];
  const lane = async () => {
    const emulator = await Emulator.start();
    try {
      for (let story = stories.pop(); story; story = stories.pop())
        found.push(...(await differences(story, emulator)));
    } finally {
      await emulator.stop();
    }
  };
  await Promise.all([lane(), lane()]);
  expect(found).toEqual([]);
}, 7_200_000);
