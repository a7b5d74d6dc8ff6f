/** Property values as the resource layer sees them: plain JavaScript, with unknowns as one marker, secrets as paths. */

/** Stands where a value is not known yet (preview, or a replaced dependency in a real update). */
export class Unknown {
  static readonly value = new Unknown();
  private constructor() {}
  toJSON(): string {
    return "<unknown>";
  }
}
export const UNKNOWN = Unknown.value;

export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | Value[]
  | { [name: string]: Value };
export type Properties = { [name: string]: Value };

export type Path = readonly (string | number)[];

/** Properties with the paths at which a secret was wrapped; `[]` as a path would be all of it. */
export interface Bag {
  readonly values: Properties;
  readonly secrets: readonly Path[];
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Whether an unknown stands at the value itself or anywhere inside it. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some(holdsUnknown)
  );
}
