import { CLOUDS } from "../../clouds/registry";
import {
  isJustRotated,
  isRotatedSince,
  isRotationDue,
  tooEarly,
} from "./rotation-trigger";

const MADE = "2026-01-01T00:00:00Z";
const ROTATED = "2026-03-01T12:00:00Z";
const LATER = "2026-03-09T12:00:00Z";

test.each([
  [undefined, "1", false],
  ["1", undefined, false],
  ["1", "1", false],
  ["2", "1", true],
])("with trigger %s after %s, a rotation is due: %s", (trigger, had, due) => {
  expect(isRotationDue(trigger, had)).toBe(due);
});

test.each([
  ["another version", { primaryKeyVersion: "2" }, { primaryKeyVersion: "1" }],
  ["a later date", { lastRotationDate: LATER }, { lastRotationDate: ROTATED }],
  ["its first date", { lastRotationDate: ROTATED }, {}],
  [
    "another version of the same date",
    { primaryKeyVersion: "2", lastRotationDate: ROTATED },
    { primaryKeyVersion: "1", lastRotationDate: ROTATED },
  ],
])("%s shows a rotation", (_, key, before) => {
  expect(isRotatedSince({ creationDate: MADE, ...key }, before)).toBe(true);
});

test.each([
  ["the same version", { primaryKeyVersion: "1" }, { primaryKeyVersion: "1" }],
  [
    "the same version with a date that was not read before",
    { primaryKeyVersion: "1", lastRotationDate: ROTATED },
    { primaryKeyVersion: "1" },
  ],
  ["a version that was not read before", { primaryKeyVersion: "1" }, {}],
  [
    "the same date",
    { lastRotationDate: ROTATED },
    { lastRotationDate: ROTATED },
  ],
  ["no date", {}, { lastRotationDate: ROTATED }],
  [
    "the creation, which some clouds give as a rotation",
    { lastRotationDate: MADE },
    {},
  ],
])("%s shows none", (_, key, before) => {
  expect(isRotatedSince({ creationDate: MADE, ...key }, before)).toBe(false);
});

describe("at a certain time", () => {
  const at = (time: string) => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
    jest.setSystemTime(Date.parse(time));
  };
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ["2026-03-01T13:00:00Z", { lastRotationDate: ROTATED }, true],
    ["2026-03-02T11:59:59Z", { lastRotationDate: ROTATED }, true],
    ["2026-03-02T12:00:00Z", { lastRotationDate: ROTATED }, false],
    ["2026-01-01T01:00:00Z", { lastRotationDate: MADE }, false],
    ["2026-01-01T01:00:00Z", {}, false],
  ])("%s: a key with %j was just rotated: %s", (time, key, expected) => {
    at(time);
    expect(isJustRotated({ creationDate: MADE, ...key })).toBe(expected);
  });

  test.each([
    ["2026-01-07T23:00:00Z", {}, MADE, "2026-01-08T00:00:00Z"],
    [
      "2026-03-03T12:00:00Z",
      { lastRotationDate: ROTATED },
      ROTATED,
      "2026-03-08T12:00:00Z",
    ],
  ])("%s is too early after %j", (time, key, last, earliest) => {
    at(time);
    const text = tooEarly(CLOUDS.alibaba, { creationDate: MADE, ...key });
    expect(text).toContain(`7 days after its last one, which is of ${last}`);
    expect(text).toContain(`fail until ${earliest}`);
    expect(tooEarly(CLOUDS.tencent, { creationDate: MADE, ...key })).toBe(
      undefined,
    );
  });

  test.each([
    ["a week after", "2026-03-08T12:00:00Z", { lastRotationDate: ROTATED }],
    ["within a day of", "2026-03-01T13:00:00Z", { lastRotationDate: ROTATED }],
    [
      "without the date of",
      "2026-03-01T13:00:00Z",
      { creationDate: undefined },
    ],
  ])("it is not too early %s the last rotation", (_, time, key) => {
    at(time);
    const outputs = Object.fromEntries(
      Object.entries({ creationDate: MADE, ...key }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    expect(tooEarly(CLOUDS.alibaba, outputs)).toBe(undefined);
  });
});
