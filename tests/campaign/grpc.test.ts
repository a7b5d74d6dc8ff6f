import { campaign } from "../support/campaign/campaign";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { expectFlawless, setting } from "../support/campaign/report";

/**
 * `CMK_CAMPAIGN_RUNS` and `CMK_CAMPAIGN_SEED` set how many runs there are and where they begin; a run is repeated by
 * its seed with one run alone.
 */
test("thousands of runs over gRPC lose no key and leave no unreported duplicate", async () => {
  const report = await campaign(() => GrpcLane.open(), {
    runs: setting("CMK_CAMPAIGN_RUNS", 2000),
    seed: setting("CMK_CAMPAIGN_SEED", Date.now() % 1_000_000_000),
    lanes: 5,
    steps: [2, 6],
    neighbours: 0.3,
  });
  expectFlawless("campaign over gRPC", report);
}, 7_200_000);
