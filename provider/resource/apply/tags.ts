import type { TagChange } from "../../clouds/cloud";
import { chunksOf } from "../../clouds/common/reads/batch";
import type { CloudRules } from "../../clouds/rules";
import type { Reconciliation, Step } from "./steps";

/**
 * One step for each call, because a call that fails doesn't undo the ones before it. What goes is removed first, since a key
 * can only have so many.
 */
export function settingTags(reconciliation: Reconciliation): Step[] {
  const { cloud } = reconciliation;
  return tagCalls(tagChange(reconciliation), cloud.rules.tags).map(
    (change) => ({
      name: "set the tags",
      part: "tags",
      needed: () => true,
      run: async ({ keys, actual }) => {
        await keys.setTags(actual, change);
        actual.tags = { ...actual.tags, ...change.set };
        for (const name of change.remove) delete actual.tags[name];
      },
    }),
  );
}

/** Tags that others added since the key was last read are kept, because no preview has shown their removal. */
function tagChange({
  actual: { tags: has },
  desired: { tags: wants = {} },
  priorInputs,
}: Reconciliation): TagChange {
  // They were not read, so that they are as the program has them.
  if (!has) return { set: {}, remove: [] };
  return {
    set: Object.fromEntries(
      Object.entries(wants).filter(([name, value]) => has[name] !== value),
    ),
    remove: Object.keys(priorInputs.tags ?? {}).filter(
      (name) => Object.hasOwn(has, name) && !Object.hasOwn(wants, name),
    ),
  };
}

/** A change in parts, each of which takes one call. */
function tagCalls(
  { set, remove }: TagChange,
  { perCall }: CloudRules["tags"],
): TagChange[] {
  const removals = remove.map((name) => [name, undefined] as const);
  const all = perCall.isMixed
    ? [[...removals, ...Object.entries(set)]]
    : [removals, Object.entries(set)];
  return all
    .flatMap((changes) => [...chunksOf(changes, perCall.most)])
    .map((changes) => ({
      set: Object.fromEntries(
        changes.flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
      remove: changes.flatMap(([name, value]) =>
        value === undefined ? [name] : [],
      ),
    }));
}
