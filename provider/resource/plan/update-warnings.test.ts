import { digestOf } from "../values/inputs";
import {
  ALIBABA,
  bag,
  listeningHost,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { Properties } from "../values/properties";
import { warnOfUpdate } from "./update-warnings";

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
