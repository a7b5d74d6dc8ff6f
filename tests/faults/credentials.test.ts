import type { CloudName } from "../../emulator/clouds";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import { Plugin, settings } from "../support/plugin";
import type { Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** Longer than any session of a role lasts. */
const SESSION_IS_OVER_S = 13 * 3600;

const ROLES: Record<CloudName, Props> = {
  alibaba: { alibabaRoleArn: "acs:ram::100000000001:role/deployer" },
  tencent: { tencentRoleArn: "qcs::cam::uin/100000000001:roleName/deployer" },
};

const SECRET = "canary-secret";

/** An access key in the provider's settings. */
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

/** Where each cloud's credentials are looked for first, when none are configured. */
const NOWHERE = {
  alibaba: "ALIBABA_CLOUD_ACCESS_KEY_ID",
  tencent: "TENCENTCLOUD_SECRET_ID",
};
/** What names a profile, in the words of the error. */
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

/** Told by the vendor's code, and without the secret. */
async function expectUnauthenticated(
  call: Promise<unknown>,
  told: RegExp,
): Promise<void> {
  const refusal = await call.catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "UNAUTHENTICATED" });
  const { message } = refusal as Error;
  expect(message).toMatch(told);
  expect(message).not.toContain("canary");
}

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
    client = await lane.configured("state", accessKey(cloud, "emulator"));
    await expectUnauthenticated(made(), /\[code \w+.*RequestId/);
    expect(await lane.emulator.keys()).toEqual([]);
  });

  test("a session that expires in mid-run, and that nobody can renew, ends the run with what is made in the state", async () => {
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

  test("an access key that is rotated in mid-run is told as wrong, and with the new one the run is finished", async () => {
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
  ["where none are, the error says where they are looked for", NOWHERE, {}],
  [
    "where a profile is named that is not there, the error names its variable",
    NAMED,
    { ALIBABA_CLOUD_PROFILE: "typo", TENCENTCLOUD_PROFILE: "typo" },
  ],
])(
  "without credentials nothing is asked of a cloud: %s",
  async (_, told, env) => {
    const plugin = await Plugin.start({ env });
    client = plugin.connect();
    await client.handshake();
    await client.configure(settings(lane.emulator.connection()));
    for (const [cloud, words] of Object.entries(told)) {
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
  },
);
