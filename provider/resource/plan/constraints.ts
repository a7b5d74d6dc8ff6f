import type { Cloud } from "../../clouds/cloud";
import {
  nativeFor,
  nativeName,
  nativeNames,
  nativeUsages,
} from "../../clouds/rules";
import { INPUT_NAMES, type InputName, MATERIAL } from "../../model/inputs";
import { regionRule } from "../values/regions";
import { isNative, specRule } from "../values/spec";
import type { CheckFailures } from "../values/failures";
import { namePlaces } from "../values/names";
import { namesNear } from "../values/near";
import { worded } from "../values/wording";
import { stringifiedOutputs } from "./output-text";
import { doubledMember } from "./policy";
import {
  instanceRotation,
  rotation,
  rotationTrigger,
  storageMechanism,
} from "./rotation-constraints";
import {
  hasAlready,
  specOf,
  checkedInputs,
  type CheckedInputs,
} from "./checked-inputs";

/**
 * Holds inputs against the cloud's rules. What a key has in the state the cloud has accepted, whatever our tables say, and
 * Check accepts what Read returns: a rule that the state breaks with the same value is not held against the program.
 */
export function checkConstraints(checked: CheckedInputs): void {
  const { failures, olds, values } = checked;
  const found = failures.about(values);
  for (const constraint of CONSTRAINTS)
    constraint({ ...checked, failures: found });
  const accepted = failures.about(olds);
  if (!found.isEmpty && Object.keys(olds).length > 0) {
    const warn = () => undefined;
    const state = { ...checked, values: olds, failures: accepted, warn };
    for (const constraint of CONSTRAINTS) constraint(checkedInputs(state));
  }
  failures.take(found, accepted);
}

const CONSTRAINTS: readonly ((checked: CheckedInputs) => void)[] = [
  region,
  refusedInputs,
  stringifiedOutputs,
  spec,
  usage,
  origin,
  aliases,
  description,
  rotation,
  storageMechanism,
  instanceRotation,
  rotationTrigger,
  tags,
  policy,
  deletion,
  keyMaterial,
];

function region({ cloud, known, failures, settings }: CheckedInputs): void {
  if (known.region === undefined) return;
  const isSecret = failures.isSecret(["region"]);
  const rule = regionRule(cloud, known.region, settings, isSecret);
  if (rule !== undefined) failures.add(["region"], rule);
}

function refusedInputs({ cloud, values, failures }: CheckedInputs): void {
  for (const name of INPUT_NAMES) {
    const remedy = cloud.rules.refuses[name];
    const value = values[name];
    // `false` and an empty list ask for nothing, so that one program can serve both clouds.
    const asked =
      value !== undefined &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0);
    if (remedy !== undefined && asked)
      failures.add(
        [name],
        `not for ${cloud.title}: ${worded(remedy).replace(/\.$/, "")}`,
      );
  }
}

function spec({ cloud, known, present, failures, warn }: CheckedInputs): void {
  if (known.spec === undefined) return;
  if (isNative(known.spec)) {
    warn(
      `spec ${failures.quote("spec")} is passed to ${cloud.title} unchecked: this provider can't check in advance whether it fits the other inputs.${meantNative(cloud, known.spec, failures)}`,
    );
    return;
  }
  const rule = specRule(cloud.rules, known.spec);
  if (!rule)
    failures.add(
      ["spec"],
      `${cloud.title} has no such spec; it has ${Object.keys(cloud.rules.specs).join(", ")}, and native:NAME passes its own names on`,
    );
  else if (rule.needs && !present.has(rule.needs))
    failures.add(["spec"], `on ${cloud.title} this spec needs ${rule.needs}`);
  else if (
    rule.regions &&
    known.region !== undefined &&
    !rule.regions.pattern.test(known.region)
  )
    failures.add(
      ["spec"],
      `${cloud.title} has it in ${rule.regions.rule} only, and not in ${failures.quote("region")}`,
    );
}

/** What an unknown native name was probably meant to be; it may as well be newer than this provider. */
function meantNative(
  { rules, title }: Cloud,
  spec: string,
  failures: CheckFailures,
): string {
  const name = nativeName(spec) ?? "";
  const names = nativeNames(rules.specs);
  if (names.includes(name) || failures.isSecret(["spec"])) return "";
  const near = namesNear(name, names).map((other) => `native:${other}`);
  return near.length === 0
    ? ""
    : ` ${title} has no ${name} that this provider knows; did you mean ${near.join(" or ")}?`;
}

