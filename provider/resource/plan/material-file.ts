import type { Cloud } from "../../clouds/cloud";
import { type CmkInputs, DEFAULTS } from "../../model/inputs";
import { digestOf, validInputs } from "../values/inputs";
import { readMaterialFile } from "../values/material-file";
import { isUnknown, type Properties, UNKNOWN } from "../values/properties";
import { specRule } from "../values/spec";
import { same } from "./compare";
import type { CheckFailures } from "../values/failures";

/** How many bytes of own material a key takes; undefined if only the cloud knows. */
export function materialSizes(
  { rules }: Cloud,
  { spec = DEFAULTS.spec }: CmkInputs,
): readonly number[] | undefined {
  return specRule(rules, spec)?.materialBytes;
}

/**
 * Gives the inputs their `keyMaterialDigest`, by which Diff sees another file's material. A file that is not there is
 * missed only if there is something to import; else the digest is that of the state. `olds` is empty for a new key.
 */
export function fillDigest(
  values: Properties,
  olds: Properties,
  cloud: Cloud,
  failures: CheckFailures,
  warn: (message: string) => void,
): void {
  const news = validInputs(values);
  const { keyMaterialFile, keyMaterialDigest: given } = news;
  if (news.keyMaterial !== undefined) {
    const digest = digestOf(news.keyMaterial);
    if (given !== undefined && given !== digest)
      failures.add(
        ["keyMaterialDigest"],
        `keyMaterial does not match: its SHA-256 is ${digest}`,
      );
    return;
  }
  if (values["keyMaterialDigest"] === undefined && isOpen(values))
    values["keyMaterialDigest"] = UNKNOWN;
  if (keyMaterialFile === undefined || news.origin !== "EXTERNAL") return;
  if (isUnknown(values["spec"])) return;
  const file = readMaterialFile(keyMaterialFile, materialSizes(cloud, news));
  if ("rule" in file) {
    const known = knownDigest(news, olds);
    if (file.kind === "absent" && known !== undefined)
      values["keyMaterialDigest"] = known;
    else failures.add(["keyMaterialFile"], file.rule);
    return;
  }
  file.bytes.fill(0);
  for (const oddity of file.oddities) warn(`keyMaterialFile: ${oddity}.`);
  if (given !== undefined && given !== file.digest)
    failures.add(
      ["keyMaterialFile"],
      `the material in the file does not match keyMaterialDigest: its SHA-256 is ${file.digest}`,
    );
  else values["keyMaterialDigest"] = file.digest;
}

/** In a preview, what material it is may depend on what is not known yet. */
function isOpen(values: Properties): boolean {
  return (
    isUnknown(values["keyMaterialFile"]) ||
    (values["keyMaterialFile"] !== undefined && isUnknown(values["spec"]))
  );
}

/** The digest of what has been imported, unless it is to be imported again. */
function knownDigest(
  { keyMaterialDigest: given, keyMaterialExpiry }: CmkInputs,
  olds: Properties,
): string | undefined {
  const { keyMaterialFile, keyMaterialDigest, ...old } = validInputs(olds);
  const isImported =
    keyMaterialFile !== undefined &&
    keyMaterialDigest !== undefined &&
    keyMaterialDigest === (given ?? keyMaterialDigest) &&
    same("keyMaterialExpiry", old.keyMaterialExpiry, keyMaterialExpiry);
  return isImported ? keyMaterialDigest : undefined;
}
