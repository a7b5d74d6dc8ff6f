import { Emulator } from "../support/emulator";
import { differences, modelled } from "./replay";
import { replayStories } from "./replay-stories";

/** `make campaign` replays 300. */
test("the real engine does in 8 stories what the model of it does", async () => {
  const emulator = await Emulator.start();
  try {
    const found: string[] = [];
    for (const story of await modelled(replayStories(8, 2)))
      found.push(...(await differences(story, emulator)));
    expect(found).toEqual([]);
  } finally {
    await emulator.stop();
  }
}, 600_000);
