import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../clouds/cloud";
import { isWriteOnly } from "../../clouds/parameters";
import { CLOUDS } from "../../clouds/registry";
import { factsOf } from "../../model/facts";
import {
  cmkInputs,
  DEFAULTS,
  IMMUTABLE,
  INPUT_NAMES,
  PARAMETER_NAMES,
  type CmkInputs,
  type InputName,
} from "../../model/inputs";
import type { Session } from "../session/session";
import { configuredRegion, findCloud, placeOf } from "../values/id";
import { validInputs } from "../values/inputs";
import { namePlaces, NAMES, namesOf } from "../values/names";
import {
  holdsUnknown,
  isObject,
  isUnknown,
  withoutNulls,
  withSecretsOf,
  type Bag,
  type Path,
  type Properties,
} from "../values/properties";
import {
  RequestError,
  type CallHost,
  type CheckReply,
  type CheckRequest,
} from "../values/requests";
import { configuredClouds } from "../values/settings";
import { autoname, nameOf } from "./autoname";
import { replacedBy } from "./compare";
import { checkConstraints } from "./constraints";
import { subjectOf } from "./subject";
import { guardOf, GUARDING } from "./guard";
import { fillDigest, newKeyConflict, removedMaterial } from "./material";
import { CheckFailures } from "../values/failures";

/** Fills in defaults and reports all failures, without calling a cloud. */
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
  const failures = new CheckFailures(inputs.values, inputs.secrets);
  failures.addIssues(
    cmkInputs.safeParse(inputs.values).error?.issues ?? [],
    INPUT_NAMES,
  );
  for (const [path, rule] of filled.missing) failures.add(path, rule);
  refuseIgnoredTags(inputs.values, failures, session);
  if (filled.cloud) {
    const olds = request.olds.values;
    const replaced = surelyReplaced(olds, inputs.values);
    const warn = (message: string) => {
      host.log("warning", message);
    };
    const isNew = Object.keys(olds).length === 0 || replaced.length > 0;
    const known = isNew ? {} : olds;
    fillDigest(inputs.values, known, filled.cloud, failures, warn);
    const exempt = isNew ? [] : excused(olds, inputs.values);
    const rules = failures.but(exempt);
    const { config } = session;
    checkConstraints(
      subjectOf(filled.cloud, inputs.values, config, rules, warn),
    );
    const other = reserveAliases(request.urn, known, inputs.values, session);
    if (other !== undefined)
      failures.add(
        other.path,
        `${shortName(other.urn, request.urn)} of this program requests it too; give one of them another alias`,
      );
    const conflict = isNew ? newKeyConflict(inputs.values) : undefined;
    if (conflict !== undefined) failures.add(["deleteKeyMaterial"], conflict);
    const removed = isNew ? undefined : removedMaterial(olds, inputs.values);
    if (removed !== undefined) warn(removed);
    if (!isNew) warnOfRecorded(filled.cloud, olds, inputs.values, warn);
    const guard = guardOf(validInputs(olds, GUARDING));
    if (guard)
      for (const name of replaced)
        failures.add(
          [name],
          `a change of it replaces the key, which ${guard.text}; first run \`pulumi up\` with ${guard.release}`,
        );
  }
  return { inputs, failures: failures.all };
}

/**
 * A parameter that the cloud never reports, and that the program sets for the first time on a key, replaces nothing:
 * the key may have been created with it.
 */
function warnOfRecorded(
  { title, rules }: Cloud,
  olds: Properties,
  news: Properties,
  warn: (message: string) => void,
): void {
  for (const name of PARAMETER_NAMES)
    if (isWriteOnly(rules.parameters, name) && !olds[name] && news[name])
      warn(
        `${name} is written into the state and changes nothing: the key keeps what it was created with, which ${title} doesn't report. Only a replacement makes sure of it. A later change of ${name} replaces the key.`,
      );
}

/** Also tags that the key has had all along: from now on they are another's. */
function refuseIgnoredTags(
  { tags }: Properties,
  failures: CheckFailures,
  { isIgnored }: Session,
): void {
  if (!isIgnored || !isObject(tags)) return;
  for (const name of Object.keys(tags).filter(isIgnored))
    failures.add(
      ["tags", name],
      "the provider's setting ignoreTags leaves this tag to others; take it out of the program, or out of that setting",
    );
}

/**
 * Gives the other resource of this program that asks for the same alias, and where this one does. An unknown alias is left to
 * Create. `olds`: of a key that is not replaced.
 */
function reserveAliases(
  urn: string,
  olds: Properties,
  values: Properties,
  { history }: Session,
): { path: Path; urn: string } | undefined {
  const { cloud, region } = validInputs(values, ["cloud", "region"]);
  const places = namePlaces(values);
  const inState = namesOf(validInputs(olds, NAMES));
  const requested =
    cloud === undefined || region === undefined
      ? []
      : places.map(([, alias]) => ({
          ...{ cloud, region, alias },
          isInState: inState.includes(alias),
        }));
  const other = history.reserveAliases(urn, requested);
  const [path] = places.find(([, name]) => name === other?.alias) ?? [];
  return other && path && { path, urn: other.urn };
}

