import * as z from "zod";
import type { Cloud } from "../clouds/cloud";
import { CLOUDS } from "../clouds/registry";
import type { CloudRules, SpecRule } from "../clouds/rules";
import { factsOf, type Changes, type Facts } from "../model/facts";
import { cmkInputs, type InputName } from "../model/inputs";
import { worded } from "../resource/values/wording";
import { guideLink } from "./guides";

/** The texts of schema.json and of the docs' tables, generated from the model and from each cloud's rules. */

const EFFECTS: Readonly<Record<Changes, string>> = {
  replace:
    "A change replaces the key: Pulumi creates a new key, and then deletes the old one as its `deletionPolicy` says.",
  update: "A change updates the key in place.",
  state: "A change takes effect when the key is deleted.",
};

const LIMITS: Partial<Record<InputName, (rules: CloudRules) => string>> = {
  spec: ({ specs }) =>
    listSpecs(specs, ({ needs }) => (needs ? ` (with \`${needs}\`)` : "")),
  origin: ({ specs }) => {
    const uncertain = listSpecs(specsThat(specs, "instance"));
    const caveat =
      uncertain && `; if the KMS instance accepts it, also ${uncertain}`;
    return `\`EXTERNAL\` with ${listSpecs(specsThat(specs, true))}${caveat}`;
  },
  alias: ({ alias }) => `${alias.rule}; ${alias.reserved.rule}`,
  additionalAliases: () => "each as `alias`",
  description: ({ description: { max, unit } }) =>
    `at most ${count(max)} ${unit === "bytes" ? "bytes of UTF-8" : "characters"}`,
  rotation: ({ rotation: { minDays, maxDays, wholeDays } }) =>
    `every ${count(minDays)} to ${count(maxDays)} days${wholeDays ? ", in whole days" : ""}`,
  tags: ({ tags }) =>
    `at most ${count(tags.max)}; keys of up to ${count(tags.keyMax)} and values of up to ${count(tags.valueMax)} characters`,
  policy: ({ policy }) =>
    policy ? `at most ${count(policy.maxBytes)} bytes` : "",
  deletionWindowInDays: ({ deletionWindow: { minDays, maxDays } }) =>
    `${count(minDays)} to ${count(maxDays)}`,
  keyMaterial: ({ specs }) =>
    listSpecs(
      withMaterial(specs),
      ({ materialBytes = [] }) => ` (${materialBytes.join(" or ")} bytes)`,
    ),
  keyMaterialExpiry: ({ latestMaterialExpiry }) =>
    latestMaterialExpiry ? `not after ${latestMaterialExpiry}` : "",
};

/** Specs that accept, or may accept, imported material. */
function specsThat(
  specs: CloudRules["specs"],
  external: SpecRule["external"],
): CloudRules["specs"] {
  const such = Object.entries(specs).filter(
    ([, rule]) => rule.external === external,
  );
  return Object.fromEntries(such);
}

function withMaterial(specs: CloudRules["specs"]): CloudRules["specs"] {
  const imported = Object.entries(specs).filter(
    ([, rule]) => rule.materialBytes,
  );
  return Object.fromEntries(imported);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function listSpecs(
  specs: CloudRules["specs"],
  note: (rule: SpecRule) => string = () => "",
): string {
  return Object.entries(specs)
    .map(([name, rule]) => `\`${name}\`${note(rule)}`)
    .join(", ");
}

/** What an absent value means, in words; undefined if there is nothing to say. */
export function defaultOf(facts: Facts): string | undefined {
  if (facts.default !== undefined) return `\`${String(facts.default)}\``;
  return facts.defaultText;
}

/** One cloud's limits for an input, or why the cloud refuses it; "" if it has no rule of its own. */
export function limitOf(name: InputName, cloud: Cloud): string {
  const reason = cloud.rules.refuses[name];
  if (reason !== undefined)
    return `not supported: ${withoutStop(worded(reason))}`;
  return withoutStop(LIMITS[name]?.(cloud.rules) ?? "");
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}

/** Meaning, and the values of a property that has one of a few, or a list of them. */
export function describeOutput(property: z.ZodType): string {
  const { description } = factsOf(property);
  const values = valuesOf(property).map((value) => `\`${value}\``);
  return values.length === 0
    ? description
    : `${description} Values: ${values.join(", ")}.`;
}

/** Meaning, values and default. */
export function describeProperty(property: z.ZodType): string {
  return withDefault(describeOutput(property), factsOf(property));
}

export function withDefault(meaning: string, facts: Facts): string {
  const absent = defaultOf(facts);
  return absent === undefined ? meaning : `${meaning} Default: ${absent}.`;
}

function valuesOf(type: z.core.$ZodType): string[] {
  if (type instanceof z.ZodOptional) return valuesOf(type.unwrap());
  if (type instanceof z.ZodArray) return valuesOf(type.element);
  if (type instanceof z.ZodUnion) return type.options.flatMap(valuesOf);
  if (type instanceof z.ZodEnum) return type.options.map(String);
  if (type instanceof z.ZodTemplateLiteral)
    return [
      type.def.parts
        .map((part) => (typeof part === "string" ? part : "NAME"))
        .join(""),
    ];
  return [];
}

/** Meaning, values, default, each cloud's limits, the effect of a change, and where to read more. */
export function describeInput(name: InputName): string {
  const facts = factsOf(cmkInputs.shape[name]);
  const limits = Object.values(CLOUDS)
    .map((cloud) => ({ cloud, limit: limitOf(name, cloud) }))
    .filter(({ limit }) => limit !== "")
    .map(({ cloud, limit }) => `- ${cloud.title}: ${limit}.`);
  return [
    describeProperty(cmkInputs.shape[name]),
    limits.join("\n"),
    facts.changes ? EFFECTS[facts.changes] : "",
    facts.guide ? `How to: ${guideLink(facts.guide)}.` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Meaning, values, default, and the environment variables that are read if it is not set. */
export function describeSetting(setting: z.ZodType): string {
  const { environment = [] } = factsOf(setting);
  const names = environment.map((name) => `\`${name}\``);
  const text = describeProperty(setting);
  if (names.length === 0) return text;
  const variables =
    names.length === 1
      ? `the environment variable ${names.join("")}`
      : `the first of these environment variables that is set: ${names.join(", ")}`;
  return `${text} If it is not set, ${variables}.`;
}