function usage({ cloud, known, present, failures }: CheckedInputs): void {
  const spec = specOf(known, present);
  if (known.usage === undefined || spec === undefined) return;
  const { specs } = cloud.rules;
  const rule = specRule(cloud.rules, spec);
  if (!rule || nativeFor(specs, spec, known.usage) !== undefined) return;
  const name = nativeName(spec);
  const usages =
    name === undefined ? Object.keys(rule.native) : nativeUsages(specs, name);
  const others = Object.keys(specs).filter((other) =>
    nativeFor(specs, other, known.usage ?? "ENCRYPT_DECRYPT"),
  );
  failures.add(
    ["usage"],
    `${failures.quote("spec", spec)} on ${cloud.title} can be used for ${usages.join(" or ")} only; specs for ${failures.quote("usage")} are ${others.join(", ")}`,
  );
}

function origin(checked: CheckedInputs): void {
  const { cloud, known, present, olds, failures, warn } = checked;
  if (known.origin !== "EXTERNAL") return;
  const name = specOf(known, present);
  const external = specRule(cloud.rules, name ?? "")?.external;
  if (
    external === false ||
    (external === "instance" && !present.has("dkmsInstanceId"))
  )
    failures.add(
      ["origin"],
      `${cloud.title} does not accept imported key material for spec ${failures.quote("spec", name)}${external === "instance" ? " without dkmsInstanceId" : ""}`,
    );
  else if (external === "instance")
    warn(
      `${cloud.title}'s documentation disagrees on whether spec ${String(name)} may have origin EXTERNAL; it may refuse the key.`,
    );
  if (MATERIAL.some((one) => present.has(one))) return;
  // The inputs don't show whether an existing key has material: Update's preview reports what one without it refuses.
  if (Object.keys(olds).length > 0 && known.deleteKeyMaterial !== true) return;
  if (known.enabled === false)
    failures.add(
      ["enabled"],
      "an EXTERNAL key without key material waits for its import and can't be disabled",
    );
  if (known.deletionPolicy === "DISABLE")
    failures.add(
      ["deletionPolicy"],
      "an EXTERNAL key without key material waits for its import and can't be disabled",
    );
}

function deletion({ cloud, known, failures }: CheckedInputs): void {
  const { minDays, maxDays } = cloud.rules.deletionWindow;
  const days = known.deletionWindowInDays;
  if (days !== undefined && (days < minDays || days > maxDays))
    failures.add(
      ["deletionWindowInDays"],
      `${cloud.title} waits ${String(minDays)} to ${String(maxDays)} days`,
    );
}

const WITH_MATERIAL = ["keyMaterialExpiry", "keyMaterialDigest"] as const;

function keyMaterial(checked: CheckedInputs): void {
  const { cloud, known, present, failures } = checked;
  const external = known.origin === "EXTERNAL";
  const originIsKnown = known.origin !== undefined || !present.has("origin");
  if (originIsKnown && !external) {
    // The file's digest is Check's own.
    const others: InputName[] = present.has("keyMaterialFile")
      ? ["keyMaterialExpiry"]
      : ["keyMaterialDigest", "keyMaterialExpiry"];
    const asked = [...MATERIAL, ...others].filter((name) => present.has(name));
    // `false` asks for nothing, and an unknown value may be `false`.
    const deletes = known.deleteKeyMaterial === true;
    for (const name of [...asked, ...(deletes ? ["deleteKeyMaterial"] : [])])
      failures.add([name], "only keys of origin EXTERNAL take it");
    return;
  }
  const material = MATERIAL.find((one) => present.has(one));
  if (known.deleteKeyMaterial === true && material !== undefined)
    failures.add(
      ["deleteKeyMaterial"],
      `${material} contradicts it; remove one of them`,
    );
  if (MATERIAL.every((one) => present.has(one)))
    failures.add(
      ["keyMaterialFile"],
      "keyMaterial is also set; remove one of them",
    );
  for (const dependent of WITH_MATERIAL)
    if (present.has(dependent) && material === undefined)
      failures.add([dependent], `needs ${MATERIAL.join(" or ")} beside it`);
  if (material !== undefined) checkExpiry(checked);
  const name = specOf(known, present);
  const sizes = specRule(cloud.rules, name ?? "")?.materialBytes;
  if (known.keyMaterial === undefined || !external || !sizes) return;
  const size = Buffer.from(known.keyMaterial, "base64").length;
  if (!sizes.includes(size))
    failures.add(
      ["keyMaterial"],
      `must be base64 of ${sizes.join(" or ")} bytes for spec ${failures.quote("spec", name)} on ${cloud.title}, and is base64 of ${String(size)}`,
    );
}

