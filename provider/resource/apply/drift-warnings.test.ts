import type { CallContext, Key } from "../../clouds/cloud";
import type { CmkInputs } from "../../model/inputs";
import type { Properties } from "../values/properties";
import { warnOfUnseenDrift } from "./drift-warnings";

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
