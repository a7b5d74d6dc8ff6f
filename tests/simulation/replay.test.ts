import { RealEngine } from "./real-engine";
import { differences, modelled } from "./replay";
import { replayStories } from "./replay-stories";

/** `make campaign` replays 300. */
test("the real engine does in 8 stories what the model of it does", async () => {
  const engine = await RealEngine.start();
  try {
    const found: string[] = [];
    for (const story of await modelled(replayStories(8, 183)))
      found.push(...(await differences(story, engine)));
    expect(found).toEqual([]);
  } finally {
    await engine.stop();
  }
}, 600_000);
