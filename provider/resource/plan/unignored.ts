import { isDeepStrictEqual } from "node:util";
import type { OldKey } from "../session/run-history";
import { shortText } from "../values/failures";
import {
  applyIgnoreChanges,
  formatPath,
  isUnknown,
  outsideOfSecrets,
  parsePath,
  touchesSecret,
  valueAt,
  type Bag,
  type Path,
  type Value,
} from "../values/properties";
import type { CallHost } from "../values/requests";
import { diff } from "./diff";

/**
 * A replacement is compared with ignoreChanges, and made without: the engine gives the program's own values to the new
 * key, and shows only the changes of that comparison. So this tells the others, without what the old key has: an import may
 * have read that from the cloud, where nothing marks it as secret.
 */
export function warnOfUnignored(
  { id, inputs: old, ignoreChanges = [] }: OldKey,
  inputs: Bag,
  aliasIsGiven: boolean,
  host: CallHost,
): void {
  const shown = applyIgnoreChanges(inputs.values, old.values, ignoreChanges);
  const { detailed } = diff({
    id,
    urn: "",
    oldInputs: { ...old, values: shown },
    oldOutputs: { values: {}, secrets: [] },
    news: inputs,
    ignoreChanges: [],
  });
  const secrets = [...old.secrets, ...inputs.secrets];
  const describe = (text: string): string[] => {
    const path: Path = parsePath(text) ?? [text];
    const [before, after] = [shown, inputs.values].map((values) =>
      valueAt(values, path),
    );
    // An unknown value always differs, in a diff.
    if (isDeepStrictEqual(before, after)) return [];
    // The next run generates another one.
    if (text === "alias" && !aliasIsGiven && after !== undefined)
      return ["a generated alias"];
    return touchesSecret(secrets, path)
      ? [formatPath(outsideOfSecrets(secrets, path))]
      : [`${text} (${textOf(after)})`];
  };
  const changes = [...new Set(Object.keys(detailed).flatMap(describe))];
  if (changes.length === 0) return;
  host.log(
    "warning",
    `The option ignoreChanges doesn't hold for the new key, which gets from the program: ${changes.join(", ")}. To keep what the old key has, write that into the program.`,
  );
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return "none";
  if (isUnknown(value)) return "a value that is not known yet";
  return shortText(value);
}
