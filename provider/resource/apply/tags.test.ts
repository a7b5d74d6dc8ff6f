import { FakeRun, partOf } from "../../../tests/support/fake-run";
import type { CloudName } from "../../model/types";

function numbered(count: number, value: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`t${index}`, value]),
  );
}

const [NINETEEN, TWELVE] = [numbered(19, "1"), numbered(12, "1")];

test.each<
  [
    cloud: CloudName,
    before: Record<string, string>,
    after: Record<string, string>,
    calls: number,
  ]
>([
  ["alibaba", { a: "1" }, { a: "2" }, 1],
  ["alibaba", { a: "1" }, {}, 1],
  ["alibaba", { a: "1", b: "1" }, { a: "2" }, 2],
  ["alibaba", NINETEEN, { a: "1" }, 2],
  ["tencent", { a: "1", b: "1" }, { a: "2" }, 1],
  ["tencent", TWELVE, { a: "1" }, 2],
  ["tencent", {}, numbered(21, "1"), 3],
])(
  "on %s tags that change from %j to %j take %d calls; if one fails, the state has what the others have done",
  async (cloud, before, after, calls) => {
    for (let failed = 0; failed < calls; failed += 1) {
      const run = new FakeRun(cloud);
      const state = await run.made({ tags: before });
      run.fake.calls.length = 0;
      run.fake.happens({ method: "setTags", kind: "denied", skip: failed });
      const part = await partOf(run.update(state, { tags: after }));
      const setting = run.fake.calls.filter((call) => /^setTags/.test(call));
      expect(setting).toHaveLength(calls);
      expect(part.outputs.values["tags"] ?? {}).toEqual(
        run.key(state.id)?.tags,
      );

      // The former program again: what was done is undone.
      const half = { ...state, outputs: part.outputs.values };
      await run.update(half, { tags: before });
      expect(run.key(state.id)?.tags).toEqual(before);
    }
  },
);
