import { IMMUTABLE, INPUT_NAMES, type InputName } from "../../model/inputs";
import { STABLE } from "../../model/outputs";
import { placeOf } from "../values/id";
import {
  applyIgnoreChanges,
  formatPath,
  holdsUnknown,
  isObject,
  isUnknown,
  ownValue,
  type Path,
  type Properties,
  type Value,
} from "../values/properties";
import type { DiffKind, DiffReply, DiffRequest } from "../values/requests";
import { rotationOf, sameInterval } from "../values/rotation";
import { replacedBy, same } from "./compare";
import { isKept } from "./material";
import { IMPLIED, isUnfinished, NOT_PROMISED } from "./unfinished";

/**
 * The changes of a new program, down to the exact path. Pure, and accepts any input: refresh also calls it, with Read's
 * results as olds and the program's inputs as news, and old state may lack anything.
 */
export function diff(request: DiffRequest): DiffReply {
  const oldInputs = request.oldInputs.values;
  // An old state without cloud or region still has them in its id.
  const oldOutputs: Properties = {
    ...placeOf(request.id),
    ...request.oldOutputs.values,
  };
  const news = applyIgnoreChanges(
    request.news.values,
    oldInputs,
    request.ignoreChanges,
  );
  const detailed: DiffReply["detailed"] = {};
  const replaced = replacedBy(oldInputs, oldOutputs, news);
  for (const name of INPUT_NAMES) {
    const changes = IMMUTABLE.includes(name)
      ? immutableChanges(name, replaced, oldInputs, oldOutputs, news)
      : isKept(name, news)
        ? []
        : (MUTABLE[name] ?? plainChanges)(name, oldInputs[name], news[name]);
    for (const { path, kind } of changes)
      detailed[formatPath(path)] = {
        kind,
        replace: replaced.includes(name),
        // An input that the old program did not set is compared with what the cloud decided.
        inputDiff: oldInputs[name] !== undefined || kind === "add",
      };
    if (changes.length === 0 && isUnfinished(name, news, oldOutputs))
      detailed[name] = {
        kind: kindOf(oldOutputs[name], news[name] ?? IMPLIED[name]),
        replace: false,
        inputDiff: NOT_PROMISED.includes(name),
      };
  }
  // A new key gets the cloud's default for an input that the program no longer sets.
  if (replaced.length > 0)
    for (const name of IMMUTABLE)
      if (oldInputs[name] !== undefined && news[name] === undefined)
        detailed[name] = { kind: "delete", replace: true, inputDiff: true };
  // The next update cancels the deletion, which removes the date.
  if (oldOutputs["deletionDate"] !== undefined)
    detailed["deletionDate"] = {
      kind: "delete",
      replace: false,
      inputDiff: false,
    };
  const mayBeReplaced =
    replaced.length > 0 || IMMUTABLE.some((name) => holdsUnknown(news[name]));
  return { detailed, stables: mayBeReplaced ? [] : [...STABLE] };
}

interface Change {
  path: Path;
  kind: DiffKind;
}

function immutableChanges(
  name: InputName,
  replaced: readonly InputName[],
  oldInputs: Properties,
  oldOutputs: Properties,
  news: Properties,
): Change[] {
  const unknown = holdsUnknown(news[name]);
  if (!unknown && !replaced.includes(name)) return [];
  const old = oldInputs[name] ?? oldOutputs[name];
  return [{ path: [name], kind: old === undefined ? "add" : "update" }];
}

function kindOf(old: Value | undefined, value: Value | undefined): DiffKind {
  if (old === undefined || old === null) return "add";
  return value === undefined || value === null ? "delete" : "update";
}

type ChangesOf = (
  name: InputName,
  old: Value | undefined,
  value: Value | undefined,
) => Change[];

function plainChanges(
  name: InputName,
  old: Value | undefined,
  value: Value | undefined,
): Change[] {
  if (!isUnknown(value) && same(name, old, value)) return [];
  return [{ path: [name], kind: kindOf(old, value) }];
}

/** Another path to the same material is no change; whether it is the same, `keyMaterialDigest` tells. */
function fileChanges(
  name: InputName,
  old: Value | undefined,
  value: Value | undefined,
): Change[] {
  const bothGiven = typeof old === "string" && typeof value === "string";
  return bothGiven ? [] : plainChanges(name, old, value);
}

const MUTABLE: Partial<Record<InputName, ChangesOf>> = {
  keyMaterialFile: fileChanges,
  rotation: rotationChanges,
  tags: tagChanges,
};

function rotationChanges(
  name: InputName,
  old: Value | undefined,
  value: Value | undefined,
): Change[] {
  if (isUnknown(value)) return [{ path: [name], kind: kindOf(old, value) }];
  const before = rotationOf(old);
  const after = rotationOf(value);
  const differs = {
    enabled: before.enabled !== after.enabled,
    interval:
      isUnknown(after.interval) ||
      !sameInterval(before.interval, after.interval),
  };
  if (!differs.enabled && !differs.interval) return [];
  if (!isObject(old) || !isObject(value))
    return [{ path: [name], kind: kindOf(old, value) }];
  return (["enabled", "interval"] as const)
    .filter((part) => differs[part] && (old[part] ?? value[part]) !== undefined)
    .filter((part) => isUnknown(value[part]) || old[part] !== value[part])
    .map((part) => ({
      path: [name, part],
      kind: kindOf(old[part], value[part]),
    }));
}

function tagChanges(
  name: InputName,
  old: Value | undefined,
  value: Value | undefined,
): Change[] {
  if (isUnknown(value)) return [{ path: [name], kind: kindOf(old, value) }];
  const before = isObject(old) ? old : {};
  const after = isObject(value) ? value : {};
  const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({
      key,
      had: ownValue(before, key),
      has: ownValue(after, key),
    }))
    .filter(({ had, has }) => isUnknown(has) || had !== has)
    .map(({ key, had, has }) => ({
      path: [name, key],
      kind: kindOf(had, has),
    }));
  const whole = old === undefined || value === undefined;
  return whole && changes.length > 0
    ? [{ path: [name], kind: kindOf(old, value) }]
    : changes;
}
