import { GrpcLane } from "../support/campaign/grpc/lane";
import { expectFlat, setting } from "../support/campaign/report";
import { soak } from "../support/campaign/soak";

test("one plugin process uses no more memory and handles after ten thousand operations than after some", async () => {
  const lane = await GrpcLane.open();
  expectFlat(await soak(lane, setting("CMK_SOAK_OPERATIONS", 10_000)));
  await lane.close();
}, 3_600_000);
