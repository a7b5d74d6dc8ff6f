import type { InputName, KeyParameters } from "../model/inputs";
import type { NamedSpec, Usage } from "../model/types";
import type { ParameterTable } from "./parameters";

/** One row of a cloud's spec table. */
export interface SpecRule {
  /** The vendor's name for each usage that the spec has here; absent usage = refused. */
  native: Partial<Record<Usage, string>>;
  symmetric: boolean;
  /** Whether material may be imported (origin EXTERNAL). "instance": perhaps on a dedicated instance, surely not elsewhere. */
  external: boolean | "instance";
  /** How many bytes imported material may have; absent where only the cloud can tell. */
  materialBytes?: readonly number[];
  /** Only with the named input set, e.g. `dkmsInstanceId`. */
  needs?: keyof KeyParameters;
  /** Absent where every region has the spec. */
  regions?: { pattern: RegExp; rule: string };
}

export type SpecTable = Partial<Record<NamedSpec, SpecRule>>;

const NATIVE = "native:";

/** The vendor's name in `native:NAME`; undefined for a named spec. */
export function nativeName(spec: string): string | undefined {
  return spec.startsWith(NATIVE) ? spec.slice(NATIVE.length) : undefined;
}

/**
 * What CreateKey is asked for. Undefined where the cloud has no such key: Check refuses by it what CreateKey's request can't be
 * made for, so that the two never disagree.
 */
export function nativeFor(
  specs: SpecTable,
  spec: string,
  usage: Usage,
): string | undefined {
  const name = nativeName(spec);
  if (name === undefined)
    return Object.hasOwn(specs, spec)
      ? specs[spec as NamedSpec]?.native[usage]
      : undefined;
  const usages = nativeUsages(specs, name);
  return usages.length === 0 || usages.includes(usage) ? name : undefined;
}

/** The usages that a vendor's own name stands for; none where the table has no such name. */
export function nativeUsages(specs: SpecTable, name: string): Usage[] {
  const told = Object.values(specs).flatMap(({ native }) =>
    Object.entries(native).filter(([, other]) => other === name),
  );
  return [...new Set(told.map(([usage]) => usage as Usage))];
}

/** All of the vendor's own names that the table has. */
export function nativeNames(specs: SpecTable): string[] {
  return [
    ...new Set(
      Object.values(specs).flatMap(({ native }) => Object.values(native)),
    ),
  ];
}

/** A cloud's limits and names: data, held against the vendor's pages, read by Check, schema and docs. */
export interface CloudRules {
  specs: SpecTable;
  /** Parameters of CreateKey that are handed on as they are. */
  parameters: ParameterTable;
  /** Inputs that this cloud refuses, with the remedy to tell. */
  refuses: Partial<Record<InputName, string>>;
  description: { max: number; unit: "characters" | "bytes" };
  alias: {
    /** "one": every key has exactly one, CreateKey demands it. "many": a key has none or several, made apart. */
    count: "one" | "many";
    max: number;
    pattern: RegExp;
    /** The pattern in words, for messages and docs. */
    rule: string;
    reserved: { pattern: RegExp; rule: string };
  };
  rotation: {
    minDays: number;
    maxDays: number;
    /** The cloud counts in whole days. */
    wholeDays: boolean;
    /** The cloud refuses a change while the key is disabled. */
    needsEnabled: boolean;
  };
  deletionWindow: { minDays: number; maxDays: number };
  tags: {
    /** How many the user may set (our owner tag is not among them). */
    max: number;
    keyMax: number;
    valueMax: number;
    pattern: RegExp;
    rule: string;
    reservedPrefixes: string[];
    /** How the tags begin by which the provider knows its keys. */
    providerPrefix: string;
    emptyValue: boolean;
  };
  /** When imported material may expire at the latest, RFC 3339; absent where it may at any time to come. */
  latestMaterialExpiry?: string;
  policy?: { maxBytes: number; needs: "dkmsInstanceId" };
  /** The form of a region: those that are to come have it, too. */
  regionPattern: RegExp;
  /** Regions that are known to have KMS; the provider's settings name further ones. */
  regions: readonly string[];
  /** For messages only. */
  regionExample: string;
  /** `keyId` as the cloud spells it, and the form of `arn`: `match` gives region and key id of an ARN, or undefined. */
  keyIdPattern: RegExp;
  parseArn(
    text: string,
  ): { region: string; account: string; keyId: string } | undefined;
}

/** Settings of one cloud from the provider config: plain values by their config key, absent where not configured. */
export type CloudSettings = Readonly<
  Record<string, string | number | undefined>
>;

/** A provider config key that belongs to one cloud. */
export interface SettingRule {
  secret?: boolean;
  description: string;
  /** Environment variables looked at when the key is not configured, first non-empty wins. */
  environment?: string[];
  type?: "string" | "integer" | "map";
}
