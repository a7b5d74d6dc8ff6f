import { bag, listeningHost, URN } from "../../../tests/support/resource";
import type { DeletionPolicy } from "../../model/types";
import type { Properties } from "../values/properties";
import { guardOf } from "./guard";
import { warnOfUpdate } from "./update-warnings";

const PREVENT = { deletionPolicy: "PREVENT" } as const;
const PROTECTED = { deletionProtection: true } as const;

test.each<[Properties[], string | undefined]>([
  [[], undefined],
  [[{}, { deletionPolicy: "DISABLE", deletionProtection: false }], undefined],
  [[PREVENT], "deletionPolicy: SCHEDULE_DELETION"],
  [[{}, PREVENT], "deletionPolicy: SCHEDULE_DELETION"],
  [[PROTECTED], "deletionProtection: false"],
  // Of a newer version, or edited by hand.
  [[{ deletionPolicy: "ARCHIVE" }], "deletionPolicy: SCHEDULE_DELETION"],
  [[PREVENT, { deletionPolicy: 7 }], "deletionPolicy: SCHEDULE_DELETION"],
  [[{ deletionPolicy: null }], undefined],
  [
    [PROTECTED, PREVENT],
    "deletionPolicy: SCHEDULE_DELETION and deletionProtection: false",
  ],
])("the guards of %j are given up by %s", (states, release) => {
  expect(guardOf(...states)?.release).toBe(release);
});

function warnings(before?: DeletionPolicy, after?: DeletionPolicy): string {
  const host = listeningHost();
  const inputs = (deletionPolicy?: DeletionPolicy) =>
    bag(deletionPolicy ? { deletionPolicy } : {});
  warnOfUpdate(
    {
      id: "alibaba/cn-hangzhou/key-1",
      urn: URN,
      oldInputs: inputs(before),
      oldOutputs: bag({}),
      news: inputs(after),
      ignoreChanges: [],
      preview: true,
      timeout: 10,
    },
    host,
  );
  return host.logged.join("\n");
}

test.each<[DeletionPolicy | undefined, DeletionPolicy | undefined, RegExp]>([
  ["PREVENT", "DISABLE", /no longer PREVENT.* disables the key/],
  ["PREVENT", undefined, /no longer PREVENT.* schedules the key's destruction/],
  ["DISABLE", "SCHEDULE_DELETION", /no longer DISABLE.* schedules/],
  ["SCHEDULE_DELETION", undefined, /^$/],
  [undefined, "SCHEDULE_DELETION", /^$/],
  ["SCHEDULE_DELETION", "PREVENT", /^$/],
  ["DISABLE", "PREVENT", /^$/],
])("deletionPolicy %s, then %s", (before, after, expected) => {
  expect(warnings(before, after)).toMatch(expected);
});
