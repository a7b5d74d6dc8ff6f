import { campaign } from "../support/campaign/campaign";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { NaivePlugin } from "../support/campaign/grpc/naive-plugin";
import { lostAnswers } from "../support/campaign/hazards";
import { expectFlawless, setting } from "../support/campaign/report";
import { FIGURES } from "../support/campaign/tally";

const SIZE = { steps: [2, 6] as [number, number], neighbours: 0.3, lanes: 2 };

test("random programs among random faults and kills lose nothing, and double nothing without a word", async () => {
  const seed = setting("CMK_CAMPAIGN_SEED", 1);
  const open = () => GrpcLane.open();
  expectFlawless("15 runs", await campaign(open, { ...SIZE, runs: 15, seed }));
}, 300_000);

describe("when every CreateKey's answer is lost", () => {
  const settings = { ...SIZE, runs: 6, seed: 1, hazards: lostAnswers };

  test("each key is made once", async () => {
    const report = await campaign(() => GrpcLane.open(), settings);
    expectFlawless("lost answers", report);
    expect(report.tally.hits.get("drop-after")).toBeGreaterThan(0);
  }, 120_000);

  test("a plugin that simply asks again doubles keys, and the campaign sees it", async () => {
    const naive = await NaivePlugin.build();
    const open = () => GrpcLane.open(naive.program);
    const { tally } = await campaign(open, settings);
    naive.remove();
    expect(tally.of(FIGURES.doubledAndUntold)).toBeGreaterThan(0);
  }, 120_000);
});
