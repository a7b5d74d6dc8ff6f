import type { InputName, KeyParameters } from "../model/inputs";
import { USAGES, type NamedSpec, type Usage } from "../model/types";
import type { ParameterTable } from "./parameters";

/** One row of a cloud's spec table. */
export interface SpecRule {
  /** The vendor's name for each usage of the spec; an absent usage is refused. */
  native: Partial<Record<Usage, string>>;
  symmetric: boolean;
  /**
   * Whether material can be imported (origin EXTERNAL). "instance": possibly on a dedicated instance, certainly not
   * elsewhere.
   */
  external: boolean | "instance";
  /** The length of imported material in bytes; absent if only the cloud knows it. */
  materialBytes?: readonly number[];
  /** Only with the named input set, e.g. `dkmsInstanceId`. */
  needs?: keyof KeyParameters;
  /** Absent if every region has the spec. */
  regions?: { pattern: RegExp; rule: string };
}

export type SpecTable = Partial<Record<NamedSpec, SpecRule>>;

const NATIVE = "native:";

/** The vendor's name in `native:NAME`; undefined for a named spec. */
export function nativeName(spec: string): string | undefined {
  return spec.startsWith(NATIVE) ? spec.slice(NATIVE.length) : undefined;
}

/**
 * The name that CreateKey is sent. Undefined if the cloud has no such key. Check uses the same function, so that it
 * refuses exactly what can't be requested.
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

/** The vendor's names of a spec, for each of these usages that it has. Old state may contain any spec, even "constructor". */
export function namesOfSpec(
  specs: SpecTable,
  spec: string,
  usages: readonly Usage[] = USAGES,
): string[] {
  const name = nativeName(spec);
  if (name !== undefined) return [name];
  const rule = Object.hasOwn(specs, spec)
    ? specs[spec as NamedSpec]
    : undefined;
  return usages.flatMap((usage) => rule?.native[usage] ?? []);
}

/** The usages that a vendor's own name stands for; none if the table lacks the name. */
export function nativeUsages(specs: SpecTable, name: string): Usage[] {
  const entries = Object.values(specs).flatMap(({ native }) =>
    Object.entries(native).filter(([, other]) => other === name),
  );
  return [...new Set(entries.map(([usage]) => usage as Usage))];
}

/** All of the vendor's own names in the table. */
export function nativeNames(specs: SpecTable): string[] {
  return [
    ...new Set(
      Object.values(specs).flatMap(({ native }) => Object.values(native)),
    ),
  ];
}

/**
 * A cloud's limits and names as data, which can be compared with the vendor's pages. Check, schema and docs read it.
 */
export interface CloudRules {
  specs: SpecTable;
  /** Parameters of CreateKey that are passed on unchanged. */
  parameters: ParameterTable;
  /** Inputs that this cloud refuses, and what to do instead. */
  refuses: Partial<Record<InputName, string>>;
  description: { max: number; unit: "characters" | "bytes" };
  alias: {
    /**
     * "one": every key has exactly one, which CreateKey requires. "many": a key has none or several, which are created
     * separately.
     */
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
    /** Rotation of a key that is not enabled is reported as suspended. */
    suspends: boolean;
    /** What a rotation on demand needs, beside a symmetric key of the cloud's own material. */
    onDemand: "softwareInstance" | "rotation";
    /** The least days from a key's last version, its first one included, to one on demand, if that is more than one. */
    onDemandDays?: number;
    /** A period begins with the last rotation, whenever rotation was set. */
    countsFromLast: boolean;
  };
  /**
   * Rotation by kind of instance. `rotatingMechanisms`: those of `keyStorageMechanism`, which only hardware instances take, whose
   * keys rotate.
   */
  instances?: { rotationMaxDays: number; rotatingMechanisms: string[] };
  deletionWindow: { minDays: number; maxDays: number };
  /** The state of a key whose deletion was cancelled, if it has material. */
  stateAfterCancellation: "Enabled" | "Disabled";
  tags: {
    /** How many the user may set (without our owner tag). */
    max: number;
    keyMax: number;
    valueMax: number;
    pattern: RegExp;
    rule: string;
    reservedPrefixes: string[];
    /** The prefix of the tags by which the provider recognizes its keys. */
    providerPrefix: string;
    emptyValue: boolean;
    /** So many are set or removed by one call; `isMixed`: by one that does both. */
    perCall: { most: number; isMixed: boolean };
    /**
     * The cloud's own tags by which its products mark keys that they use; the name tells the product, and for what. Absent if
     * there are none.
     */
    use?: { pattern: RegExp; value: string };
  };
  /** The latest possible expiry of imported material, RFC 3339; absent if there is none. */
  latestMaterialExpiry?: string;
  policy?: { maxBytes: number; needs: "dkmsInstanceId" };
  /** The form of a region, which future ones have, too. */
  regionPattern: RegExp;
  /** Regions that are known to have KMS; the provider's settings name further ones. */
  regions: readonly string[];
  /** For messages only. */
  regionExample: string;
  /** The form of `keyId`. */
  keyIdPattern: RegExp;
  /** The parts of an ARN; undefined for another text. */
  parseArn(
    text: string,
  ): { region: string; account: string; keyId: string } | undefined;
}

/** Settings of one cloud from the provider config: plain values by their config key, absent if not configured. */
export type CloudSettings = Readonly<
  Record<string, string | number | undefined>
>;

/** A provider config key that belongs to one cloud. */
export interface SettingRule {
  secret?: boolean;
  description: string;
  /** Environment variables that are read if the key is not configured; the first non-empty one wins. */
  environment?: string[];
  type?: "string" | "seconds" | "map";
  /** The fewest and the most of `seconds`. */
  range?: readonly [min: number, max: number];
  /** Whether `{region}` in it stands for the region. */
  perRegion?: boolean;
  /** The setting that is the other half of it. */
  pairedWith?: string;
  /**
   * What the setting is with an emulator: the emulator's URL, its URLs by region, or its own access key unless one is
   * configured. `refused`: it leads elsewhere. All else stays as it is configured.
   */
  emulated?: "url" | "urls" | "refused" | { default: string };
}
