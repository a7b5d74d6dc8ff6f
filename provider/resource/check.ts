import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../clouds/cloud";
import { CLOUDS } from "../clouds/registry";
import { factsOf } from "../model/facts";
import { cmkInputs, DEFAULTS, IMMUTABLE, INPUT_NAMES } from "../model/inputs";
import { autoname } from "./autoname";
import { replacedBy } from "./compare";
import { checkConstraints, subjectOf } from "./constraints";
import { Failures } from "./failures";
import { configuredRegion, findCloud, placeOf } from "./id";
import { isObject } from "./paths";
import type { CallHost, CheckReply, CheckRequest } from "./requests";
import { withSecretsOf } from "./secrets";
import type { Session } from "./session";
import { configuredClouds } from "./settings";
import {
  isUnknown,
  type Bag,
  type Path,
  type Properties,
  type Value,
} from "./values";

/** Fills in what the program leaves to the provider and finds all that is wrong, without a call to a cloud. */
export function check(
  request: CheckRequest,
  session: Session,
  host: CallHost,
): CheckReply {
  const filled = fill(request, session);
  const inputs = withSecretsOf(filled.values, {
    values: filled.values,
    secrets: [...request.news.secrets, ...filled.secrets],
  });
  const failures = new Failures(inputs.values, inputs.secrets);
  failures.addIssues(
    cmkInputs.safeParse(inputs.values).error?.issues ?? [],
    INPUT_NAMES,
  );
  for (const [path, rule] of filled.missing) failures.add(path, rule);
  if (filled.cloud) {
    const olds = request.olds.values;
    const replaced = replacedBy(olds, {}, inputs.values);
    const warn = (message: string) => {
      host.log("warning", message);
    };
    const rules = failures.but(
      replaced.length > 0 ? [] : unchanged(olds, inputs.values),
    );
    checkConstraints(subjectOf(filled.cloud, inputs.values, rules, warn));
    if (olds["deletionProtection"] === true)
      for (const name of replaced)
        failures.add(
          [name],
          "a change of it replaces the key, which is protected against deletion; first run `pulumi up` with deletionProtection: false",
        );
  }
  return { inputs, failures: failures.all };
}

/**
 * What the key has already its cloud has taken, whatever our tables say: Check accepts what Read returns. But what rests on
 * the key's material is looked at anew when that changes.
 */
function unchanged(olds: Properties, news: Properties): string[] {
  const isSame = (name: string) => isDeepStrictEqual(olds[name], news[name]);
  const anew = isSame("keyMaterial") ? [] : RESTS_ON_MATERIAL;
  return Object.keys(news).filter(
    (name) => olds[name] !== undefined && isSame(name) && !anew.includes(name),
  );
}

const RESTS_ON_MATERIAL = ["enabled", "deletionPolicy", "keyMaterialExpiry"];

interface Filled {
  values: Properties;
  secrets: Path[];
  /** Undefined while the cloud is unknown or wrong. */
  cloud?: Cloud;
  missing: [path: Path, rule: string][];
}

function fill(request: CheckRequest, session: Session): Filled {
  const olds = { ...placeOfReplaced(request, session), ...request.olds.values };
  const values = withoutNulls(request.news.values);
  const filled: Filled = { values, secrets: secretInputs(values), missing: [] };
  fillCloud(filled, olds, session);
  fillRegion(filled, olds, session);
  fillImmutable(filled, request.olds);
  fillAlias(filled, request, session);
  fillTags(filled, session);
  fillRemoved(filled, olds);
  return filled;
}

/**
 * The second Check of a replacement comes without old inputs. Where its key is to be made is still the old key's matter:
 * the Diff before it named no other place.
 */
function placeOfReplaced(request: CheckRequest, session: Session): Properties {
  const old = session.compared.get(request.urn);
  if (!old || Object.keys(request.olds.values).length > 0) return {};
  return placeOf(old.id);
}

/** An explicit null is an absent value, as in every Pulumi language. */
function withoutNulls(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]): [string, Value] => [
        name,
        name === "rotation" && isObject(value) ? withoutNulls(value) : value,
      ]),
  );
}

