import { campaign } from "../support/campaign/campaign";
import { EngineLane } from "../support/campaign/engine/lane";
import { mostlyInterrupted } from "../support/campaign/scenarios";
import { expectFlawless, setting } from "../support/campaign/report";

test("with the real engine, random kills of it and of the plugin lose no key and leave no unreported duplicate", async () => {
  const report = await campaign(() => EngineLane.open(), {
    runs: 3,
    seed: setting("CMK_CAMPAIGN_SEED", 100),
    lanes: 1,
    steps: [1, 2],
    neighbours: 0.2,
    scenarios: mostlyInterrupted,
  });
  expectFlawless("3 runs with the real engine", report);
}, 300_000);
