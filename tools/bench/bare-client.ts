import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { signedRequest } from "../../emulator/testing/alibaba/requests";
import type { CloudName, WireRequest } from "../../emulator/clouds";
import { signed } from "../../emulator/testing/tencent/requests";
import { numbered } from "../../provider/clouds/alibaba/tags";
import { TENCENT_REGION } from "../../tests/support/emulator";
import { LIMITS, stage, type Operation, type Scene } from "./life";

/** As many keys at a time as the engine handles, by default four for each processor. */
export interface BareOptions extends Scene {
  parallel: number;
}

type Parameters = Record<string, unknown>;

/**
 * Makes the same calls as the provider, with the same concurrency and within the same limits, and nothing else: no
 * engine, no checks, no retries. Gives the seconds of each operation.
 */
export async function bareClient(
  options: BareOptions,
): Promise<Partial<Record<Operation, number>>> {
  const { cloud, keys, parallel } = options;
  const emulator = await stage(options);
  const client = new BareClient(cloud, new URL(emulator.url).host);
  let ids = Array.from({ length: keys }, () => "");
  const timed = async (work: (ids: string[]) => Promise<string[]>) => {
    const groups = chunks(ids, parallel);
    const start = performance.now();
    ids = [];
    // Like the engine: a group is what it handles at a time.
    for (const group of groups) ids.push(...(await work(group)));
    return (performance.now() - start) / 1000;
  };
  const work = cloud === "alibaba" ? alibaba(client) : tencent(client);
  try {
    return {
      create: await timed(work.create),
      refresh: await timed(work.refresh),
      "update tags": await timed(work.update),
      destroy: await timed(work.destroy),
    };
  } finally {
    client.close();
    await emulator.stop();
  }
}

/** What is done to a group of keys at the same time; gives their ids. */
type Work = Record<
  "create" | "refresh" | "update" | "destroy",
  (ids: string[]) => Promise<string[]>
>;

const TAGS = [
  { TagKey: "team", TagValue: "bench" },
  { TagKey: "round", TagValue: "1" },
];
/** What Alibaba's tag actions take of keys. */
const KEYS = { RegionId: "cn-hangzhou", ResourceType: "key" };
const ROUND_2 = [{ TagKey: "round", TagValue: "2" }];

function alibaba(client: BareClient): Work {
  const describe = (KeyId: string) => client.call("DescribeKey", { KeyId });
  const readTags = (ids: string[]) =>
    client.call("ListTagResources", {
      ...KEYS,
      ...numbered("ResourceId", ids),
    });
  return {
    create: (ids) =>
      each(ids, async () => {
        const Tags = JSON.stringify(TAGS);
        return keyIdIn(await client.call("CreateKey", { Tags }));
      }),
    refresh: async (ids) => {
      await Promise.all([readTags(ids), each(ids, describe)]);
      return ids;
    },
    update: async (ids) => {
      await Promise.all([readTags(ids), each(ids, describe)]);
      await each(ids, (id) =>
        client.call("TagResources", {
          ...KEYS,
          ...numbered("ResourceId", [id]),
          "Tag.1.Key": "round",
          "Tag.1.Value": "2",
        }),
      );
      return ids;
    },
    destroy: (ids) =>
      each(ids, async (KeyId) => {
        await describe(KeyId);
        const PendingWindowInDays = 30;
        await client.call("ScheduleKeyDeletion", {
          KeyId,
          PendingWindowInDays,
        });
        return KeyId;
      }),
  };
}

function tencent(client: BareClient): Work {
  const describe = (KeyIds: string[]) =>
    client.call("DescribeKeys", { KeyIds });
  const readTags = (ids: string[]) =>
    client.call("DescribeResourceTagsByResourceIds", {
      ServiceType: "kms",
      ResourcePrefix: "key",
      ResourceIds: ids.map((id) => `creatorUin/100000000001/${id}`),
      ResourceRegion: TENCENT_REGION,
      Limit: 100,
    });
  return {
    create: async (ids) => {
      const made = await each(ids, async () => {
        const Alias = `bench-${randomBytes(12).toString("hex")}`;
        return keyIdIn(await client.call("CreateKey", { Alias, Tags: TAGS }));
      });
      await describe(made);
      return made;
    },
    refresh: async (ids) => {
      await Promise.all([describe(ids), readTags(ids)]);
      return ids;
    },
    update: async (ids) => {
      await Promise.all([describe(ids), readTags(ids)]);
      await each(ids, (id) =>
        client.call("ModifyResourceTags", {
          Resource: `qcs::kms:${TENCENT_REGION}:uin/100000000001:key/creatorUin/100000000001/${id}`,
          ReplaceTags: ROUND_2,
        }),
      );
      return ids;
    },
    destroy: async (ids) => {
      await describe(ids);
      return each(ids, async (KeyId) => {
        await client.call("DisableKey", { KeyId });
        const PendingWindowInDays = 30;
        await client.call("ScheduleKeyDeletion", {
          KeyId,
          PendingWindowInDays,
        });
        return KeyId;
      });
    },
  };
}

class BareClient {
  readonly #agent = new Agent({ keepAlive: true });
  /** When the next call of each action may go, by the documented limits. */
  readonly #next = new Map<string, number>();

  constructor(
    private readonly cloud: CloudName,
    private readonly host: string,
  ) {}

  async call(action: string, parameters: Parameters): Promise<string> {
    await this.#turn(action);
    const reply = await this.#send(this.#signed(action, parameters));
    if (/"(Code|Error)":/.test(reply)) throw new Error(`${action}: ${reply}`);
    return reply;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #turn(action: string): Promise<void> {
    const limits = LIMITS[this.cloud];
    const now = performance.now();
    const turn = Math.max(now, this.#next.get(action) ?? 0);
    this.#next.set(action, turn + 1000 / (limits[action] ?? limits.other));
    if (turn > now) await sleep(turn - now);
  }

  #signed(action: string, parameters: Parameters): WireRequest {
    const headers = { host: this.host };
    if (this.cloud === "alibaba")
      return signedRequest(
        action,
        parameters as Record<string, string | number>,
        { wire: "v1-post", with: { headers } },
      );
    return signed({
      service: action.includes("ResourceTags") ? "tag" : "kms",
      action,
      body: JSON.stringify(parameters),
      region: TENCENT_REGION,
      host: this.host,
      now: Math.floor(Date.now() / 1000),
    });
  }

  #send({ method, path, query, headers, body }: WireRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      const [host, port] = this.host.split(":");
      const sent = request(
        {
          agent: this.#agent,
          host,
          port,
          method,
          path: query ? `${path}?${query}` : path,
          headers: { ...headers, "content-length": body.length },
        },
        (reply) => {
          let text = "";
          reply.setEncoding("utf8");
          reply.on("data", (part: string) => (text += part));
          reply.on("end", () => {
            resolve(text);
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(items.map(work));
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function keyIdIn(reply: string): string {
  return /"KeyId":"([^"]+)"/.exec(reply)?.[1] ?? "";
}
