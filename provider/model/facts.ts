import * as z from "zod";

/**
 * How a changed input reaches the key: by a new key, by a call on the key, or by a value in the state that Delete
 * reads.
 */
export type Changes = "replace" | "update" | "state";

/** A page of docs/how-to, by its file name. */
export type Guide =
  | "bring-your-own-key"
  | "dedicated-hsm"
  | "guarding-against-destruction"
  | "key-ceremony"
  | "moving-between-clouds"
  | "rotation";

/** What the zod types can't express about a property. Check, Diff, the schema and the docs read it. */
export interface Facts {
  /** The meaning, in one or two sentences. Defaults, limits and the effect of a change are added from the data. */
  description: string;
  changes?: Changes;
  /** Always stored as a secret, whether or not the program marks it. */
  secret?: boolean;
  /** What an absent value means. Undefined if the cloud decides. */
  default?: string | number | boolean;
  /** The default in words, if it is not a constant. */
  defaultText?: string;
  /** The how-to page that explains it. */
  guide?: Guide;
  /** The environment variables that replace a provider setting; for docs only. */
  environment?: readonly string[];
}

export const facts = z.registry<Facts>();

/** Name and description of an object or enum type that schema.json lists under `types`. */
export interface TypeFacts {
  name: string;
  description: string;
  /** A description for each enum value, or none. */
  values?: Readonly<Record<string, string>>;
}

export const typeFacts = z.registry<TypeFacts>();

/** The facts of a property. Every property of the model has some. */
export function factsOf(property: z.ZodType): Facts {
  const found = facts.get(property);
  if (!found) throw new Error("a property of the model has no facts");
  return found;
}
