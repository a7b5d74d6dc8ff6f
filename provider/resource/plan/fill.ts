import type { Cloud } from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import { factsOf } from "../../model/facts";
import {
  cmkInputs,
  DEFAULTS,
  IMMUTABLE,
  INPUT_NAMES,
} from "../../model/inputs";
import type { Session } from "../session/session";
import { configuredRegion, findCloud, placeOf } from "../values/id";
import { validInputs } from "../values/inputs";
import {
  isObject,
  isUnknown,
  withoutNulls,
  type Bag,
  type Path,
  type Properties,
} from "../values/properties";
import type { CheckRequest } from "../values/requests";
import { defaultCloud } from "../values/settings";
import { EXPLICIT_PROVIDERS } from "../values/wording";
import { autoname } from "./autoname";
import { surelyReplacedBy } from "./compare";

export interface Filled {
  values: Properties;
  secrets: Path[];
  /** Undefined while the cloud is unknown or invalid. */
  cloud?: Cloud;
  missing: [path: Path, rule: string][];
}

/** Gives the inputs what the program leaves out: from the key itself, from the provider's settings, or by a name of its own. */
export function fill(request: CheckRequest, session: Session): Filled {
  const olds = oldInputs(request, session);
  const values = withoutNullInputs(request.news.values);
  const filled: Filled = { values, secrets: secretInputs(values), missing: [] };
  fillCloud(filled, olds, session);
  fillRegion(filled, olds, session);
  fillImmutable(filled, olds);
  fillAlias(filled, request, session);
  fillTags(filled, session);
  fillRemoved(filled, request.olds.values);
  return filled;
}

/**
 * The second Check of a replacement has no old inputs. An input that the program leaves out is compared with the old
 * key as in the first Check, after which Diff decided what the new key gets.
 */
function oldInputs(request: CheckRequest, session: Session): Bag {
  if (Object.keys(request.olds.values).length > 0) return request.olds;
  const old =
    session.history.keyToReplace(request.urn) ??
    session.history.deletedKey(request.urn);
  if (!old) return request.olds;
  const { values, secrets } = old.inputs;
  return { values: { ...placeOf(old.id), ...values }, secrets };
}

/** `rotation` is the only input whose members are properties too. */
function withoutNullInputs(values: Properties): Properties {
  const inputs = withoutNulls(values);
  const { rotation } = inputs;
  return isObject(rotation)
    ? { ...inputs, rotation: withoutNulls(rotation) }
    : inputs;
}

function secretInputs(values: Properties): Path[] {
  return INPUT_NAMES.filter(
    (name) =>
      factsOf(cmkInputs.shape[name]).secret && values[name] !== undefined,
  ).map((name) => [name]);
}

/** From the key's own inputs first, so that a changed default moves no key; never from the environment. */
function fillCloud(filled: Filled, olds: Bag, session: Session): void {
  keep(filled, olds, "cloud");
  const cloud = filled.values["cloud"] ?? defaultCloud(session.config);
  if (cloud !== undefined) filled.values["cloud"] = cloud;
  else
    filled.missing.push([
      ["cloud"],
      `required. Set it to ${Object.keys(CLOUDS).join(" or ")}, or set one of them for all new keys: \`pulumi config set cmk:cloud CLOUD\` (${EXPLICIT_PROVIDERS})`,
    ]);
  filled.cloud = typeof cloud === "string" ? findCloud(cloud) : undefined;
}

function fillRegion(filled: Filled, olds: Bag, session: Session): void {
  const { values, cloud } = filled;
  if (!cloud) return;
  if (olds.values["cloud"] === cloud.name) keep(filled, olds, "region");
  const region = values["region"] ?? configuredRegion(session.config, cloud);
  if (region !== undefined) values["region"] = region;
  else
    filled.missing.push([
      ["region"],
      `required. Set it to a region of ${cloud.title}, or set one for all new keys, such as \`pulumi config set cmk:${cloud.name}Region ${cloud.rules.regionExample}\` (${EXPLICIT_PROVIDERS})`,
    ]);
}

/**
 * An input that the program leaves out keeps the key's value, against which everything else is checked, in this run and
 * later ones.
 */
function fillImmutable(filled: Filled, olds: Bag): void {
  if (surelyReplacedBy(olds.values, filled.values).length > 0) return;
  for (const name of Object.keys(validInputs(olds.values, IMMUTABLE)))
    keep(filled, olds, name);
}

/** Copies an old input that the program leaves out. A secret stays secret. */
function keep(filled: Filled, olds: Bag, name: string): void {
  const old = olds.values[name];
  if (filled.values[name] !== undefined || old === undefined || old === null)
    return;
  filled.values[name] = old;
  filled.secrets.push(...olds.secrets.filter(([head]) => head === name));
}

function fillAlias(
  filled: Filled,
  request: CheckRequest,
  session: Session,
): void {
  const { values, cloud } = filled;
  const isGiven = values["alias"] !== undefined;
  session.history.noteAliasGiven(request.urn, isGiven);
  if (isGiven || cloud?.rules.alias.count !== "one") return;
  const old = request.olds.values;
  if (old["cloud"] === cloud.name) keep(filled, request.olds, "alias");
  if (values["alias"] !== undefined) return;
  const name = autoname(
    cloud.rules,
    request.urn,
    session.providerId,
    request.randomSeed,
    request.autonaming,
  );
  if ("alias" in name) values["alias"] = name.alias;
  else filled.missing.push([["alias"], name.conflict]);
}

/** A key's own tags win over the provider's defaultTags. Secrets stay secret. */
function fillTags(filled: Filled, session: Session): void {
  const defaults = session.config.defaultTags;
  const own = filled.values["tags"] ?? {};
  if (!isObject(defaults) || Object.keys(defaults).length === 0) return;
  if (isUnknown(own) || !isObject(own)) return;
  filled.values["tags"] = { ...defaults, ...own };
  for (const [head, key] of session.secretSettings) {
    if (head !== "defaultTags") continue;
    const keys = key === undefined ? Object.keys(defaults) : [String(key)];
    for (const name of keys)
      if (!Object.hasOwn(own, name)) filled.secrets.push(["tags", name]);
  }
}

/**
 * An input that was removed from the program means its default, and is shown in the diff as such: `enabled: false =>
 * true`.
 */
function fillRemoved(filled: Filled, olds: Properties): void {
  for (const name of [
    "enabled",
    "deletionProtection",
    "deletionWindowInDays",
    "deletionPolicy",
    "deleteKeyMaterial",
  ] as const)
    if (filled.values[name] === undefined && olds[name] !== undefined)
      filled.values[name] = DEFAULTS[name];
}
