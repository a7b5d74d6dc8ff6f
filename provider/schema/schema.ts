import * as z from "zod";
import { factsOf } from "../model/facts";
import {
  cmkView,
  FUNCTIONS,
  listInputs,
  type FunctionToken,
} from "../model/functions";
import { cmkInputs, type InputName } from "../model/inputs";
import { ALWAYS_SET, cmkOutputs } from "../model/outputs";
import { config } from "../resource/values/settings";
import { PACKAGE } from "./package";
import {
  describeInput,
  describeOutput,
  describeProperty,
  describeSetting,
} from "./text";
import { SchemaTypes, type Side, type TypeSpec } from "./types";

/** A property in Pulumi's schema language. */
export interface PropertySpec extends TypeSpec {
  description: string;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

type Model = z.ZodObject<Record<string, z.ZodType>>;
type Properties = Record<string, PropertySpec>;
type Describe = (property: z.ZodType, name: string) => string;

const RESOURCE = "cmk:index:Cmk";

/** An entry with its own page in the docs. */
export type PageToken = typeof RESOURCE | FunctionToken;

/** Package metadata that is not part of the model. */
export interface PackageTexts {
  version: string;
  /** Markdown: description, examples, import. */
  pages: Readonly<Record<PageToken, string>>;
}

/**
 * All of schema.json. It states defaults in words only, because an SDK would send a default as if the program had set
 * it, and a key must keep its value when its input is removed. It names no environment variables for provider settings
 * either, because SDKs would store their values in the state.
 */
export function packageSchema({ version, pages }: PackageTexts): object {
  const types = new SchemaTypes((object) =>
    objectSpec(object, KEYS.includes(object) ? "output" : "input"),
  );

  function properties(
    object: Model,
    describe: Describe,
    side: Side,
  ): Properties {
    return Object.fromEntries(
      Object.entries(object.shape).map(([name, property]) => {
        const spec: PropertySpec = {
          ...types.typeOf(property, side),
          description: describe(property, name),
          secret: factsOf(property).secret,
        };
        return [name, spec];
      }),
    );
  }

  function objectSpec(object: Model, side: Side) {
    return {
      properties: properties(object, textOf(object), side),
      required: Object.entries(object.shape)
        .filter(([name, property]) => isRequired(object, name, property))
        .map(([name]) => name),
    };
  }

  const settings = properties(config, describeSetting, "input");
  const functions = Object.fromEntries(
    Object.entries(FUNCTIONS).map(([token, shapes]) => [
      token,
      {
        description: pages[token as FunctionToken],
        inputs: objectSpec(shapes.arguments, "input"),
        outputs: objectSpec(shapes.result, "output"),
      },
    ]),
  );
  const cmk = {
    description: pages[RESOURCE],
    inputProperties: inputProperties(
      properties(cmkInputs, describeAsInput, "input"),
    ),
    ...objectSpec(cmkOutputs, "output"),
    // Plain texts: `pulumi do` of 3.259 makes no flag of a property that may have two types.
    listInputs: objectSpec(listInputs, "output"),
  };
  return {
    ...PACKAGE,
    version,
    config: { variables: settings },
    types: types.entries(),
    provider: {
      description:
        "The clouds to create keys on, and the credentials for them. Credentials that are not set come from each cloud's environment variables, files and roles.",
      inputProperties: settings,
    },
    resources: { [RESOURCE]: cmk },
    functions,
  };
}

const KEYS: readonly Model[] = [cmkOutputs, cmkView];

/** Outputs describe the key, so the meaning of an absent input does not apply to them. */
function textOf(object: Model): Describe {
  return KEYS.includes(object) ? describeOutput : describeProperty;
}

/** The model's inputs are optional, but some are always present as outputs. */
function isRequired(object: Model, name: string, property: z.ZodType): boolean {
  const alwaysSet: readonly string[] = KEYS.includes(object) ? ALWAYS_SET : [];
  return alwaysSet.includes(name) || !(property instanceof z.ZodOptional);
}

function describeAsInput(_: z.ZodType, name: string): string {
  return describeInput(name as InputName);
}

/** Marks what replaces the key, for readers only. If the engine enforced it, unknown values would replace keys too. */
function inputProperties(properties: Properties): Properties {
  for (const [name, property] of Object.entries(properties)) {
    const { changes } = factsOf(cmkInputs.shape[name as InputName]);
    if (changes === "replace") property.willReplaceOnChanges = true;
  }
  return properties;
}
