import { bag } from "../../../tests/support/resource";
import { type RequestedAlias, RunHistory, type OldKey } from "./run-history";

const A = "urn:pulumi:prod::infra::cmk:index:Cmk::a";
const B = "urn:pulumi:prod::infra::cmk:index:Cmk::b";
const KEY = "alibaba/cn-hangzhou/key-1";
const OTHER = "alibaba/cn-hangzhou/key-2";

function oldKey(id: string): OldKey {
  return { id, inputs: bag({ description: id }) };
}

/** Calls of the engine, in its order. */
const CALLS = {
  checkAgainstState: (history: RunHistory) => {
    history.noteCheck(A, { cloud: "alibaba" });
  },
  checkAsNew: (history: RunHistory) => {
    history.noteCheck(A, {});
  },
  diff: (history: RunHistory) => {
    history.noteDiff(A, oldKey(KEY));
  },
  diffFormer: (history: RunHistory) => {
    history.noteDiff(A, oldKey(OTHER));
  },
  refresh: (history: RunHistory) => {
    history.noteRefreshed(A, KEY, { cloud: "alibaba", alias: "refreshed" });
  },
  delete: (history: RunHistory) => {
    history.noteDeleted(A, oldKey(KEY));
  },
};

const NOTHING = {
  toReplace: undefined,
  deleted: undefined,
  isOld: false,
  resource: undefined,
  isKnown: false,
};
const SEEN = { ...NOTHING, isOld: true, isKnown: true };

test.each<[name: string, calls: (keyof typeof CALLS)[], state: object]>([
  ["unseen", [], NOTHING],
  ["new", ["checkAsNew"], NOTHING],
  ["checked", ["checkAgainstState"], NOTHING],
  ["refreshed", ["refresh"], SEEN],
  [
    "kept",
    ["checkAgainstState", "diff"],
    { ...SEEN, toReplace: KEY, resource: A },
  ],
  [
    "compared without a Check, as in a refresh",
    ["diff"],
    { ...SEEN, toReplace: KEY },
  ],
  [
    "compared in a refresh beside a former key, so that a forced replacement could be either's",
    ["diffFormer", "diff", "checkAsNew"],
    SEEN,
  ],
  [
    "replaced after a refresh that compared a former key, too",
    ["diffFormer", "diff", "checkAgainstState", "diff", "checkAsNew"],
    { ...SEEN, toReplace: KEY },
  ],
  [
    "replaced",
    ["checkAgainstState", "diff", "checkAsNew"],
    { ...SEEN, toReplace: KEY },
  ],
  [
    "deleted after its replacement",
    ["checkAgainstState", "diff", "checkAsNew", "delete"],
    { ...NOTHING, deleted: KEY, isKnown: true },
  ],
  [
    "deleted before its replacement",
    ["checkAgainstState", "diff", "delete", "checkAsNew"],
    { ...NOTHING, deleted: KEY, isKnown: true },
  ],
  [
    "deleted because the program no longer has it",
    ["delete"],
    { ...NOTHING, deleted: KEY, isKnown: true },
  ],
])("a resource is %s", (_, calls, state) => {
  const history = new RunHistory();
  for (const call of calls) CALLS[call](history);
  expect({
    toReplace: history.keyToReplace(A)?.id,
    deleted: history.deletedKey(A)?.id,
    isOld: history.isOldKey(A, KEY),
    resource: history.otherResourceKeeping(B, KEY),
    isKnown: history.isKnown(KEY),
  }).toEqual(state);
  // Nothing is recorded for another resource.
  expect(history.keyToReplace(B)).toBeUndefined();
  expect(history.deletedKey(B)).toBeUndefined();
  expect(history.isOldKey(B, KEY)).toBe(false);
});

test("the Delete of an older key leaves the one that is being replaced", () => {
  const history = new RunHistory();
  history.noteCheck(A, { cloud: "alibaba" });
  history.noteDiff(A, oldKey(KEY));
  history.noteDeleted(A, oldKey(OTHER));
  expect(history.keyToReplace(A)?.id).toBe(KEY);
  expect(history.isOldKey(A, KEY)).toBe(true);
});

test("a key is kept by every resource that stands for it", () => {
  const history = new RunHistory();
  for (const urn of [A, B]) {
    history.noteCheck(urn, { cloud: "alibaba" });
    history.noteDiff(urn, oldKey(KEY));
  }
  expect(history.otherResourceKeeping(A, KEY)).toBe(A);
  expect(history.otherResourceSharing(A, KEY)).toBe(B);
  history.noteCheck(A, {});
  expect(history.otherResourceKeeping(A, KEY)).toBe(B);
  expect(history.otherResourceSharing(B, KEY)).toBeUndefined();
});

