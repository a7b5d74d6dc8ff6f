import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { aliasKills, killedRun } from "../support/campaign/alias-kills";
import { setting } from "../support/campaign/report";

/** `CMK_CAMPAIGN_ALIAS_RUNS`: how many on each cloud. */
test.each(TEST_CLOUDS)(
  "two hundred killed runs on $name leave no key with an alias stuck, lost, or doubled without a word",
  async ({ name }) => {
    const emulator = await Emulator.start();
    const kills = aliasKills(name);
    const runs = setting("CMK_CAMPAIGN_ALIAS_RUNS", 200);
    const found: string[] = [];
    for (let run = 0; run < runs; run++) {
      const kill = kills[run % kills.length];
      if (!kill) break;
      const complaints = await killedRun(emulator, kill);
      if (complaints.length > 0)
        found.push(`${JSON.stringify(kill)}: ${complaints.join("\n")}`);
    }
    await emulator.stop();
    expect(found).toEqual([]);
  },
  14_400_000,
);
