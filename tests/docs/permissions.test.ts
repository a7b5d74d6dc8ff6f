import { randomBytes } from "node:crypto";
import type { CloudName } from "../../emulator/clouds";
import { DAY } from "../engine/clouds";
import { Emulator, type Connection } from "../support/emulator";
import { Outsider } from "../support/outsider";
import { Plugin } from "../support/plugin";
import type { ProviderClient } from "../support/provider-client";
import { Life } from "./life";
import { itemsOf } from "./pages";

let emulator: Emulator;
let outsider: Outsider;

beforeAll(async () => {
  emulator = await Emulator.start();
  outsider = new Outsider(emulator);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const PAGES = ["docs/permissions.md", "docs/how-to/use-a-key.md"];

/** The policies of the pages by the names that their notes give them: the actions that they allow, without services. */
function policies(): Map<string, string[]> {
  const items = PAGES.flatMap(itemsOf);
  const found = new Map<string, string[]>();
  for (const [at, item] of items.entries()) {
    const note = items[at - 1];
    const named = note?.kind === "note" && note.word === "policy";
    if (item.kind === "block" && named)
      found.set(note.text, allowed(item.code));
  }
  return found;
}

/** Alibaba Cloud writes a policy's words with capitals, Tencent Cloud without. */
function allowed(json: string): string[] {
  const policy = JSON.parse(json.replace(/"(\w+)":/g, lowerCase)) as {
    statement: { effect: string; action: string | string[] }[];
  };
  return policy.statement
    .flatMap(({ action }) => action)
    .map((action) => action.replace(/^.*:/, ""));
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

const POLICIES = policies();

type Operations = (client: ProviderClient, cloud: CloudName) => Promise<void>;

const rotation = { interval: "365d" };

async function keys(client: ProviderClient, cloud: CloudName): Promise<void> {
  const life = new Life(client);
  const base = { cloud, description: "a" };
  await life.make({ ...base, rotation, tags: { a: "1" } });
  if (cloud === "tencent") {
    await life.change({ ...base, rotation, rotationTrigger: "1" });
    await life.change({ ...base, rotation, rotationTrigger: "2" });
  }
  await life.change({ ...base, enabled: false, tags: { b: "2" } });
  await life.change({ cloud, description: "b" });
  const region = cloud === "alibaba" ? "cn-hangzhou" : "ap-singapore";
  const KeyId = life.id.split("/").at(-1);
  const act = (action: string, more = {}) =>
    outsider.call(cloud, region, action, { KeyId, ...more });
  await act("DisableKey");
  await act("ScheduleKeyDeletion", { PendingWindowInDays: 7 });
  await life.refresh();
  await life.change({ cloud, description: "c" });
  if (cloud === "tencent") {
    await act("ArchiveKey");
    await life.change({ cloud, alias: "b", description: "c" });
    const other = new Life(client);
    await other.make({ cloud, alias: "c" });
    await Promise.all([life.refresh(), other.refresh()]);
  }
  await life.remove();
  // A key that is gone must be missing in a listing, too.
  const lost = new Life(client);
  await lost.make({ cloud });
  const lostId = { KeyId: lost.id.split("/").at(-1) };
  await act("DisableKey", lostId);
  await act("ScheduleKeyDeletion", { ...lostId, PendingWindowInDays: 7 });
  await emulator.advance(8 * DAY);
  await lost.refresh();
}

async function aliases(client: ProviderClient, cloud: CloudName) {
  const life = new Life(client);
  await life.make({ cloud, alias: "a" });
  await life.change({ cloud, alias: "b" });
  await life.refresh();
  await life.replace({ cloud, region: "cn-hangzhou", alias: "b", spec: "SM4" });
  await life.remove();
}

async function guards(client: ProviderClient, cloud: CloudName) {
  const life = new Life(client);
  const policy = (action: string) =>
    JSON.stringify({
      Version: "1",
      Statement: [
        {
          Effect: "Allow",
          Principal: { RAM: ["acs:ram::100000000001:*"] },
          Action: [action],
          Resource: ["*"],
        },
      ],
    });
  const base = { cloud, dkmsInstanceId: "kst-1" };
  await life.make({
    ...base,
    policy: policy("kms:*"),
    deletionProtection: true,
  });
  await life.change({ ...base, policy: policy("kms:Decrypt") });
  await life.remove();
}

async function rotationOnDemand(client: ProviderClient, cloud: CloudName) {
  const life = new Life(client);
  const base = { cloud, dkmsInstanceId: "kst-1" };
  await life.make({ ...base, rotationTrigger: "1" });
  await emulator.advance(8 * DAY);
  await life.change({ ...base, rotationTrigger: "2" });
  await life.remove();
}

async function material(client: ProviderClient, cloud: CloudName) {
  const life = new Life(client);
  const base = { cloud, origin: "EXTERNAL" };
  const keyMaterial = randomBytes(32).toString("base64");
  await life.make({ ...base, keyMaterial });
  await life.change({ ...base, deleteKeyMaterial: true });
  await life.remove();
}

/** By a plugin that has asked for nothing yet. */
async function reading(client: ProviderClient, cloud: CloudName) {
  const lives = [new Life(client), new Life(client)];
  await lives[0]?.make({ cloud, alias: "signer", spec: "EC_P256" });
  await lives[1]?.make(
    cloud === "alibaba" ? { cloud, dkmsInstanceId: "kst-1" } : { cloud },
  );
  await emulator.forgetCalls();
  const reader = await Plugin.configured(emulator.connection());
  try {
    const key = { cloud, alias: "signer" };
    await reader.client.invoke("cmk:index:getCmk", key);
    await reader.client.invoke("cmk:index:getPublicKey", key);
    await reader.client.invoke("cmk:index:getCmks", { cloud });
    for (const life of lives) life.client = reader.client;
    await Promise.all(lives.map((life) => life.refresh()));
    await Promise.all(lives.map(({ id }) => reader.client.read(id)));
  } finally {
    await reader.plugin.stop();
  }
}

/** An app's calls, with the vendor's SDK, on a key that Pulumi made. */
async function use(client: ProviderClient, cloud: CloudName): Promise<void> {
  const life = new Life(client);
  await life.make({ cloud });
  await emulator.forgetCalls();
  const [, region = "", KeyId] = life.id.split("/");
  const call = (action: string, parameters: object) =>
    outsider.call(cloud, region, action, parameters);
  const Plaintext = Buffer.from("a letter").toString("base64");
  const { CiphertextBlob } = await call("Encrypt", { KeyId, Plaintext });
  await call("Decrypt", { CiphertextBlob });
  await call("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
}

/**
 * A feature's operations, whether its policy is an addition to that of keys, and actions that it allows although none
 * calls them.
 */
interface Feature {
  name: string;
  operations: Operations;
  additional?: boolean;
  uncalled?: string[];
}

const FEATURES: readonly Feature[] = [
  { name: "alibaba keys", operations: keys, uncalled: ["TagResource"] },
  { name: "alibaba aliases", operations: aliases, additional: true },
  { name: "alibaba guards", operations: guards, additional: true },
  { name: "alibaba rotation", operations: rotationOnDemand, additional: true },
  { name: "alibaba material", operations: material, additional: true },
  { name: "alibaba reading", operations: reading },
  { name: "alibaba use", operations: use },
  { name: "tencent keys", operations: keys },
  { name: "tencent material", operations: material, additional: true },
  { name: "tencent reading", operations: reading },
  { name: "tencent use", operations: use },
];

/** The actions that a feature's operations have called. */
async function calledBy(
  { operations }: Feature,
  cloud: CloudName,
  connection: Connection,
): Promise<string[]> {
  const { plugin, client } = await Plugin.configured(connection);
  try {
    await operations(client, cloud);
    return Object.keys((await emulator.calls())[cloud]);
  } finally {
    await plugin.stop();
  }
}

test.each(FEATURES)(
  "the policy for $name allows what it calls, and nothing else",
  async (feature) => {
    const [cloud = "", ...name] = feature.name.split(" ");
    expect(name).not.toEqual([]);
    const { additional, uncalled = [] } = feature;
    const base = additional ? (POLICIES.get(`${cloud} keys`) ?? []) : [];
    const own = POLICIES.get(feature.name) ?? [];
    const called = await calledBy(
      feature,
      cloud as CloudName,
      emulator.connection(),
    );
    const free = cloud === "alibaba" ? ["GetCallerIdentity"] : [];
    const others = ["ArchiveKey"];
    const needed = called.filter(
      (action) => ![...base, ...free, ...others].includes(action),
    );
    expect(own.filter((action) => !uncalled.includes(action)).sort()).toEqual(
      needed.sort(),
    );
  },
);

test.each(["alibaba", "tencent"] as const)(
  "the policy for a role on %s allows what assuming it calls",
  async (cloud) => {
    const { config, env } = emulator.connection();
    const arn =
      cloud === "alibaba"
        ? "acs:ram::100000000001:role/deployer"
        : "qcs::cam::uin/100000000001:roleName/deployer";
    const operations: Operations = async (client) => {
      await new Life(client).make({ cloud });
    };
    const connection = {
      config: { ...config, [`cmk:${cloud}RoleArn`]: arn },
      env,
    };
    const feature = { name: `${cloud} role`, operations };
    const called = await calledBy(feature, cloud, connection);
    const own = POLICIES.get(feature.name);
    expect(called.filter((action) => /Role/.test(action))).toEqual(own);
  },
);

test("every policy of the pages is held against something", () => {
  const known = FEATURES.map(({ name }) => name);
  const roles = ["alibaba role", "tencent role"];
  expect([...POLICIES.keys()].sort()).toEqual([...known, ...roles].sort());
});