test("a refresh doesn't tell what the program keeps", () => {
  const history = new RunHistory();
  history.noteDiff(A, oldKey(KEY));
  expect(history.isKept(A, KEY)).toBe(false);
  history.noteCheck(A, { cloud: "alibaba" });
  history.noteDiff(A, oldKey(KEY));
  expect(history.isKept(A, KEY)).toBe(true);
  expect(history.isKept(A, OTHER)).toBe(false);
});

test("a resource that keeps another key now no longer keeps the former one", () => {
  const history = new RunHistory();
  history.noteCheck(A, { cloud: "alibaba" });
  history.noteDiff(A, oldKey(KEY));
  history.noteDiff(A, oldKey(OTHER));
  expect(history.otherResourceKeeping(B, KEY)).toBeUndefined();
  expect(history.otherResourceKeeping(B, OTHER)).toBe(A);
});

test("a key that the program imports by another form of its id keeps itself", () => {
  const history = new RunHistory();
  history.noteImported(A, "acs:kms:cn-hangzhou:1:key/key-1", KEY);
  expect(history.otherResourceKeeping(A, KEY)).toBe(A);
  expect(history.otherResourceKeeping(B, KEY)).toBeUndefined();
  expect(history.isKnown(KEY)).toBe(true);
});

test("a key that the program imports by its id is deleted like any other", () => {
  const history = new RunHistory();
  history.noteImported(A, KEY, KEY);
  expect(history.otherResourceKeeping(A, KEY)).toBeUndefined();
});

test("a resource gives its alias itself where the last Check has seen one", () => {
  const history = new RunHistory();
  expect(history.givesAlias(A)).toBe(false);
  history.noteAliasGiven(A, true);
  expect(history.givesAlias(A)).toBe(true);
  expect(history.givesAlias(B)).toBe(false);
  history.noteAliasGiven(A, false);
  expect(history.givesAlias(A)).toBe(false);
});

const PLACE = {
  cloud: "alibaba",
  region: "cn-hangzhou",
  alias: "orders",
} as const;

/** The resource that has asked for an alias before. */
const reserve = (run: RunHistory, urn: string, place: RequestedAlias) =>
  run.reserveAliases(urn, [place])?.urn;

/** The aliases that A and B ask for in turn, and the answer to the last request. */
test.each<
  [string, (history: RunHistory) => string | undefined, string | undefined]
>([
  ["by nobody else", (run) => reserve(run, A, PLACE), undefined],
  [
    "by the same resource again",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, A, PLACE);
    },
    undefined,
  ],
  [
    "by another resource",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, PLACE);
    },
    A,
  ],
  [
    "by the first resource, after another was refused",
    (run) => {
      reserve(run, A, PLACE);
      reserve(run, B, PLACE);
      return reserve(run, A, PLACE);
    },
    undefined,
  ],
  [
    "in another region",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, region: "cn-beijing" });
    },
    undefined,
  ],
  [
    "on another cloud",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, cloud: "tencent" });
    },
    undefined,
  ],
  [
    "after the first resource has asked for another alias",
    (run) => {
      reserve(run, A, PLACE);
      reserve(run, A, { ...PLACE, alias: "payments" });
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "after the first resource was refused another alias",
    (run) => {
      reserve(run, B, { ...PLACE, alias: "payments" });
      reserve(run, A, PLACE);
      reserve(run, A, { ...PLACE, alias: "payments" });
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "after the first resource was released",
    (run) => {
      reserve(run, A, PLACE);
      run.reserveAliases(A, []);
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "by two resources that have it in the state",
    (run) => {
      reserve(run, A, { ...PLACE, isInState: true });
      return reserve(run, B, { ...PLACE, isInState: true });
    },
    undefined,
  ],
  [
    "by a resource that has it in the state, after one that has not",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, isInState: true });
    },
    A,
  ],
  [
    "by a resource that has it no more, as it is replaced, beside one that has it",
    (run) => {
      reserve(run, A, { ...PLACE, isInState: true });
      reserve(run, B, { ...PLACE, isInState: true });
      return reserve(run, B, PLACE);
    },
    A,
  ],
])("an alias is asked for %s", (_, ask, other) => {
  expect(ask(new RunHistory())).toBe(other);
});

