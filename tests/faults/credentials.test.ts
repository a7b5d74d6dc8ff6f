import type { CloudName } from "../../emulator/clouds";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import { Plugin, settings } from "../support/plugin";
import type { Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** Longer than any role session lasts. */
const SESSION_IS_OVER_S = 13 * 3600;

const ROLES: Record<CloudName, Props> = {
  alibaba: { alibabaRoleArn: "acs:ram::100000000001:role/deployer" },
  tencent: { tencentRoleArn: "qcs::cam::uin/100000000001:roleName/deployer" },
};

const SECRET = "canary-secret";

/** An access key in the provider's configuration. */
function accessKey(cloud: CloudName, id: string, token?: string): Props {
  const settings: Props =
    cloud === "alibaba"
      ? { alibabaAccessKeyId: id, alibabaAccessKeySecret: SECRET }
      : { tencentSecretId: id, tencentSecretKey: SECRET };
  if (token !== undefined)
    settings[cloud === "alibaba" ? "alibabaSecurityToken" : "tencentToken"] =
      token;
  return settings;
}

/** Where each cloud's credential chain looks first. */
const NOWHERE = {
  alibaba: "ALIBABA_CLOUD_ACCESS_KEY_ID",
  tencent: "TENCENTCLOUD_SECRET_ID",
};
/** How the error names the source of the profile. */
const NAMED = {
  alibaba: "environment variable ALIBABA_CLOUD_PROFILE",
  tencent: "environment variable TENCENTCLOUD_PROFILE",
};

const OWN = { account: "100000000001", accessKeyId: "own" };

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

/** The error has the vendor's code, and not the secret. */
async function expectUnauthenticated(
  call: Promise<unknown>,
  expected: RegExp,
): Promise<void> {
  const refusal = await call.catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "UNAUTHENTICATED" });
  const { message } = refusal as Error;
  expect(message).toMatch(expected);
  expect(message).not.toContain("canary");
}

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  async function made(): Promise<{ id: string; properties: Props }> {
    const { inputs } = await client.check({ cloud });
    return client.create(inputs);
  }

  test("a role session that expires during a run is renewed, and no key is lost or duplicated", async () => {
    client = await lane.configured("state", ROLES[cloud]);
    const first = await made();
    await lane.emulator.advance(SESSION_IS_OVER_S);
    expect((await client.read(first.id))?.id).toBe(first.id);
    await lane.emulator.advance(SESSION_IS_OVER_S);
    await made();
    expect(await lane.emulator.keys()).toHaveLength(2);
  });

  test("a wrong secret creates no key, and is reported by the cloud's code without the secret", async () => {
    client = await lane.configured("state", accessKey(cloud, "emulator"));
    await expectUnauthenticated(made(), /\[code \w+.*RequestId/);
    expect(await lane.emulator.keys()).toEqual([]);
  });

  test("a session that expires during a run and can't be renewed ends the run; the created keys are in the state", async () => {
    const token = "canary-token";
    const session = { ...OWN, accessKeySecret: SECRET, token };
    await lane.emulator.addAccount({ ...session, expiresInSeconds: 900 });
    const config = accessKey(cloud, OWN.accessKeyId, token);
    client = await lane.configured("state", config);
    const { id } = await made();
    await lane.emulator.advance(1000);
    await expectUnauthenticated(made(), /expired/i);
    await expectUnauthenticated(client.read(id), /expired/i);
    expect(await lane.emulator.keys()).toHaveLength(1);
  });

  test("an access key that is rotated during a run is reported as wrong, and the new one finishes the run", async () => {
    await lane.emulator.addAccount({ ...OWN, accessKeySecret: SECRET });
    client = await lane.configured("state", accessKey(cloud, OWN.accessKeyId));
    const { id } = await made();
    await lane.emulator.addAccount({ ...OWN, accessKeySecret: "another" });
    await expectUnauthenticated(made(), /\[code \w+/);
    await expectUnauthenticated(client.read(id), /\[code \w+/);
    client.close();

    const next = { ...OWN, accessKeyId: "next" };
    await lane.emulator.addAccount({ ...next, accessKeySecret: SECRET });
    client = await lane.configured("state", accessKey(cloud, "next"));
    expect((await client.read(id))?.id).toBe(id);
    await made();
    expect(await lane.emulator.keys()).toHaveLength(2);
  });
});

test.each([
  ["if there are none, the error says where they were searched", NOWHERE, {}],
  [
    "if a profile does not exist, the error names the variable that selects it",
    NAMED,
    { ALIBABA_CLOUD_PROFILE: "typo", TENCENTCLOUD_PROFILE: "typo" },
  ],
])("without credentials no request is sent: %s", async (_, sources, env) => {
  const plugin = await Plugin.start({ env });
  client = plugin.connect();
  await client.handshake();
  await client.configure(settings(lane.emulator.connection()));
  for (const [cloud, words] of Object.entries(sources)) {
    const { inputs } = await client.check({ cloud });
    const refusal = await client
      .create(inputs)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining(words) as string,
    });
  }
  expect(await lane.emulator.calls()).toEqual({ alibaba: {}, tencent: {} });
  await plugin.stop();
});
