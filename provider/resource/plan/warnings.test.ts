import { digestOf } from "../values/inputs";
import {
  ALIBABA,
  bag,
  listeningHost,
  sessionWith,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { CallContext, Key } from "../../clouds/cloud";
import type { CmkInputs } from "../../model/inputs";
import type { OldKey } from "../session/run-history";
import type { Properties } from "../values/properties";
import {
  warnOfReplaced,
  warnOfShared,
  warnOfUnseenDrift,
  warnOfUpdate,
} from "./warnings";

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ID = `alibaba/cn-hangzhou/${KEY_ID}`;

function ofUpdate(
  olds: Properties,
  news: Properties,
  {
    outputs = {},
    ignoreChanges = [],
    id = ID,
  }: { outputs?: Properties; ignoreChanges?: string[]; id?: string } = {},
): string[] {
  const host = listeningHost();
  warnOfUpdate(
    {
      id,
      urn: URN,
      oldInputs: bag({ ...ALIBABA, ...olds }),
      oldOutputs: bag(outputs),
      news: bag({ ...ALIBABA, ...news }),
      ignoreChanges,
      preview: true,
      timeout: 10,
    },
    host,
  );
  return host.logged;
}

const USED = { "acs:rds:instance-encryption": "true" };
const EXPIRY = { keyMaterialExpiry: "2030-06-01T00:00:00Z" };
const DELETED = { deleteKeyMaterial: true };

test.each<[olds: Properties, news: Properties, warning: RegExp]>([
  [
    { deletionProtection: true },
    { deletionProtection: false },
    /Protection is turned off/,
  ],
  [{ deletionProtection: true }, {}, /Protection is turned off/],
  [
    { deletionWindowInDays: 30 },
    { deletionWindowInDays: 7 },
    /7 days to cancel it instead of 30/,
  ],
  [{}, { deletionWindowInDays: 7 }, /7 days to cancel it instead of 30/],
  [{ deletionWindowInDays: 60 }, {}, /30 days to cancel it instead of 60/],
  [{}, DELETED, /key material is deleted/],
  [{}, EXPIRY, /expires on 2030-06-01/],
  [
    EXPIRY,
    { keyMaterialExpiry: "2030-05-01T00:00:00Z" },
    /expires on 2030-05-01/,
  ],
  [{}, { spec: UNKNOWN }, /spec: not known yet\. .* REPLACED/],
])("the preview of an update from %j to %j warns", (olds, news, warning) => {
  expect(ofUpdate(olds, news)).toEqual([expect.stringMatching(warning)]);
  const [used] = ofUpdate(olds, news, { outputs: { cloudTags: USED } });
  expect(used).toMatch(warning);
  expect(used).toMatch(/\. Its cloudTags point to use .*: rds \(inst.*\)\.$/);
});

test("of several warnings one says who uses the key, and an update that ends nothing says nothing", () => {
  const olds = { deletionProtection: true, deletionWindowInDays: 30 };
  const outputs = { cloudTags: USED };
  const warnings = ofUpdate(olds, { deletionWindowInDays: 7 }, { outputs });
  const who = warnings.filter((text) => text.includes("Its cloudTags"));
  expect([warnings.length, who.length]).toEqual([2, 1]);
  expect(ofUpdate(olds, { ...olds, description: "x" }, { outputs })).toEqual(
    [],
  );
});

test.each<[olds: Properties, news: Properties, outputs: Properties]>([
  [{ deletionProtection: true }, { deletionProtection: true }, {}],
  [{ deletionProtection: true }, { deletionProtection: UNKNOWN }, {}],
  [{}, { deletionProtection: true }, {}],
  [{ deletionWindowInDays: 7 }, { deletionWindowInDays: 30 }, {}],
  [{ deletionWindowInDays: 7 }, { deletionWindowInDays: UNKNOWN }, {}],
  [{ deletionWindowInDays: 7 }, {}, {}],
  [DELETED, DELETED, DELETED],
  [{}, DELETED, { keyState: "PendingImport" }],
  [EXPIRY, EXPIRY, {}],
  [EXPIRY, { keyMaterialExpiry: "2030-07-01T00:00:00Z" }, {}],
  [EXPIRY, { keyMaterialExpiry: UNKNOWN }, {}],
  [EXPIRY, {}, {}],
  [{}, { description: "new", tags: { a: "b" } }, {}],
])(
  "one from %j to %j, of a key with %j, has nothing to warn of",
  (olds, news, outputs) => {
    expect(ofUpdate(olds, news, { outputs })).toEqual([]);
  },
);

test("material that has expired since it was read makes an update fail, which its preview can only expect", () => {
  const olds = {
    origin: "EXTERNAL",
    keyMaterial: "AAAA",
    keyMaterialExpiry: "2020-01-01T00:00:00Z",
  };
  const outputs = { keyState: "Enabled" };
  expect(ofUpdate(olds, { ...olds, description: "new" }, { outputs })).toEqual([
    "warning: keyMaterialExpiry: by this machine's clock, the key's material expired on 2020-01-01T00:00:00Z. An update then imports it again, and can't do so with a date in the past: this update and each later one make their other changes and fail, until keyMaterialExpiry is later or removed.",
  ]);
});

describe("a change of state that no property shows is named:", () => {
  const OFF = { enabled: false };
  const DISABLED = { ...OFF, keyState: "Disabled" };
  const MATERIAL = { origin: "EXTERNAL", keyMaterial: "AAAA" };
  const MOMENT = /^warning: In this update .* enabled for a moment, to /;

  test.each<[olds: Properties, news: Properties, outputs: Properties, RegExp]>([
    [
      { rotation: { interval: "7d" } },
      { rotation: { interval: "8d" } },
      { rotation: { interval: "7d" } },
      /to change its rotation\.$/,
    ],
    [{}, { rotation: { interval: "8d" } }, {}, /to change its rotation\.$/],
    [
      { rotation: { interval: "7d" } },
      {},
      { rotation: { interval: "7d" } },
      /to change its rotation\.$/,
    ],
    [
      { rotationTrigger: "1" },
      { rotationTrigger: "2", rotation: { interval: "8d" } },
      { rotationTrigger: "1" },
      /to change its rotation and rotate it\.$/,
    ],
    [
      { ...MATERIAL, ...EXPIRY },
      { ...MATERIAL, keyMaterialExpiry: "2031-01-01T00:00:00Z" },
      { ...EXPIRY, keyMaterialDigest: digestOf(MATERIAL.keyMaterial) },
      /to import its material\.$/,
    ],
    // Imported outside Pulumi: the state does not know by which material.
    [{}, MATERIAL, {}, /to import its material\.$/],
  ])("a disabled key with %j that gets %j", (olds, news, outputs, reason) => {
    const logged = ofUpdate(
      { ...OFF, ...olds },
      { ...OFF, ...news },
      { outputs: { ...DISABLED, ...outputs } },
    ).filter((text) => text.startsWith("warning"));
    expect(logged).toEqual([expect.stringMatching(MOMENT)]);
    expect(logged[0]).toMatch(reason);
    // One that is enabled, or from now on, needs no moment.
    for (const enabled of [
      [{ ...olds }, { ...news }, { ...outputs, keyState: "Enabled" }],
      [{ ...OFF, ...olds }, news, { ...DISABLED, ...outputs }],
    ] as const)
      expect(
        ofUpdate(enabled[0], enabled[1], { outputs: enabled[2] }),
      ).not.toContainEqual(expect.stringMatching(MOMENT));
  });

  test.each<[olds: Properties, news: Properties, outputs: Properties]>([
    [{}, { description: "x", tags: { a: "b" }, alias: "y" }, {}],
    [
      { rotation: { interval: "7d" } },
      { rotation: { interval: "604800s" } },
      { rotation: { interval: "7d" } },
    ],
    [
      { rotation: { interval: "7d" } },
      { rotation: UNKNOWN },
      { rotation: { interval: "7d" } },
    ],
    [{}, { rotationTrigger: "1" }, {}],
    [
      { ...MATERIAL, ...EXPIRY },
      { ...MATERIAL, ...EXPIRY },
      { ...EXPIRY, keyMaterialDigest: digestOf(MATERIAL.keyMaterial) },
    ],
  ])("not of one with %j that gets %j", (olds, news, outputs) => {
    expect(
      ofUpdate(
        { ...OFF, ...olds },
        { ...OFF, ...news },
        { outputs: { ...DISABLED, ...outputs } },
      ).filter((text) => text.startsWith("warning")),
    ).toEqual([]);
  });

  test("a key that waits for its material", () => {
    const outputs = { ...OFF, keyState: "PendingImport" };
    expect(ofUpdate(OFF, { ...OFF, ...MATERIAL }, { outputs })).toEqual([
      "warning: In this update the key is enabled for a moment, as its material is imported.",
    ]);
    expect(ofUpdate(OFF, MATERIAL, { outputs })).toEqual([]);
    expect(ofUpdate(OFF, OFF, { outputs })).toEqual([]);
  });

  test("a key in the archive", () => {
    const outputs = { ...OFF, keyState: "Archived" };
    expect(ofUpdate(OFF, {}, { outputs })).toEqual([
      "warning: In this update the key is taken out of the archive.",
    ]);
    const news = { ...OFF, description: "x" };
    expect(ofUpdate(OFF, news, { outputs })).toEqual([
      "warning: In this update the key is taken out of the archive, which enables it for a moment.",
    ]);
  });

  test("a key whose deletion is cancelled, and that is enabled then", () => {
    const outputs = { ...OFF, keyState: "PendingDeletion" };
    expect(ofUpdate(OFF, OFF, { outputs })).toEqual([
      "warning: In this update the key is enabled for a moment, to cancel its deletion.",
    ]);
    expect(ofUpdate(OFF, {}, { outputs })).toEqual([]);
    const id = "tencent/ap-singapore/87ff856e-973c-11ef-947b-525400d834e5";
    expect(ofUpdate(OFF, OFF, { outputs, id })).toEqual([]);
    const rotated = { outputs: { ...outputs, rotationTrigger: "1" }, id };
    expect(ofUpdate(OFF, { ...OFF, rotationTrigger: "2" }, rotated)).toEqual([
      expect.stringContaining("rotates the key now"),
      expect.stringMatching(MOMENT),
    ]);
  });
});

test("a deletion of material that the update before did not get to is warned of again", () => {
  const outputs = { deleteKeyMaterial: false };
  expect(ofUpdate(DELETED, DELETED, { outputs })).toHaveLength(1);
});

test("an ignored change is not warned of", () => {
  expect(
    ofUpdate(
      { deletionProtection: true },
      { deletionProtection: false, spec: UNKNOWN },
      { ignoreChanges: ["deletionProtection", "spec"] },
    ),
  ).toEqual([]);
});

describe("what others did since the last read, and the update undoes,", () => {
  function ofDrift(
    actual: Partial<Key>,
    outputs: Properties,
    desired: CmkInputs,
  ): string[] {
    const warned: string[] = [];
    const context: CallContext = {
      signal: new AbortController().signal,
      deadline: Infinity,
      status: () => undefined,
      warn: (message) => warned.push(message),
    };
    const key = { keyId: "1234", region: "cn-hangzhou", state: "Enabled" };
    warnOfUnseenDrift({ ...key, ...actual } as Key, desired, outputs, context);
    return warned;
  }

  const SEEN: Properties = { enabled: true, keyState: "Enabled" };

  test.each<[Partial<Key>, Properties, CmkInputs, RegExp]>([
    [
      { state: "PendingDeletion", deletionDate: "2030-01-31" },
      {},
      {},
      /scheduled for destruction on 2030-01-31 .* cancels that/,
    ],
    [
      { state: "PendingDeletion" },
      {},
      {},
      /scheduled for destruction since .* cancels that/,
    ],
    [{ state: "Archived" }, {}, {}, /archived .* out of the archive/],
    [{ state: "Disabled" }, {}, {}, /disabled .* enables it again/],
    [
      { deletionProtection: true },
      { deletionProtection: false },
      { deletionProtection: false },
      /protected .* takes the protection off/,
    ],
  ])(
    "is warned of: %j of a key that had %j",
    (actual, outputs, desired, text) => {
      expect(ofDrift(actual, { ...SEEN, ...outputs }, desired)).toEqual([
        expect.stringMatching(text),
      ]);
    },
  );

  test.each<[Partial<Key>, Properties, CmkInputs]>([
    [{}, {}, {}],
    [
      { state: "PendingDeletion" },
      { deletionDate: "2030-01-31", keyState: "PendingDeletion" },
      {},
    ],
    [{ state: "Archived" }, { keyState: "Archived" }, {}],
    [{ state: "Disabled" }, { enabled: false, keyState: "Disabled" }, {}],
    [{ state: "Disabled" }, {}, { enabled: false }],
    [{ deletionProtection: true }, { deletionProtection: true }, {}],
    [{ deletionProtection: true }, {}, { deletionProtection: true }],
    [{ deletionProtection: false }, {}, { deletionProtection: false }],
    [
      { deletionProtection: true },
      { deletionProtection: true },
      { deletionProtection: false },
    ],
  ])("is not: %j of a key that had %j, for %j", (actual, outputs, desired) => {
    expect(ofDrift(actual, { ...SEEN, ...outputs }, desired)).toEqual([]);
  });
});

describe("a replacement says of the old key", () => {
  const NOW = Date.parse("2030-01-01T12:00:00Z");

  test.each<[what: string, old: Partial<OldKey>, text: RegExp]>([
    [
      "when it is destroyed",
      {},
      /^warning: This replaces key [-\w]+ in cn-hangzhou\. The old key will be destroyed in 30 days, not before 2030-01-31\.\n/,
    ],
    [
      "when it is destroyed by its own window",
      { deletionWindowInDays: 7 },
      /in 7 days, not before 2030-01-08\.\n/,
    ],
    [
      "when it is destroyed by the longest window of its cloud, whatever the state declares",
      { deletionWindowInDays: 400 },
      /in 366 days, not before 2031-01-02\.\n/,
    ],
    [
      "that it is destroyed as is scheduled",
      { deletionDate: "2030-03-04T05:06:07Z" },
      /on 2030-03-04, as is scheduled already\.\n/,
    ],
    [
      "that it is kept and disabled",
      { deletionPolicy: "DISABLE" },
      /will be disabled and kept/,
    ],
    [
      "that DISABLE does not save it any more",
      { deletionPolicy: "DISABLE", deletionDate: "2030-03-04T05:06:07Z" },
      /will be destroyed on 2030-03-04/,
    ],
    [
      "who uses it",
      { cloudTags: USED },
      /\nIts cloudTags point to use by products of Alibaba Cloud: rds \(instance-encryption\)\.\nUntil then/,
    ],
    [
      "who uses a key that is only disabled",
      { cloudTags: USED, deletionPolicy: "DISABLE" },
      /enabled again\.\nIts cloudTags point to use .*\.\n/,
    ],
  ])("%s", (_, old, text) => {
    const host = listeningHost();
    jest.spyOn(Date, "now").mockReturnValue(NOW);
    const key = { id: ID, inputs: bag({}), ...old };
    warnOfReplaced(URN, key, sessionWith(), host);
    jest.restoreAllMocks();
    expect(host.logged).toEqual([
      expect.stringContaining(`This replaces key ${KEY_ID} in cn-hangzhou`),
    ]);
    expect(host.logged[0]).toMatch(text);
  });
});

test("of a key that this run imports, nothing is replaced, and removing the option import is warned of", () => {
  const host = listeningHost();
  const session = sessionWith();
  session.history.noteImported(URN, ID, ID);
  warnOfReplaced(URN, { id: ID, inputs: bag({}) }, session, host);
  expect(host.logged).toEqual([
    expect.stringMatching(
      new RegExp(
        `^warning: This run imports key ${KEY_ID} in .* and fails.*only remove the option`,
        "s",
      ),
    ),
  ]);
});

describe("of one key under two resources", () => {
  const OTHER_URN = `${URN}-2`;

  /** The engine's calls for two resources of the program, and what the last Diff tells. */
  function told(
    ids: readonly [string, string],
    { isRefresh = false, isReplaced = false } = {},
  ): string[] {
    const session = sessionWith({});
    const host = listeningHost();
    for (const [index, urn] of [OTHER_URN, URN].entries()) {
      const id = ids[index] ?? "";
      if (!isRefresh || urn !== URN)
        session.history.noteCheck(urn, { cloud: "alibaba" });
      session.history.noteDiff(urn, { id, inputs: bag({}) });
      if (isReplaced && urn !== URN) session.history.noteCheck(urn, {});
    }
    const nothing = { oldInputs: bag({}), oldOutputs: bag({}), news: bag({}) };
    warnOfShared(
      { id: ids[1], urn: URN, ...nothing, ignoreChanges: [] },
      session,
      host,
    );
    return host.logged;
  }

  test("names the key, both resources, and how to let go of one", () => {
    const [message, ...more] = told([ID, ID]);
    expect(more).toEqual([]);
    for (const part of [KEY_ID, URN, OTHER_URN, "pulumi state delete --force"])
      expect(message).toContain(part);
    expect(message).toMatch(/^warning: /);
  });

  test.each<[string, [string, string], object]>([
    ["two keys", [`${ID}0`, ID], {}],
    [
      "a refresh, which doesn't tell what the program has",
      [ID, ID],
      { isRefresh: true },
    ],
    ["a key that the other resource gives up", [ID, ID], { isReplaced: true }],
  ])("says nothing of %s", (_, ids, options) => {
    expect(told(ids, options)).toEqual([]);
  });
});
