import { bag } from "../../../tests/support/resource";
import { RunHistory, type OldKey } from "./run-history";

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
  expect(history.otherResourceKeeping(B, KEY)).toBe(A);
  expect(history.isKnown(KEY)).toBe(true);
});

test("a key that the program reads for another resource is kept", () => {
  const history = new RunHistory();
  history.noteImported(B, KEY, KEY);
  expect(history.otherResourceKeeping(A, KEY)).toBe(B);
  expect(history.otherResourceSharing(A, KEY)).toBeUndefined();
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
