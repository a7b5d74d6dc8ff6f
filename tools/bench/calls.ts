import type { CloudName } from "../../provider/model/types";
import { REFRESH_BUDGETS } from "../../tests/support/call-budgets";
import { ManyKeys, type State } from "../../tests/support/many-keys";
import { Plugin } from "../../tests/support/plugin";
import { stage } from "./life";
import { QUICK, scaled } from "./scale";
import * as section from "./section";
import type { CallCounts, Figure, Section } from "./section";

const TEXT = `How many cloud calls an operation takes. They were counted in this run; on any machine, \`tests/calls\` fails if the provider makes more than the column
"At most" says.

A refresh of many keys reads listings instead of single keys:

- **Tencent Cloud**: a page has 200 keys. One call returns the tags of 50 keys, or two calls if these have more than 100 tags. One tag of each key
  marks its owner.
- **Alibaba Cloud**: the pages have all tags in the region. Each key also takes one DescribeKey, which no listing replaces.

The first six keys of a refresh are read one by one. After that, each key that no page has shown yet may cost one page, and a listing that has no more
pages than keys were requested is read as far as needed. So a stack of six keys in an account of 10,000 reads no page, and a refresh makes at most
twice the calls of single reads.

A listing is older than the read that it answers. Four rules keep it from giving a wrong answer:

- It answers only the reads of one refresh, and its pages are requested after the refresh began. So each answer was true at some moment of the
  refresh. The refresh ends with the engine's first request that is neither Read nor Diff, because a program that runs may have changed a key since.
  An update, a deletion, an import, \`.get()\` and each function ask the cloud when they are called.
- As soon as the provider starts to change a key, no listing answers for that key.
- A listing can only confirm. If it lacks a key, or differs from the state, the provider reads the key itself. So no key counts as changed or gone
  because of a listing alone. The account of the credentials is always compared with the key's account.
- A key's tags count only once all pages have arrived, in any order.

Other reads of many keys, such as an import's, share calls, too: reads that arrive during a call are combined in the next one. No read waits for
a timer.`;

/** Of so many keys of an account that has as many as that. */
interface Refresh {
  cloud: CloudName;
  keys: number;
  account: number;
}

const REFRESHES: readonly Refresh[] = [
  { cloud: "tencent", keys: 5, account: 10_000 },
  { cloud: "tencent", keys: 10, account: 1_000 },
  { cloud: "tencent", keys: 1_000, account: 1_000 },
  { cloud: "tencent", keys: 10_000, account: 10_000 },
  { cloud: "alibaba", keys: 5, account: 1_000 },
  { cloud: "alibaba", keys: 10, account: 1_000 },
  { cloud: "alibaba", keys: 1_000, account: 1_000 },
];

/** As many keys at a time as the engine reads with two processors. */
const WIDTH = 8;

async function refresh(
  { emulator, states }: ManyKeys,
  cloud: CloudName,
  keys: number,
): Promise<CallCounts> {
  const { plugin, client } = await Plugin.configured(emulator.connection());
  await emulator.forgetCalls();
  const rest = spread(states, keys)[Symbol.iterator]();
  const worker = async () => {
    for (const { id, inputs, outputs } of rest)
      await client.read(id, { inputs, properties: outputs });
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  await plugin.stop();
  return (await emulator.calls())[cloud];
}

/** Evenly over all. */
function spread(all: readonly State[], count: number): State[] {
  return Array.from(
    { length: count },
    (_, index) => all[Math.floor((index * all.length) / count)] as State,
  );
}

async function refreshes(): Promise<{ rows: string[][]; figures: Figure[] }> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  const accounts = new Map<string, ManyKeys>();
  try {
    for (const { cloud, keys, account } of REFRESHES) {
      if (QUICK && account > 1_000) continue;
      const name = `${cloud} ${account}`;
      const many = accounts.get(name) ?? (await ManyKeys.start(cloud, account));
      accounts.set(name, many);
      const counts = await refresh(many, cloud, keys);
      const title = section.TITLES[cloud];
      const ofKeys = keys.toLocaleString("en");
      figures.push(
        section.figure(refreshName(title, ofKeys), "calls", [
          section.sum(counts),
        ]),
      );
      rows.push([
        title,
        ofKeys,
        account.toLocaleString("en"),
        section.sum(counts).toLocaleString("en"),
        REFRESH_BUDGETS[cloud][keys]?.toLocaleString("en") ?? "",
        section.calls(counts),
      ]);
    }
  } finally {
    for (const many of accounts.values()) await many.stop();
  }
  return { rows, figures };
}