function secretInputs(values: Properties): Path[] {
  return INPUT_NAMES.filter(
    (name) =>
      factsOf(cmkInputs.shape[name]).secret && values[name] !== undefined,
  ).map((name) => [name]);
}

/** From the key's own inputs first, so that a changed default moves no key; never from the environment. */
function fillCloud(filled: Filled, olds: Properties, session: Session): void {
  const { values } = filled;
  const configured = configuredClouds(session.config);
  values["cloud"] ??=
    olds["cloud"] ??
    session.config.cloud ??
    (configured.length === 1 ? configured[0] : undefined) ??
    null;
  const { cloud } = values;
  if (cloud === null) {
    delete values["cloud"];
    filled.missing.push([
      ["cloud"],
      `must be given: say ${Object.keys(CLOUDS).join(" or ")} here, or for all new keys with \`pulumi config set cmk:cloud\``,
    ]);
  }
  filled.cloud = typeof cloud === "string" ? findCloud(cloud) : undefined;
}

function fillRegion(filled: Filled, olds: Properties, session: Session): void {
  const { values, cloud } = filled;
  if (values["region"] !== undefined || !cloud) return;
  const own = olds["cloud"] === cloud.name ? olds["region"] : undefined;
  const region = own ?? configuredRegion(session.config, cloud);
  if (region !== undefined) values["region"] = region;
  else
    filled.missing.push([
      ["region"],
      `must be given: say one of ${cloud.title}, such as ${cloud.rules.regionExample}, here, or for all new keys with \`pulumi config set cmk:${cloud.name}Region\``,
    ]);
}

/** What the program leaves out stays as the key has it, so that all else is held against that, in this run and later ones. */
function fillImmutable(filled: Filled, olds: Bag): void {
  const { values } = filled;
  if (replacedBy(olds.values, {}, values).length > 0) return;
  for (const name of IMMUTABLE) {
    const kept = olds.values[name];
    if (values[name] !== undefined || kept === undefined) continue;
    values[name] = kept;
    filled.secrets.push(...olds.secrets.filter(([head]) => head === name));
  }
}

function fillAlias(
  filled: Filled,
  request: CheckRequest,
  session: Session,
): void {
  const { values, cloud } = filled;
  if (values["alias"] !== undefined) session.named.add(request.urn);
  if (values["alias"] !== undefined || cloud?.rules.alias.count !== "one")
    return;
  const old = request.olds.values;
  if (old["alias"] !== undefined && old["cloud"] === cloud.name) {
    values["alias"] = old["alias"];
    return;
  }
  const name = autoname(
    cloud.rules,
    request.urn,
    session.providerId,
    request.randomSeed,
    request.autonaming,
  );
  if ("alias" in name) values["alias"] = name.alias;
  else filled.missing.push([["alias"], name.refusal]);
}

/** A key's own tags win over the provider's; what is secret there stays secret here. */
function fillTags(filled: Filled, session: Session): void {
  const defaults = session.configBag.values["defaultTags"];
  const own = filled.values["tags"] ?? {};
  if (!isObject(defaults) || Object.keys(defaults).length === 0) return;
  if (isUnknown(own) || !isObject(own)) return;
  filled.values["tags"] = { ...defaults, ...own };
  for (const [head, key] of session.configBag.secrets) {
    if (head !== "defaultTags") continue;
    const keys = key === undefined ? Object.keys(defaults) : [String(key)];
    for (const name of keys)
      if (!Object.hasOwn(own, name)) filled.secrets.push(["tags", name]);
  }
}

/** A value taken out of the program means its default, and stands in the diff as such: `enabled: false => true`. */
function fillRemoved(filled: Filled, olds: Properties): void {
  for (const name of [
    "enabled",
    "deletionProtection",
    "deletionWindowInDays",
    "deletionPolicy",
  ] as const)
    if (filled.values[name] === undefined && olds[name] !== undefined)
      filled.values[name] = DEFAULTS[name];
}
