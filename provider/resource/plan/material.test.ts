import {
  ALIBABA,
  bag,
  checked,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import { digestOf } from "../values/inputs";
import type { Properties } from "../values/properties";
import { diff } from "./diff";
import { expiredMaterial, materialConflict } from "./material";

const EXTERNAL = { ...ALIBABA, origin: "EXTERNAL" };
const A = { keyMaterial: Buffer.alloc(32, 1).toString("base64") };
const B = { keyMaterial: Buffer.alloc(32, 2).toString("base64") };
const EXPIRY = { keyMaterialExpiry: "2036-01-01T00:00:00Z" };
const DELETE = { deleteKeyMaterial: true };

function changed(
  olds: Properties,
  news: Properties,
  ignoreChanges: string[] = [],
): string[] {
  const oldInputs = { ...EXTERNAL, ...olds };
  const { detailed } = diff({
    id: "alibaba/cn-hangzhou/1234abcd-12ab-34cd-56ef-1234567890ab",
    urn: URN,
    oldInputs: bag(oldInputs),
    oldOutputs: bag(oldInputs),
    news: bag({ ...EXTERNAL, ...news }),
    ignoreChanges,
  });
  return Object.entries(detailed).map(([name, { kind }]) => `${kind} ${name}`);
}

test.each<[Properties, Properties, string[]]>([
  [A, {}, []],
  [{ ...A, ...EXPIRY }, {}, []],
  [{ ...A, ...EXPIRY }, A, ["delete keyMaterialExpiry"]],
  [A, { keyMaterial: null }, []],
  [A, B, ["update keyMaterial"]],
  [A, { keyMaterial: UNKNOWN }, ["update keyMaterial"]],
  [{}, A, ["add keyMaterial"]],
  [A, DELETE, ["delete keyMaterial", "add deleteKeyMaterial"]],
  [A, { deleteKeyMaterial: false }, []],
  [A, { deleteKeyMaterial: UNKNOWN }, ["add deleteKeyMaterial"]],
  [DELETE, { deleteKeyMaterial: false }, ["update deleteKeyMaterial"]],
])("from %j to %j: %j", (olds, news, expected) => {
  expect(changed(olds, news)).toEqual(expected);
});

test("ignoreChanges leaves the material and its deletion as they were", () => {
  expect(changed(A, B, ["keyMaterial"])).toEqual([]);
  expect(changed(A, DELETE, ["keyMaterial", "deleteKeyMaterial"])).toEqual([]);
});

test("material that is removed from the program gives one warning, unless it is deleted or the key is replaced", () => {
  const failures = (olds: Properties, news: Properties) =>
    checked({ ...EXTERNAL, ...news }, { olds: { ...EXTERNAL, ...olds } })
      .logged;
  expect(failures(A, {})).toEqual([
    expect.stringMatching(
      /^warning: keyMaterial is no longer in the program: the key keeps .* deleteKeyMaterial: true\.$/,
    ),
  ]);
  expect(failures({}, {})).toEqual([]);
  expect(failures(A, A)).toEqual([]);
  expect(failures(A, DELETE)).toEqual([]);
  expect(failures(A, { region: "cn-beijing" })).toEqual([]);
});

test("deleteKeyMaterial is for a key that is there, and a replacement's is not", () => {
  const failing = (olds: Properties, news: Properties) =>
    checked({ ...EXTERNAL, ...news }, { olds }).failures.map(
      ({ property }) => property,
    );
  expect(failing({ ...EXTERNAL, ...A }, DELETE)).toEqual([]);
  expect(failing(EXTERNAL, { ...DELETE, region: "cn-beijing" })).toEqual([
    "deleteKeyMaterial",
  ]);
  expect(failing(EXTERNAL, { ...DELETE, keyMaterial: UNKNOWN })).toEqual([
    "deleteKeyMaterial",
  ]);
  expect(failing(EXTERNAL, { deleteKeyMaterial: UNKNOWN, ...A })).toEqual([]);
  expect(failing({}, { deleteKeyMaterial: false })).toEqual([]);
  expect(failing({}, { origin: UNKNOWN, deleteKeyMaterial: UNKNOWN })).toEqual(
    [],
  );
});

test("a removed deleteKeyMaterial is shown in the diff as false", () => {
  const { inputs } = checked(EXTERNAL, { olds: { ...EXTERNAL, ...DELETE } });
  expect(inputs.values["deleteKeyMaterial"]).toBe(false);
});

test.each<[digest: string | undefined, news: Properties, isRefused: boolean]>([
  [undefined, B, false],
  [digestOf(A.keyMaterial), A, false],
  [digestOf(A.keyMaterial), {}, false],
  [digestOf(A.keyMaterial), { keyMaterial: UNKNOWN }, false],
  [digestOf(A.keyMaterial), B, true],
])("a key bound to %s, given %j, is refused: %s", (digest, news, isRefused) => {
  const conflict = materialConflict({
    urn: URN,
    oldInputs: EXTERNAL,
    oldOutputs: digest === undefined ? {} : { keyMaterialDigest: digest },
    news: { ...EXTERNAL, ...news },
  });
  expect(conflict !== undefined).toBe(isRefused);
});

const WAITS = { keyState: "PendingImport" };
const OFF = { enabled: false };
const DISABLE = { deletionPolicy: "DISABLE" };

test.each<
  [
    outputs: Properties,
    olds: Properties,
    news: Properties,
    refused: string | undefined,
  ]
>([
  [WAITS, {}, OFF, "enabled is false"],
  [WAITS, {}, DISABLE, "deletionPolicy is DISABLE"],
  [
    WAITS,
    {},
    { ...OFF, ...DISABLE },
    "enabled is false and deletionPolicy is DISABLE",
  ],
  [WAITS, OFF, { ...OFF, ...DISABLE }, "deletionPolicy is DISABLE"],
  [WAITS, { ...OFF, ...DISABLE }, { ...OFF, ...DISABLE }, undefined],
  [WAITS, {}, { ...OFF, ...A }, undefined],
  [WAITS, {}, { description: "new" }, undefined],
  [{ keyState: "Enabled" }, {}, OFF, undefined],
])(
  "a key with %j and %j that is to have %j: %s is refused",
  (outputs, olds, news, refused) => {
    const conflict = materialConflict({
      urn: URN,
      oldInputs: { ...EXTERNAL, ...olds },
      oldOutputs: outputs,
      news: { ...EXTERNAL, ...news },
    });
    expect(conflict?.split(":")[0]).toBe(refused);
  },
);

describe("at the time of its expiry", () => {
  const TIME = EXPIRY.keyMaterialExpiry;

  afterEach(() => {
    jest.useRealTimers();
  });

  test.each<[at: number, news: Properties, isTold: boolean]>([
    [0, { ...A, ...EXPIRY }, true],
    [-1, { ...A, ...EXPIRY }, false],
    [0, { keyMaterialFile: "a", ...EXPIRY }, true],
    [0, { keyMaterial: UNKNOWN, ...EXPIRY }, true],
    [0, { ...A, keyMaterialExpiry: UNKNOWN }, false],
    [0, A, false],
    [0, EXPIRY, false],
    [0, {}, false],
  ])("%d ms later, material of %j has expired: %s", (at, news, isTold) => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
    jest.setSystemTime(Date.parse(TIME) + at);
    const told = expiredMaterial(news);
    expect(told !== undefined).toBe(isTold);
    if (isTold) expect(told).toContain(`expired on ${TIME}`);
  });
});
