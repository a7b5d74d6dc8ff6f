import { GrpcLane } from "../support/campaign/grpc/lane";
import { expectFlat } from "../support/campaign/report";
import { soak } from "../support/campaign/soak";

test("one plugin process uses no more memory and handles after a thousand operations than after some", async () => {
  const lane = await GrpcLane.open();
  expectFlat(await soak(lane, 1000));
  await lane.close();
}, 300_000);