/** The clouds refuse it too, but only after the key has been created. */
function checkExpiry(checked: CheckedInputs): void {
  const { cloud, known, failures } = checked;
  // Nothing is imported then.
  if (hasAlready(checked, ["keyMaterial", ...WITH_MATERIAL])) return;
  const expiry = Date.parse(known.keyMaterialExpiry ?? "");
  const latest = cloud.rules.latestMaterialExpiry;
  if (expiry <= Date.now())
    failures.add(["keyMaterialExpiry"], "must be in the future");
  if (latest !== undefined && expiry > Date.parse(latest))
    failures.add(
      ["keyMaterialExpiry"],
      `${cloud.title} accepts no date after ${latest}`,
    );
}

function aliases({ cloud, values, failures }: CheckedInputs): void {
  const rule = cloud.rules.alias;
  const places = namePlaces(values).filter(
    ([[input]]) => !Object.hasOwn(cloud.rules.refuses, String(input)),
  );
  const seen = new Set<string>();
  for (const [path, name] of places) {
    if (seen.has(name))
      failures.add(
        path,
        values["alias"] === name
          ? "that is its alias already; leave it out here"
          : "it is in the list twice; leave one of them out",
      );
    else if (name.startsWith("alias/"))
      failures.add(
        path,
        "leave out alias/; it is added where the cloud requires it",
      );
    else if ([...name].length > rule.max || !rule.pattern.test(name))
      failures.add(path, `on ${cloud.title} an alias is ${rule.rule}`);
    else if (rule.reserved.pattern.test(name))
      failures.add(path, `${rule.reserved.rule} (${cloud.title})`);
    seen.add(name);
  }
}

function description({ cloud, known, failures }: CheckedInputs): void {
  const { max, unit } = cloud.rules.description;
  const text = known.description ?? "";
  const length = unit === "bytes" ? Buffer.byteLength(text) : [...text].length;
  if (length > max)
    failures.add(
      ["description"],
      `${cloud.title} takes at most ${String(max)} ${unit === "bytes" ? "bytes of UTF-8" : "characters"}, this has ${String(length)}`,
    );
}

function tags({ cloud, known, failures }: CheckedInputs): void {
  const rule = cloud.rules.tags;
  const entries = Object.entries(known.tags ?? {});
  if (entries.length > rule.max)
    failures.add(
      ["tags"],
      `${cloud.title} takes at most ${String(rule.max)} tags, these are ${String(entries.length)} with the provider's defaultTags`,
    );
  for (const [key, value] of entries) {
    const path = ["tags", key];
    const begins = (prefix: string) =>
      key.toLowerCase().startsWith(prefix.toLowerCase());
    const reserved = rule.reservedPrefixes.find(begins);
    if (reserved !== undefined)
      failures.add(
        path,
        `keys that begin with ${reserved} are reserved for ${cloud.title}`,
      );
    else if (begins(rule.providerPrefix))
      failures.add(
        path,
        `keys that begin with ${rule.providerPrefix} are reserved for this provider`,
      );
    else if (
      key === "" ||
      [...key].length > rule.keyMax ||
      !rule.pattern.test(key)
    )
      failures.add(
        path,
        `the key must be 1 to ${String(rule.keyMax)} characters: ${rule.rule} (${cloud.title})`,
      );
    if (value === "" && !rule.emptyValue)
      failures.add(path, `${cloud.title} does not allow empty values`);
    else if (
      [...value].length > rule.valueMax ||
      (value !== "" && !rule.pattern.test(value))
    )
      failures.add(
        path,
        `the value must be at most ${String(rule.valueMax)} characters: ${rule.rule} (${cloud.title})`,
      );
  }
}

function policy({ cloud, known, present, failures }: CheckedInputs): void {
  const rule = cloud.rules.policy;
  if (known.policy === undefined || !rule) return;
  if (Buffer.byteLength(known.policy) > rule.maxBytes)
    failures.add(
      ["policy"],
      `${cloud.title} takes at most ${String(rule.maxBytes)} bytes`,
    );
  const doubled = isJsonObject(known.policy)
    ? doubledMember(known.policy)
    : undefined;
  if (!isJsonObject(known.policy))
    failures.add(["policy"], "must be the JSON text of an object");
  else if (doubled !== undefined)
    failures.add(
      ["policy"],
      `an object in it has ${failures.isSecret(["policy"]) ? "a member" : `the member ${JSON.stringify(doubled)}`} twice, and only one of them counts`,
    );
  if (!present.has(rule.needs))
    failures.add(
      ["policy"],
      `on ${cloud.title} only keys with ${rule.needs} have a policy`,
    );
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
