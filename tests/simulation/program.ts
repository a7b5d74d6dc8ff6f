import {
  UNKNOWN,
  type Bag,
  type Path,
  type Properties,
  type Value,
} from "../../provider/resource/values/properties";

/** An output of another resource of the program as an input: `{ "$output": ["orders", "description"] }`. */
export interface OutputReference {
  $output: [resource: string, property: string];
}

/** An input that the program marks as secret. */
export interface SecretValue {
  $secret: string;
}

export interface ResourceOptions {
  protect?: boolean;
  retainOnDelete?: boolean;
  deleteBeforeReplace?: boolean;
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
  /** Former names. */
  aliases?: string[];
  dependsOn?: string[];
  deletedWith?: string;
  /** The id of a key that is taken over. */
  import?: string;
  /** The provider resource's name. */
  provider?: string;
}

export type InputValue = Value | OutputReference | SecretValue;

export interface Declaration {
  name: string;
  inputs: Record<string, InputValue>;
  options?: ResourceOptions;
  /** Reads a key that is another's, as `Cmk.get(name, id)`. */
  get?: string;
}

/** A program: its resources in an order in which each can be made. */
export type Program = readonly Declaration[];

export const DEFAULT_PROVIDER = "default";
/** A provider resource for other regions. */
export const ELSEWHERE = "elsewhere";

export interface ResolvedInputs {
  bag: Bag;
  /** The resources whose outputs stand in each input. */
  propertyDependencies: Record<string, string[]>;
}

/** Whose outputs a declaration needs, and what it waits for. */
export function dependenciesOf({ inputs, options }: Declaration): string[] {
  const needed = Object.values(inputs).flatMap((value) =>
    isReference(value) ? [value.$output[0]] : [],
  );
  const waited = [...(options?.dependsOn ?? []), options?.deletedWith].filter(
    (name) => name !== undefined,
  );
  return [...new Set([...needed, ...waited])];
}

/** The inputs with the outputs of others in their places; `outputOf` gives undefined for one that is absent. */
export function resolveInputs(
  { inputs }: Declaration,
  outputOf: (resource: string, property: string) => Value | undefined,
): ResolvedInputs {
  const values: Properties = {};
  const secrets: Path[] = [];
  const propertyDependencies: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(inputs)) {
    if (isReference(value)) {
      const [resource, property] = value.$output;
      propertyDependencies[name] = [resource];
      const output = outputOf(resource, property);
      if (output !== undefined) values[name] = output;
    } else if (isSecret(value)) {
      values[name] = value.$secret;
      secrets.push([name]);
    } else values[name] = value;
  }
  return { bag: { values, secrets }, propertyDependencies };
}

export function isReference(value: InputValue): value is OutputReference {
  return typeof value === "object" && value !== null && "$output" in value;
}

export function isSecret(value: InputValue): value is SecretValue {
  return typeof value === "object" && value !== null && "$secret" in value;
}

export { UNKNOWN };
