import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudName } from "../../emulator/clouds";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { DAY, TEST_CLOUDS } from "../engine/clouds";
import { CallError, type Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

interface Page {
  status: number;
  type: string;
  body: string;
}

/** Replies from something other than the cloud. */
const PAGES: Record<string, Page> = {
  "a proxy's 404": {
    status: 404,
    type: "text/html",
    body: "<html><h1>404 Not Found</h1></html>",
  },
  "a proxy's 502": { status: 502, type: "text/html", body: "<html></html>" },
  "a login page": {
    status: 200,
    type: "text/html",
    body: "<html><form></form></html>",
  },
  "another service's JSON": {
    status: 404,
    type: "application/json",
    body: '{"error":"not found"}',
  },
  "an empty 404": { status: 404, type: "text/plain", body: "" },
};

const OTHER = {
  accessKeyId: "other",
  accessKeySecret: "other-secret",
  account: "200000000002",
};

function credentials(cloud: CloudName, id: string, secret: string): Props {
  return cloud === "alibaba"
    ? { alibabaAccessKeyId: id, alibabaAccessKeySecret: secret }
    : { tencentSecretId: id, tencentSecretKey: secret };
}

let lane: GrpcLane;
let page: Page | undefined;
let stranger: Server;
let strangerUrl: string;
const clients: ProviderClient[] = [];

beforeAll(async () => {
  lane = await GrpcLane.open();
  stranger = createServer((_, reply) => {
    reply.writeHead(page?.status ?? 500, { "content-type": page?.type });
    reply.end(page?.body);
  }).listen(0, "127.0.0.1");
  await once(stranger, "listening");
  const { port } = stranger.address() as AddressInfo;
  strangerUrl = `http://127.0.0.1:${String(port)}`;
});
beforeEach(() => lane.emulator.reset());
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  stranger.close();
  await lane.close();
});

async function configured(config: Props = {}): Promise<ProviderClient> {
  const client = await lane.configured("state", config);
  clients.push(client);
  return client;
}

describe.each(TEST_CLOUDS)("a key on $name", ({ name: cloud, region }) => {
  let key: { id: string; inputs: Props; properties: Props; timeout: number };
  beforeEach(async () => {
    const client = await configured();
    const { inputs } = await client.check({ cloud, region });
    key = { ...(await client.create(inputs)), inputs, timeout: 1 };
  });

  const endpointAt = (url: string): Props =>
    cloud === "alibaba"
      ? { alibabaEndpoints: JSON.stringify({ [region]: url }) }
      : { tencentEndpoint: url, tencentTagEndpoint: url };

  /** Neither refresh nor delete may conclude that the key is gone. Gives their messages. */
  async function refusals(client: ProviderClient): Promise<string> {
    const { id, properties, inputs: oldInputs, timeout } = key;
    const errors: Error[] = [];
    for (const call of [
      () => client.read(id, key),
      () => client.delete(id, { properties, oldInputs, timeout }),
    ])
      await call().then(
        (reply) => {
          throw new Error(`it was answered with ${JSON.stringify(reply)}`);
        },
        (error: Error) => errors.push(error),
      );
    for (const { keyState } of await lane.emulator.keys())
      expect(keyState).toBe("Enabled");
    return errors.map(({ message }) => message).join("\n");
  }

  test.each(Object.entries(PAGES))(
    "is not gone because of %s at the endpoint",
    async (_, answer) => {
      page = answer;
      const message = await refusals(await configured(endpointAt(strangerUrl)));
      expect(message).toMatch(cloud);
    },
    30_000,
  );

  test("is not gone because the access key is unknown, or its secret is wrong", async () => {
    for (const [id, secret] of [
      ["unknown", "emulator-secret"],
      ["emulator", "wrong-secret"],
    ] as const) {
      const client = await configured(credentials(cloud, id, secret));
      expect(await refusals(client)).not.toMatch(/(emulator|wrong)-secret/);
    }
  });

  test("is not gone because the credentials are another account's, and both accounts are named", async () => {
    await lane.emulator.addAccount(OTHER);
    const { accessKeyId, accessKeySecret, account } = OTHER;
    const message = await refusals(
      await configured(credentials(cloud, accessKeyId, accessKeySecret)),
    );
    expect(message).toContain("100000000001");
    expect(message).toContain(account);
  });

  test("that could not be read since it was created is not gone for an account that does not know it", async () => {
    await lane.emulator.reset();
    await lane.emulator.addAccount(OTHER);
    const { accessKeyId, accessKeySecret } = OTHER;
    await lane.emulator.fault({
      cloud,
      action: "CreateKey",
      kind: "drop-after",
      count: 1,
    });
    for (const action of ["DescribeKey", "DescribeKeys"])
      await lane.emulator.fault({ cloud, action, kind: "error" });
    const client = await configured();
    const { inputs } = await client.check({ cloud, region });
    const failed = await client
      .create(inputs, { timeout: 1 })
      .catch((error: CallError) => error);
    await lane.emulator.clearFaults();
    if (!(failed instanceof CallError) || !failed.initFailed)
      throw new Error("the create should have failed in part");
    const { id, properties } = failed.initFailed;
    expect(properties["arn"]).toBeUndefined();
    key = { id, inputs, properties, timeout: 1 };

    const stranger = credentials(cloud, accessKeyId, accessKeySecret);
    expect(await refusals(await configured(stranger))).toContain(
      "stays in the state",
    );
    expect(await (await configured()).read(id, key)).toMatchObject({ id });
  }, 30_000);

  test("is gone when its own account no longer has it, and then its delete succeeds", async () => {
    const client = await configured();
    const { id, inputs: oldInputs, properties } = key;
    await client.delete(id, { properties, oldInputs });
    await lane.emulator.advance(31 * DAY);
    expect(await lane.emulator.keys()).toEqual([]);
    expect(await client.read(id, key)).toBeUndefined();
    await client.delete(id, { properties, oldInputs });
  });

  if (cloud === "alibaba")
    test.each(["ListTagResources", "ListAliasesByKeyId"])(
      "is not gone because %s does not find it",
      async (action) => {
        const client = await configured();
        key.inputs = { ...key.inputs, alias: "orders" };
        key.properties = { ...key.properties, alias: "orders" };
        await lane.emulator.fault({
          cloud,
          action,
          kind: "error",
          code: "Forbidden.KeyNotFound",
        });
        const { id, properties, inputs: oldInputs } = key;
        await expect(client.read(id, key)).rejects.toThrow(action);
        await client
          .delete(id, { properties, oldInputs })
          .catch((error: Error) => expect(error.message).toContain(action));
        const deleted = action === "ListTagResources";
        const [left] = await lane.emulator.keys();
        expect(left?.keyState).toBe(deleted ? "PendingDeletion" : "Enabled");
      },
    );

  if (cloud === "alibaba")
    test("is not gone because another region's endpoint is asked", async () => {
      const there = "cn-shanghai";
      const client = await configured();
      await client.create(
        (await client.check({ cloud, region: there })).inputs,
      );
      const url = lane.emulator.endpoints.alibaba[there] ?? "";
      const message = await refusals(await configured(endpointAt(url)));
      expect(message).toContain(`asked for ${region} serves ${there}`);
    });
});
