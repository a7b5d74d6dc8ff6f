import * as z from "zod";
import { typeFacts } from "../model/facts";

/** A type in Pulumi's schema language. */
export interface TypeSpec {
  type?: "string" | "integer" | "boolean" | "array" | "object";
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
  oneOf?: TypeSpec[];
}

/** An entry under `types`: an enum or an object. */
export interface TypeEntry {
  type: "string" | "object";
  description: string;
  enum?: { name: string; value: string; description?: string }[];
  properties?: Record<string, unknown>;
  required?: string[];
}

/**
 * Whether a program sets a value or reads it. Outputs are plain texts: YAML can't pass an enum on (pulumi-yaml 1.30),
 * and Python's generated functions raise an error for a value that may have two types.
 */
export type Side = "input" | "output";

/** Creates the properties of an object type. The caller passes it, because only the caller can describe them. */
export type DescribeObject = (
  object: z.ZodObject<Record<string, z.ZodType>>,
) => Pick<TypeEntry, "properties" | "required">;

/** Converts zod types to Pulumi's, and collects the enums and objects that schema.json lists by name. */
export class SchemaTypes {
  readonly #entries = new Map<string, TypeEntry>();
  readonly #describeObject: DescribeObject;

  constructor(describeObject: DescribeObject) {
    this.#describeObject = describeObject;
  }

  /** The types named so far, by token, in alphabetical order. */
  entries(): Record<string, TypeEntry> {
    return Object.fromEntries(
      [...this.#entries].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }

  typeOf(schema: z.core.$ZodType, side: Side): TypeSpec {
    if (schema instanceof z.ZodOptional)
      return this.typeOf(schema.unwrap(), side);
    if (schema instanceof z.ZodEnum || schema instanceof z.ZodUnion)
      return side === "input" ? this.#openEnum(schema) : { type: "string" };
    if (schema instanceof z.ZodObject)
      return { type: "object", ...this.#named(schema) };
    if (schema instanceof z.ZodArray)
      return { type: "array", items: this.typeOf(schema.element, side) };
    if (schema instanceof z.ZodRecord)
      return {
        type: "object",
        additionalProperties: this.typeOf(schema.valueType, side),
      };
    if (schema instanceof z.ZodNumber) return { type: "integer" };
    if (schema instanceof z.ZodBoolean) return { type: "boolean" };
    return { type: "string" };
  }

  /** Every text is allowed, so that one key's output can be another one's input; Check reports a wrong one. */
  #openEnum(schema: z.ZodEnum | z.ZodUnion): TypeSpec {
    const options = schema instanceof z.ZodUnion ? schema.options : [schema];
    const known = options.filter((one) => one instanceof z.ZodEnum);
    return {
      oneOf: [
        { type: "string" },
        ...known.map((one) => ({
          type: "string" as const,
          ...this.#named(one),
        })),
      ],
    };
  }

  #named(schema: z.ZodEnum | z.ZodObject): Pick<TypeSpec, "$ref"> {
    const facts = typeFacts.get(schema);
    if (!facts) throw new Error("an enum or object of the model has no name");
    const token = `cmk:index:${facts.name}`;
    if (!this.#entries.has(token))
      this.#entries.set(token, this.#entry(schema, facts.description));
    return { $ref: `#/types/${token}` };
  }

  #entry(schema: z.ZodEnum | z.ZodObject, description: string): TypeEntry {
    if (schema instanceof z.ZodObject)
      return { type: "object", description, ...this.#describeObject(schema) };
    const texts = typeFacts.get(schema)?.values ?? {};
    const values = schema.options.map(String);
    return {
      type: "string",
      description,
      enum: values.map((value) => ({
        name: enumName(value),
        value,
        description: texts[value],
      })),
    };
  }
}

/** `SIGN_VERIFY` as SignVerify, from which each language's generator derives a name in its own style. */
function enumName(value: string): string {
  return value !== value.toUpperCase()
    ? value
    : value
        .split("_")
        .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
        .join("");
}
