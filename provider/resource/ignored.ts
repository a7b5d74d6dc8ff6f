import type { Cloud, Key } from "../clouds/cloud";
import { INPUT_NAMES, type InputName } from "../model/inputs";
import { same } from "./compare";
import { keepOld, parsePath } from "./paths";
import { inputsOf } from "./read";
import type { UpdateRequest } from "./requests";
import { soundInputs } from "./sound-inputs";
import type { Properties } from "./values";

/**
 * New inputs with what the cloud has at the paths of ignoreChanges, which the program leaves to others: their changes since
 * the key was last read stay. But what an earlier run left undone, as the state's outputs tell, is still the program's.
 */
export function keepTheirs(
  news: Properties,
  key: Key,
  cloud: Cloud,
  { ignoreChanges, oldInputs, oldOutputs }: UpdateRequest,
): Properties {
  const isDone = (name: InputName) =>
    name === "keyMaterial" ||
    same(name, oldInputs.values[name], oldOutputs.values[name]);
  // What a pending deletion, which the update cancels, makes of a key is nobody's wish.
  const isTheirs = (name: InputName) =>
    isDone(name) && (name !== "enabled" || key.state !== "PendingDeletion");
  const theirs: readonly string[] = INPUT_NAMES.filter(isTheirs);
  const paths = ignoreChanges.flatMap((path) => {
    const [name] = parsePath(path) ?? [];
    if (name === "*") return theirs;
    return theirs.includes(String(name)) ? [path] : [];
  });
  if (paths.length === 0) return news;
  const stored = soundInputs(oldInputs.values);
  const read = { ...key, tags: key.tags ?? stored.tags };
  return keepOld(news, { ...inputsOf(cloud, read, stored) }, paths);
}
