import type { CloudName } from "../../provider/model/types";
import { REFRESH_BUDGETS } from "../../tests/support/call-budgets";
import { ManyKeys, type State } from "../../tests/support/many-keys";
import { Plugin } from "../../tests/support/plugin";
import { stage } from "./life";
import { QUICK, scaled } from "./scale";
import * as section from "./section";
import type { CallCounts, Figure, Section } from "./section";

const TEXT = `Counted in this run. \`tests/calls\` holds the provider to the most that is given here, on any machine.

A refresh of many keys reads listings instead of each key: on Tencent Cloud pages of 200 keys, and the tags of 50 keys in one
call, or in two if they have more than 100, one that marks the owner of each among them; on Alibaba Cloud the pages of all tags in the region, beside one DescribeKey a key, which nothing replaces.

Of each listing, the first six keys of a refresh are asked for by themselves. Each further key that no page so far has shown
may cost one page, and a listing that has no more pages than keys were asked for is read as far as it is needed. So a stack of
six keys in an account of 10,000 reads no page, and no refresh makes more than twice the calls that single reads would make.

A listing is older than the read that it answers. It can't lie for that:

- It answers only the reads of one refresh, and its pages are asked for after that has begun. So each answer was true at a moment
  of this refresh. The first request of the engine that is neither Read nor Diff ends it: a program that runs may have
  changed a key since then, through this provider, another one, or none. An update, a deletion, an import, \`.get()\` and each
  function ask the cloud when they are called.
- A key that the provider itself changes is void in all listings, from when the change begins.
- A listing only confirms. A key that it lacks, or shows otherwise than the state has it, is asked for by itself; so nothing counts
  as changed or gone that a listing alone says, and the account of the credentials is compared with the key's as ever.
- A key's tags count only once all pages have come, in whatever order a cloud gives them.

Other reads of many keys at once, as of an import, share calls as well: those that come while a call is under way are asked for
together in the next one. No read waits for a clock.`;

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
  "Whether the aliases are free, before keys are made: two look-ups, then one listing for all; a page more for each 100 aliases of the account";
const DESCRIBED =
  "Who makes this provider's keys, once; and for each key that rotates when it does so next, which no reply tells and no page of the vendor's. Without rotation there is one";

/** Why an `up` makes each call. */
const REASONS: Record<CloudName, Record<string, string>> = {
  alibaba: {
    ListTagResources: "Whether an interrupted run has left keys behind",
    DescribeKey: ALIASES,
    ListAliases: ALIASES,
    CreateKey: "With tags and rotation; its reply tells all of the key",
    CreateAlias: "CreateKey takes none",
  },
  tencent: {
    ListKeyDetail:
      "Keys that were left behind, and aliases that are taken; a page more for each 200 keys of the account",
    GetCallerIdentity: "The account, which a key's name contains",
    ListAlgorithms: "The algorithm of the region's symmetric keys",
    CreateKey:
      "With tags, under a name of its own by which it is found if the reply is lost",
    UpdateAlias: "From that name to the program's alias",
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
          "of an account with",
          "Calls",
          "at most",
          "Which",
        ],
        rows,
      },
      {
        caption: `An \`up\` that makes ${made} keys with alias, tags and rotation`,
        head: ["Cloud", "Call", "Calls", "Reason"],
        rows: ups,
      },
    ],
    figures,
  };
}
