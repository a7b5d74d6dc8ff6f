import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../clouds/cloud";
import { type InputName, MATERIAL } from "../../model/inputs";
import type { OldKey } from "../session/run-history";
import type { Session } from "../session/session";
import { shortText } from "../values/failures";
import { findCloud, placeOf } from "../values/id";
import { ownerIdOf, tokenIn } from "../values/owner";
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
  type Properties,
  type Value,
} from "../values/properties";
import type { CallHost, CreateRequest } from "../values/requests";
import { diff } from "./diff";
import { isKept } from "./material";

/**
 * What a replacement changes although the engine's diff doesn't show it: that compares the program with the old key, by
 * the rules of an update.
 */
export function warnOfUnshown(
  { urn, inputs }: Pick<CreateRequest, "urn" | "inputs">,
  old: OldKey,
  session: Session,
  host: CallHost,
): void {
  const aliasIsGiven = session.history.givesAlias(urn);
  const unignored = unignoredChanges(old, inputs, aliasIsGiven);
  if (unignored.length > 0)
    host.log(
      "warning",
      `The option ignoreChanges doesn't hold for the new key, which gets from the program: ${texts(unignored)}. To keep what the old key has, write that into the program.`,
    );
  const told = unignored.map(({ name }) => name);
  const kept = [
    ...(aliasIsGiven ? [] : keptAlias(urn, old, inputs.values, session)),
    ...keptInputs(old, inputs.values),
  ].filter(({ name }) => !told.includes(name));
  if (kept.length === 0) return;
  const whole = kept.some(({ text }) => text.includes("…"))
    ? " The state has the whole value: `pulumi stack export`."
    : "";
  host.log(
    "warning",
    `The program leaves out what the old key has, and the new key doesn't get that: ${texts(kept)}. To keep it, write it into the program.${whole}`,
  );
}

interface Unshown {
  name: string;
  text: string;
}

function texts(all: readonly Unshown[]): string {
  return [...new Set(all.map(({ text }) => text))].join(", ");
}

/**
 * A replacement is compared with ignoreChanges, and made without: the engine gives the program's own values to the new
 * key. So this tells the others, without what the old key has: an import may have read that from the cloud, where
 * nothing marks it as secret.
 */
function unignoredChanges(
  { id, inputs: old, ignoreChanges = [] }: OldKey,
  inputs: Bag,
  aliasIsGiven: boolean,
): Unshown[] {
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
  return Object.keys(detailed).flatMap((name) => {
    const path: Path = parsePath(name) ?? [name];
    const [before, after] = [shown, inputs.values].map((values) =>
      valueAt(values, path),
    );
    // An unknown value always differs, in a diff.
    if (isDeepStrictEqual(before, after)) return [];
    // The next run generates another one.
    if (name === "alias" && !aliasIsGiven && after !== undefined)
      return [{ name, text: "a generated alias" }];
    const text = touchesSecret(secrets, path)
      ? formatPath(outsideOfSecrets(secrets, path))
      : `${name} (${textOf(after)})`;
    return [{ name, text }];
  });
}

/**
 * Check keeps the alias of a key that must have one. One that was generated for the resource is for this key alone, and a
 * new key's is expected to be another.
 */
function keptAlias(
  urn: string,
  old: OldKey,
  news: Properties,
  session: Session,
): Unshown[] {
  const alias = valueOf(old, "alias");
  const isGenerated =
    typeof alias === "string" &&
    tokenIn(alias, ownerIdOf(session.providerId, urn)) !== undefined;
  const cloud = cloudOf(news);
  const isKeptByCheck =
    cloud?.rules.alias.count === "one" &&
    cloud.name === (placeOf(old.id).cloud ?? old.inputs.values["cloud"]);
  return isKeptByCheck && !isGenerated && alias !== news["alias"]
    ? unshown(old, "alias", "a generated one")
    : [];
}

/** What the old key keeps of inputs that the program doesn't give, whether an update before has removed them or not. */
function keptInputs(old: OldKey, news: Properties): Unshown[] {
  const cloud = cloudOf(news);
  const needs = cloud?.rules.policy?.needs;
  const policy =
    needs !== undefined && (news[needs] ?? null) !== null
      ? unshown(old, "policy", `the default one of ${String(cloud?.title)}`)
      : [];
  const material =
    news["origin"] === "EXTERNAL" && hadMaterial(old)
      ? [
          {
            name: materialName(old),
            text: `${materialName(old)} (none: it can't be used until its material is imported)`,
          },
          ...unshown(old, "keyMaterialExpiry", "none"),
        ]
      : [];
  return [...policy, ...material].filter(({ name }) => isKept(name, news));
}

function hadMaterial(old: OldKey): boolean {
  return (
    valueOf(old, "origin") === "EXTERNAL" &&
    valueOf(old, "keyState") !== "PendingImport"
  );
}

/** The program may have given it in an earlier update only, or never: then somebody has imported it. */
function materialName({ inputs }: OldKey): InputName {
  return (
    MATERIAL.find((name) => inputs.values[name] !== undefined) ?? "keyMaterial"
  );
}

function unshown(
  old: OldKey,
  name: InputName,
  instead: string,
): { name: InputName; text: string }[] {
  const value = valueOf(old, name);
  if (value === undefined) return [];
  const secrets = [...old.inputs.secrets, ...(old.outputs?.secrets ?? [])];
  const text = touchesSecret(secrets, [name])
    ? instead
    : `${instead} instead of ${textOf(value)}`;
  return [{ name, text: `${name} (${text})` }];
}

/** The outputs have what is in force: an update that failed may have left other inputs. */
function valueOf({ inputs, outputs }: OldKey, name: string): Value | undefined {
  return outputs?.values[name] ?? inputs.values[name] ?? undefined;
}

function cloudOf({ cloud }: Properties): Cloud | undefined {
  return typeof cloud === "string" ? findCloud(cloud) : undefined;
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return "none";
  if (isUnknown(value)) return "a value that is not known yet";
  return shortText(value);
}
