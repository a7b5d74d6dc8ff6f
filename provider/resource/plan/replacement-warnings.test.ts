import {
  bag,
  listeningHost,
  sessionWith,
  URN,
} from "../../../tests/support/resource";
import type { OldKey } from "../session/run-history";
import { warnOfReplaced } from "./replacement-warnings";

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ID = `alibaba/cn-hangzhou/${KEY_ID}`;
const USED = { "acs:rds:instance-encryption": "true" };

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

test.each<[asksReplacement: boolean, text: RegExp]>([
  [true, /, or deleteBeforeReplace failed, the old key stays as it is\.$/],
  [
    false,
    /\nThe inputs don't ask for a new key\. .* don't run this update, but pulumi state delete '\S+' && pulumi import cmk:index:Cmk orders alibaba/,
  ],
])(
  "what a failed deleteBeforeReplace means is told; the Diff asks for a replacement: %p",
  (asksReplacement, text) => {
    const host = listeningHost();
    const old = { id: ID, inputs: bag({}), asksReplacement };
    warnOfReplaced(URN, old, sessionWith(), host);
    expect(host.logged).toEqual([expect.stringMatching(text)]);
  },
);
