import {
  bag,
  listeningHost,
  sessionWith,
  URN,
} from "../../../tests/support/resource";
import { warnOfShared } from "./shared-keys";

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ID = `alibaba/cn-hangzhou/${KEY_ID}`;

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
