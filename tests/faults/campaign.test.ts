import { campaign } from "../support/campaign/campaign";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { NaivePlugin } from "../support/campaign/grpc/naive-plugin";
import { lostAnswers } from "../support/campaign/scenarios";
import { expectFlawless, setting } from "../support/campaign/report";
import { COUNTERS } from "../support/campaign/counters";

const SIZE = { steps: [2, 6] as [number, number], neighbours: 0.3, lanes: 2 };

test("random programs among random faults and kills lose no key and leave no unreported duplicate", async () => {
  const seed = setting("CMK_CAMPAIGN_SEED", 1);
  const open = () => GrpcLane.open();
  expectFlawless("15 runs", await campaign(open, { ...SIZE, runs: 15, seed }));
}, 300_000);

describe("when every CreateKey's answer is lost", () => {
  const settings = { ...SIZE, runs: 6, seed: 1, scenarios: lostAnswers };

  test("each key is made once", async () => {
    const report = await campaign(() => GrpcLane.open(), settings);
    expectFlawless("lost answers", report);
    expect(report.counters.hits.get("drop-after")).toBeGreaterThan(0);
  }, 120_000);

  test("a plugin that simply sends CreateKey again makes duplicate keys, and the campaign detects them", async () => {
    const naive = await NaivePlugin.build();
    const open = () => GrpcLane.open(naive.program);
    const { counters } = await campaign(open, settings);
    naive.remove();
    expect(counters.of(COUNTERS.duplicatedAndUnreported)).toBeGreaterThan(0);
  }, 120_000);
});