test("of several aliases, one that another resource has asked for is named, and none is reserved", () => {
  const history = new RunHistory();
  const bills = { ...PLACE, alias: "bills" };
  history.reserveAliases(A, [PLACE]);
  expect(history.reserveAliases(B, [bills, PLACE])).toEqual({
    alias: "orders",
    urn: A,
  });
  expect(history.reserveAliases(A, [PLACE, bills])).toBeUndefined();
  expect(history.reserveAliases(B, [bills])?.urn).toBe(A);
});

describe("an alias that another resource's key has in the state", () => {
  const a = { ...PLACE, alias: "app/a" };
  const b = { ...PLACE, alias: "b" };
  const c = { ...PLACE, alias: "c" };
  type Asks = [urn: string, requested: RequestedAlias, held: RequestedAlias][];
  const C = `${A}-c`;

  test.each<[string, Asks, string | undefined]>([
    [
      "can be had from a resource whose turn comes first",
      [
        [B, c, b],
        [A, b, a],
      ],
      undefined,
    ],
    [
      "can be had from a resource whose turn comes later",
      [
        [A, b, a],
        [B, c, b],
      ],
      undefined,
    ],
    [
      "can't be had by a swap",
      [
        [A, b, a],
        [B, a, b],
      ],
      A,
    ],
    [
      "can't be had by a change in a circle",
      [
        [A, b, a],
        [C, a, c],
        [B, c, b],
      ],
      C,
    ],
    [
      "can be had after a third one was asked for",
      [
        [A, b, a],
        [A, c, a],
        [B, a, b],
      ],
      undefined,
    ],
    [
      "can be had in another region",
      [
        [A, { ...b, region: "cn-beijing" }, a],
        [B, a, b],
      ],
      undefined,
    ],
  ])("%s", (_, asks, expected) => {
    const history = new RunHistory();
    const answers = asks.map(([urn, requested, held]) => {
      history.reserveAliases(urn, [requested]);
      return history.noteHeldAliases(urn, [held]);
    });
    expect(answers.at(-1)?.urn).toBe(expected);
    expect(answers.slice(0, -1)).toEqual(asks.slice(1).map(() => undefined));
  });

  test("is given by the resource that asks for others", () => {
    const history = new RunHistory();
    history.reserveAliases(A, [b]);
    history.noteHeldAliases(A, [a, b]);
    expect([a, b, c].map((one) => history.giverOf(B, one))).toEqual([
      A,
      undefined,
      undefined,
    ]);
    expect(history.giverOf(A, a)).toBeUndefined();
  });

  test.each([
    ["in a preview", true, "order"],
    ["in an update", false, undefined],
  ])(
    "may come too late for a resource whose turn has ended %s",
    async (_, isPreview, expected) => {
      const history = new RunHistory();
      history.reserveAliases(A, [b]);
      history.noteTurn(A, Promise.resolve(), isPreview);
      await history.turnOf(A);
      history.reserveAliases(B, [c]);
      expect(history.noteHeldAliases(B, [a, b])?.kind).toBe(expected);
    },
  );

  test("comes in time before the turn of a resource, or after one that failed", async () => {
    const history = new RunHistory();
    history.reserveAliases(A, [b]);
    history.noteTurn(A, new Promise(() => undefined), true);
    history.reserveAliases(B, [c]);
    expect(history.noteHeldAliases(B, [b])).toBeUndefined();
    history.noteTurn(A, Promise.reject(new Error("refused")), true);
    await history.turnOf(A);
    expect(history.noteHeldAliases(B, [b])).toBeUndefined();
  });
});

test.each([
  ["nothing before it", [], undefined],
  ["a Check", ["checkAgainstState"], { cloud: "alibaba" }],
  [
    "a Check, and one of the new key",
    ["checkAgainstState", "checkAsNew"],
    { cloud: "alibaba" },
  ],
  [
    "a refresh alone, as of a forced replacement",
    ["refresh", "checkAsNew"],
    { cloud: "alibaba", alias: "refreshed" },
  ],
  [
    "a Check after a refresh",
    ["refresh", "checkAgainstState"],
    { cloud: "alibaba" },
  ],
  ["a Delete", ["checkAgainstState", "delete"], undefined],
] as const)(
  "the inputs that a Create replaces, with %s",
  (_, calls, expected) => {
    const history = new RunHistory();
    for (const call of calls) CALLS[call](history);
    expect(history.inputsToReplace(A)).toEqual(expected);
  },
);

test("of two keys that a refresh has read it is not known whose inputs a Create replaces", () => {
  const history = new RunHistory();
  history.noteRefreshed(A, KEY, { cloud: "alibaba" });
  history.noteRefreshed(A, OTHER, { cloud: "alibaba" });
  expect(history.inputsToReplace(A)).toBeUndefined();
});
