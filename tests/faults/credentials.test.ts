import type { CloudName } from "../../emulator/core/contract";
import { GrpcLane } from "../campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import type { Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** Longer than any session of a role lasts. */
const SESSION_IS_OVER_S = 13 * 3600;

const ROLES: Record<CloudName, Props> = {
  alibaba: { alibabaRoleArn: "acs:ram::100000000001:role/deployer" },
  tencent: { tencentRoleArn: "qcs::cam::uin/100000000001:roleName/deployer" },
};

const WRONG: Record<CloudName, Props> = {
  alibaba: {
    alibabaAccessKeyId: "emulator",
    alibabaAccessKeySecret: "canary-secret",
  },
  tencent: { tencentSecretId: "emulator", tencentSecretKey: "canary-secret" },
};

let lane: GrpcLane;
let client: ProviderClient;
beforeAll(async () => {
  lane = await GrpcLane.open();
});
beforeEach(() => lane.emulator.reset());
afterEach(() => {
  client.close();
});
afterAll(() => lane.close());

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  async function made(): Promise<{ id: string; properties: Props }> {
    const { inputs } = await client.check({ cloud });
    return client.create(inputs);
  }

  test("a role's session that ends in mid-run is renewed, and no key is lost or doubled by it", async () => {
    client = await lane.configured("state", ROLES[cloud]);
    const first = await made();
    await lane.emulator.advance(SESSION_IS_OVER_S);
    expect((await client.read(first.id))?.id).toBe(first.id);
    await lane.emulator.advance(SESSION_IS_OVER_S);
    await made();
    expect(await lane.emulator.keys()).toHaveLength(2);
  });

  test("a wrong secret makes no key, is told by the cloud's code, and is not shown", async () => {
    client = await lane.configured("state", WRONG[cloud]);
    const refusal = await made().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringMatching(/\[code \w+.*RequestId/) as string,
    });
    expect((refusal as Error).message).not.toContain("canary-secret");
    expect(await lane.emulator.keys()).toEqual([]);
  });
});
