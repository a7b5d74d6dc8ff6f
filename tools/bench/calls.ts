import type { CloudName } from "../../provider/model/types";
import { REFRESH_BUDGETS } from "../../tests/support/call-budgets";
import type { Section } from "./section";

const TEXT = `\`tests/calls\` counts these, on any machine the same.

A refresh of many keys reads listings instead of each key: on Tencent Cloud pages of 200 keys, and the tags of 50 keys in one
call; on Alibaba Cloud the pages of all tags in the region, beside one DescribeKey a key, which nothing replaces.

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

function budget(cloud: CloudName, keys: number): string {
  return REFRESH_BUDGETS[cloud][keys]?.toLocaleString("en") ?? "";
}

const REFRESH = {
  caption: "Calls of a refresh, and of getCmks, with tags and aliases, at most",
  head: ["Keys", "of an account with", "Tencent Cloud", "Alibaba Cloud"],
  rows: [
    [5, "10,000 (Alibaba: 1,000)"],
    [10, "1,000"],
    [1_000, "1,000"],
    [10_000, "10,000"],
  ].map(([keys, account]) => [
    Number(keys).toLocaleString("en"),
    String(account),
    budget("tencent", Number(keys)),
    budget("alibaba", Number(keys)),
  ]),
};

const UP = {
  caption: "Calls of an `up` that makes 100 keys with alias, tags and rotation",
  head: ["Cloud", "Call", "Calls", "Reason"],
  rows: [
    [
      "Alibaba Cloud",
      "ListTagResources",
      "1",
      "Whether an interrupted run has left keys behind",
    ],
    [
      "",
      "DescribeKey, ListAliases",
      "3",
      "Whether the aliases are free, before keys are made: two look-ups, then one listing for all; a page more for each 100 aliases of the account",
    ],
    [
      "",
      "CreateKey",
      "100",
      "With tags and rotation; its reply tells all of the key",
    ],
    ["", "CreateAlias", "100", "CreateKey takes none"],
    [
      "Tencent Cloud",
      "ListKeyDetail",
      "1",
      "Keys that were left behind, and aliases that are taken; a page more for each 200 keys of the account",
    ],
    ["", "GetCallerIdentity", "1", "The account, which a key's name contains"],
    ["", "ListAlgorithms", "1", "The algorithm of the region's symmetric keys"],
    [
      "",
      "CreateKey",
      "100",
      "With tags, under a name of its own by which it is found if the reply is lost",
    ],
    ["", "UpdateAlias", "100", "From that name to the program's alias"],
    ["", "EnableKeyRotation", "100", "CreateKey takes no rotation"],
    [
      "",
      "DescribeKey(s)",
      "101 at most",
      "Who makes this provider's keys, once; and for each key that rotates when it does so next, which no reply tells and no page of the vendor's. Without rotation there is one",
    ],
  ],
};

/** Not measured: what `tests/calls` holds. */
export function callsSection(): Promise<Section> {
  return Promise.resolve({
    title: "Calls",
    text: TEXT,
    tables: [REFRESH, UP],
  });
}
