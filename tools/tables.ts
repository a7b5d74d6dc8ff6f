import * as z from "zod";
import type { Cloud } from "../provider/clouds/cloud";
import { CLOUDS } from "../provider/clouds/registry";
import type { SpecRule } from "../provider/clouds/rules";
import { factsOf, typeFacts, type Changes } from "../provider/model/facts";
import { cmkInputs, INPUT_NAMES } from "../provider/model/inputs";
import { cmkView, FUNCTIONS } from "../provider/model/functions";
import { cmkFacts, cmkOutputs } from "../provider/model/outputs";
import { keyState, namedSpec } from "../provider/model/types";
import { config } from "../provider/resource/values/settings";
import {
  describeProperty,
  limitOf,
  withDefault,
} from "../provider/schema/text";
import { EMULATOR_TABLES } from "./emulator-tables";
import { ERROR_TABLES } from "./errors/tables";
import { code, table } from "./markdown";

const clouds = Object.values(CLOUDS);

/** The inputs whose change acts in one way. Their values have tables of their own. */
function inputs(changes: Changes): string {
  const rows = INPUT_NAMES.map(
    (name) => [name, factsOf(cmkInputs.shape[name])] as const,
  )
    .filter(([, facts]) => facts.changes === changes)
    .map(([name, facts]) => [
      code(name),
      withDefault(facts.description, facts),
    ]);
  return table(["Input", "Meaning"], rows);
}

function limits(): string {
  const rows = INPUT_NAMES.map((name) => [
    code(name),
    ...clouds.map((cloud) => limitOf(name, cloud)),
  ]).filter(([, ...limits]) => limits.some((limit) => limit !== ""));
  return table(["Input", ...clouds.map(({ title }) => title)], rows);
}

function outputs(): string {
  return properties("Output", cmkFacts.shape);
}

type Shape = Readonly<Record<string, z.ZodType>>;

const SHAPES: Readonly<Record<string, { arguments: Shape; result: Shape }>> =
  Object.fromEntries(
    Object.entries(FUNCTIONS).map(([token, shapes]) => [
      token.split(":")[2] ?? token,
      { arguments: shapes.arguments.shape, result: shapes.result.shape },
    ]),
  );

/** What all functions on one key take. */
function keyArguments(): string {
  return properties("Argument", SHAPES["getKeyVersions"]?.arguments ?? {});
}

/** What a function takes besides. */
function ownArguments(name: string): string {
  const common = name === "getCmks" ? {} : SHAPES["getKeyVersions"]?.arguments;
  return properties(
    "Argument",
    without(SHAPES[name]?.arguments ?? {}, common ?? {}),
  );
}

/** What getCmk returns besides the outputs of a Cmk. */
function keyResults(): string {
  return properties("Output", without(cmkView.shape, cmkOutputs.shape));
}

function results(name: string): string {
  const rows = Object.entries(SHAPES[name]?.result ?? {}).flatMap(
    ([output, property]) => [
      [output, property] as const,
      ...Object.entries(partsOf(property)).map(
        ([part, each]) => [`${output}[].${part}`, each] as const,
      ),
    ],
  );
  return properties("Output", Object.fromEntries(rows));
}

/** The properties of a list's items. */
function partsOf(property: z.ZodType): Shape {
  return property instanceof z.ZodArray &&
    property.element instanceof z.ZodObject
    ? property.element.shape
    : {};
}

function without(shape: Shape, others: Shape): Shape {
  return Object.fromEntries(
    Object.entries(shape).filter(([name]) => !(name in others)),
  );
}

function properties(head: string, shape: Shape): string {
  const rows = Object.entries(shape).map(([name, property]) => [
    code(name),
    describeProperty(property),
  ]);
  return table([head, "Meaning"], rows);
}

/** The values of inputs that take one of a few. Specs have a table of their own. */
function inputValues(): string {
  const rows = Object.entries(cmkInputs.shape)
    .filter(([name]) => name !== "cloud" && name !== "spec")
    .flatMap(([name, property]) => {
      const type =
        property instanceof z.ZodOptional ? property.unwrap() : property;
      const meanings = typeFacts.get(type as z.ZodType)?.values ?? {};
      return Object.entries(meanings).map(([value, meaning]) => [
        code(name),
        code(value),
        meaning,
      ]);
    });
  return table(["Input", "Value", "Meaning"], rows);
}

function settings(): string {
  const rows = Object.entries(config.shape).map(([name, property]) => {
    const facts = factsOf(property);
    const variables = (facts.environment ?? []).map(code).join(", ");
    return [
      code(`cmk:${name}`),
      [
        describeProperty(property),
        facts.secret ? "Secret." : "",
        variables && `Environment variables: ${variables}.`,
      ]
        .filter(Boolean)
        .join(" "),
    ];
  });
  return table(["Config key", "Meaning"], rows);
}

/** What the vendor calls a spec, by what the key is for. */
function nativeNames(rule: SpecRule | undefined): string {
  if (!rule) return "";
  const names = Object.values(rule.native).map(code);
  const needs = rule.needs ? ` with ${code(rule.needs)}` : "";
  return `${[...new Set(names)].join(", ")}${needs}`;
}

function specs(): string {
  const meanings = typeFacts.get(namedSpec)?.values ?? {};
  const rows = namedSpec.options.map((name) => [
    code(name),
    meanings[name] ?? "",
    ...clouds.map((cloud: Cloud) => nativeNames(cloud.rules.specs[name])),
  ]);
  return table(["Spec", "Meaning", ...clouds.map(({ title }) => title)], rows);
}

function keyStates(): string {
  const meanings = typeFacts.get(keyState)?.values ?? {};
  const rows = keyState.options.map((name) => [
    code(name),
    meanings[name] ?? "",
  ]);
  return table(["`keyState`", "Meaning"], rows);
}

/** How long own material is. */
function materialBytes({ materialBytes, needs }: Partial<SpecRule>): string {
  if (!materialBytes) return "";
  const length = `${materialBytes.join(" or ")} bytes`;
  return needs ? `${length}, with ${code(needs)}` : length;
}

function material(): string {
  const rows = namedSpec.options
    .map((name) => [
      code(name),
      ...clouds.map(({ rules }) => materialBytes(rules.specs[name] ?? {})),
    ])
    .filter(([, ...lengths]) => lengths.some((length) => length !== ""));
  return table(["Spec", ...clouds.map(({ title }) => title)], rows);
}

const TABLES: Readonly<Record<string, () => string>> = {
  inputsThatReplace: () => inputs("replace"),
  inputsOnTheKey: () => inputs("update"),
  inputsAtDeletion: () => inputs("state"),
  limits,
  outputs,
  settings,
  inputValues,
  specs,
  material,
  keyStates,
  keyArguments,
  getCmkArguments: () => ownArguments("getCmk"),
  getCmksArguments: () => ownArguments("getCmks"),
  keyResults,
  getKeyVersionsResults: () => results("getKeyVersions"),
  getPublicKeyResults: () => results("getPublicKey"),
  ...ERROR_TABLES,
  ...EMULATOR_TABLES,
};

/** A Markdown text with the tables between its `<!-- table NAME -->` and `<!-- end -->` as the model has them now. */
export function withTables(markdown: string): string {
  return markdown.replace(
    /(<!-- table (\w+) -->\n).*?(<!-- end -->)/gs,
    (_, begin: string, name: string, end: string) => {
      const make = TABLES[name];
      if (!make) throw new Error(`there is no table ${name}`);
      return `${begin}\n${make()}\n\n${end}`;
    },
  );
}
