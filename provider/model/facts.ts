import * as z from "zod";

/** How a changed input reaches the key: a new key, a call on the key, or a note in the state that Delete reads. */
export type Changes = "replace" | "update" | "state";

/** A page of docs/how-to, by the name of its file. */
export type Guide =
  | "bring-your-own-key"
  | "dedicated-hsm"
  | "guarding-against-destruction"
  | "moving-between-clouds"
  | "rotation";

/** What the zod types can't say about a property; read by Check, Diff, the schema and the docs. */
export interface Facts {
  /** One or two sentences: what it means. Defaults, limits and the effect of a change are added from the data. */
  description: string;
  changes?: Changes;
  /** Always kept as a secret, whether the program marks it or not. */
  secret?: boolean;
  /** What an absent value means. Absent where the cloud decides. */
  default?: string | number | boolean;
  /** The default in words, where it is no constant. */
  defaultText?: string;
  /** The how-to page that tells more. */
  guide?: Guide;
  /** The environment variables that stand in for a provider setting, for docs only. */
  environment?: readonly string[];
}

export const facts = z.registry<Facts>();

/** Name and text of an object or enum type that schema.json lists under `types`. */
export interface TypeFacts {
  name: string;
  description: string;
  /** Text per enum value or none. */
  values?: Readonly<Record<string, string>>;
}

export const typeFacts = z.registry<TypeFacts>();

/** The facts of a property; every property of the model has some. */
export function factsOf(property: z.ZodType): Facts {
  const found = facts.get(property);
  if (!found) throw new Error("a property of the model has no facts");
  return found;
}