/** Type and name, such as `cmk:index:Cmk "orders"`; the whole URN if the other resource has the same name. */
function shortName(urn: string, other: string): string {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "resource";
  const name = nameOf(urn);
  return name === nameOf(other) ? urn : `${type} "${name}"`;
}

/**
 * The inputs don't show whether an existing key has material, so Update's preview reports what a key without material
 * refuses.
 */
function excused(olds: Properties, news: Properties): string[] {
  const leftToUpdate: InputName[] =
    news["deleteKeyMaterial"] === true ? [] : ["enabled", "deletionPolicy"];
  return [...unchanged(olds, news), ...leftToUpdate];
}

/**
 * The cloud has already accepted the key's current values, whatever our tables say: Check accepts what Read returns.
 * But a value that depends on another input is checked again when that input changes.
 */
function unchanged(olds: Properties, news: Properties): string[] {
  const isSame = (name: string) => isDeepStrictEqual(olds[name], news[name]);
  return INPUT_NAMES.filter(
    (name) =>
      olds[name] !== undefined &&
      [name, ...(RESTS_ON[name] ?? [])].every(isSame),
  );
}

const RESTS_ON: Partial<Record<InputName, readonly InputName[]>> = {
  additionalAliases: ["alias"],
  usage: ["spec"],
  origin: ["spec"],
  rotation: ["spec", "origin", "keyStorageMechanism"],
  rotationTrigger: [
    "spec",
    "origin",
    "rotation",
    "dkmsInstanceId",
    "protectionLevel",
    "keyStorageMechanism",
  ],
  keyStorageMechanism: ["dkmsInstanceId"],
  enabled: ["deleteKeyMaterial"],
  deletionPolicy: ["deleteKeyMaterial"],
  keyMaterialExpiry: ["keyMaterial", "keyMaterialDigest"],
};

interface Filled {
  values: Properties;
  secrets: Path[];
  /** Undefined while the cloud is unknown or invalid. */
  cloud?: Cloud;
  missing: [path: Path, rule: string][];
}

function fill(request: CheckRequest, session: Session): Filled {
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
  const { values } = filled;
  const configured = configuredClouds(session.config);
  keep(filled, olds, "cloud");
  values["cloud"] ??=
    session.config.cloud ??
    (configured.length === 1 ? configured[0] : undefined) ??
    null;
  const { cloud } = values;
  if (cloud === null) {
    delete values["cloud"];
    filled.missing.push([
      ["cloud"],
      `required. Set it to ${Object.keys(CLOUDS).join(" or ")}, or set one of them for all new keys: \`pulumi config set cmk:cloud CLOUD\``,
    ]);
  }
  filled.cloud = typeof cloud === "string" ? findCloud(cloud) : undefined;
}

function fillRegion(filled: Filled, olds: Bag, session: Session): void {
  const { values, cloud } = filled;
  if (!cloud) return;
  if (olds.values["cloud"] === cloud.name) keep(filled, olds, "region");
  values["region"] ??= configuredRegion(session.config, cloud) ?? null;
  if (values["region"] !== null) return;
  delete values["region"];
  filled.missing.push([
    ["region"],
    `required. Set it to a region of ${cloud.title}, or set one for all new keys, such as \`pulumi config set cmk:${cloud.name}Region ${cloud.rules.regionExample}\``,
  ]);
}

/**
 * An input that the program leaves out keeps the key's value, against which everything else is checked, in this run and
 * later ones.
 */
function fillImmutable(filled: Filled, olds: Bag): void {
  if (surelyReplaced(olds.values, filled.values).length > 0) return;
  for (const name of Object.keys(validInputs(olds.values, IMMUTABLE)))
    keep(filled, olds, name);
}

/**
 * The changed inputs that replace the key, except those that the old program left to the cloud: only the outputs, which
 * Diff sees, have the key's value of them.
 */
function surelyReplaced(olds: Properties, news: Properties): InputName[] {
  return replacedBy(olds, {}, news).filter(
    (name) => olds[name] !== undefined || !isParameter(name),
  );
}

function isParameter(name: InputName): boolean {
  return (PARAMETER_NAMES as readonly string[]).includes(name);
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

/**
 * Inputs from which a key can be created: all known and valid, with a cloud and a region. Throws RequestError
 * otherwise.
 */
export function resolvedInputs({ values, secrets }: Bag): {
  cloud: Cloud;
  inputs: CmkInputs;
} {
  const open = Object.keys(values).filter((name) => holdsUnknown(values[name]));
  if (open.length > 0)
    throw new RequestError(
      "FAILED_PRECONDITION",
      `a key can't be created or changed while these inputs are unknown: ${open.join(", ")}. Create what they depend on first.`,
    );
  const parsed = cmkInputs.safeParse(values);
  const failures = new CheckFailures(values, secrets);
  failures.addIssues(parsed.error?.issues ?? [], INPUT_NAMES);
  const cloud = findCloud(parsed.data?.cloud ?? "");
  if (!parsed.data || !cloud || parsed.data.region === undefined)
    throw new RequestError(
      "INVALID_ARGUMENT",
      failures.all.map(({ reason }) => reason).join(" ") ||
        "a key can't be made without cloud and region.",
    );
  return { cloud, inputs: parsed.data };
}
