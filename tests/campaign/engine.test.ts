import { campaign } from "../support/campaign/campaign";
import { EngineLane } from "../support/campaign/engine/lane";
import { mostlyInterrupted } from "../support/campaign/scenarios";
import { expectFlawless, setting } from "../support/campaign/report";

/** `CMK_CAMPAIGN_ENGINE_RUNS` and `CMK_CAMPAIGN_SEED` as for the campaign over gRPC. */
test("a hundred and fifty runs of the real engine lose no key and leave no unreported duplicate", async () => {
  const report = await campaign(() => EngineLane.open(), {
    runs: setting("CMK_CAMPAIGN_ENGINE_RUNS", 150),
    seed: setting("CMK_CAMPAIGN_SEED", Date.now() % 1_000_000_000),
    lanes: 3,
    steps: [1, 4],
    neighbours: 0.2,
    scenarios: mostlyInterrupted,
  });
  expectFlawless("campaign with the real engine", report);
}, 7_200_000);