export function refreshName(cloud: string, keys: string): string {
  return `refresh of ${keys} keys, ${cloud}`;
}

/** What an `up` of so many keys asks for. */
async function up(cloud: CloudName, keys: number): Promise<CallCounts> {
  const emulator = await stage({ cloud, keys });
  const { plugin, client } = await Plugin.configured(emulator.connection());
  const inputs = {
    cloud,
    tags: { team: "bench" },
    rotation: { interval: "365d" },
  };
  await Promise.all(
    Array.from({ length: keys }, async (_, index) => {
      const urn = `urn:pulumi:b::b::cmk:index:Cmk::key${index}`;
      const news = { ...inputs, alias: `bench-${index}` };
      const checked = await client.check(news, { urn });
      await client.create(checked.inputs, { urn });
    }),
  );
  const counts = (await emulator.calls())[cloud];
  await plugin.stop();
  await emulator.stop();
  return counts;
}

const ALIASES =
  "Checks that the aliases are free before keys are created: two lookups, then one listing for all, with a page for each 100 aliases of the account";
const DESCRIBED =
  "Reads once who creates this provider's keys, and then each key's next rotation, which no other reply contains. Without rotation, one call";

/** Why an `up` makes each call. */
const REASONS: Record<CloudName, Record<string, string>> = {
  alibaba: {
    ListTagResources: "Finds keys that an interrupted run left behind",
    DescribeKey: ALIASES,
    ListAliases: ALIASES,
    CreateKey:
      "Creates the key with tags and rotation; its reply describes the whole key",
    CreateAlias: "CreateKey takes no alias",
  },
  tencent: {
    ListKeyDetail:
      "Finds keys that were left behind, and aliases that are in use; a page for each 200 keys of the account",
    GetCallerIdentity: "The account, which is part of a key's ARN",
    ListAlgorithms: "The algorithm of the region's symmetric keys",
    CreateKey:
      "Creates the key with tags, under a unique alias by which it is found if the reply is lost",
    UpdateAlias: "Changes that alias to the program's",
    EnableKeyRotation: "CreateKey takes no rotation",
    DescribeKey: DESCRIBED,
    DescribeKeys: DESCRIBED,
  },
};

/** Takes some 40 seconds. */
export async function benchCalls(): Promise<Section> {
  const { rows, figures } = await refreshes();
  const made = scaled(100, 10);
  const ups: string[][] = [];
  for (const cloud of ["alibaba", "tencent"] as const)
    for (const [action, count] of Object.entries(await up(cloud, made)))
      ups.push([
        section.TITLES[cloud],
        action,
        count.toLocaleString("en"),
        REASONS[cloud][action] ?? "",
      ]);
  return {
    title: "Calls",
    text: TEXT,
    tables: [
      {
        caption: "A refresh of keys with tags and aliases",
        head: [
          "Cloud",
          "Keys",
          "In an account of",
          "Calls",
          "At most",
          "Calls by action",
        ],
        rows,
      },
      {
        caption: `An \`up\` that creates ${made} keys with alias, tags and rotation`,
        head: ["Cloud", "Call", "Calls", "Reason"],
        rows: ups,
      },
    ],
    figures,
  };
}
