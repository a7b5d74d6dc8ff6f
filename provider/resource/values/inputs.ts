import { createHash } from "node:crypto";
import type { Cloud } from "../../clouds/cloud";
import {
  cmkInputs,
  INPUT_NAMES,
  type CmkInputs,
  type InputName,
} from "../../model/inputs";
import { CheckFailures } from "./failures";
import { findCloud } from "./id";
import {
  holdsUnknown,
  isUnknown,
  type Bag,
  type Properties,
} from "./properties";
import { RequestError } from "./requests";

/**
 * The properties, or those named, that are known and match the model's types: programs are not checked yet, and state of
 * another version may hold anything.
 */
export function validInputs(values: Properties): CmkInputs;
export function validInputs<Name extends InputName>(
  values: Properties,
  names: readonly Name[],
): Pick<CmkInputs, Name>;
export function validInputs(
  values: Properties,
  names: readonly InputName[] = INPUT_NAMES,
): CmkInputs {
  const valid: Partial<Record<InputName, unknown>> = {};
  for (const name of names) {
    const value = values[name];
    if (value === undefined || isUnknown(value)) continue;
    const parsed = cmkInputs.shape[name].safeParse(withoutUnknowns(value));
    if (parsed.success) valid[name] = parsed.data;
  }
  return valid as CmkInputs;
}

function withoutUnknowns(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => !isUnknown(member)),
  );
}

/**
 * Inputs from which a key can be created: all known and valid, with a cloud and a region. Throws RequestError
 * otherwise.
 */
export function resolvedInputs({ values, secrets }: Bag): {
  cloud: Cloud;
  inputs: CmkInputs;
} {
  const open = Object.keys(values).filter((name) => holdsUnknown(values[name]));
  if (open.length > 0)
    throw new RequestError(
      "FAILED_PRECONDITION",
      `a key can't be created or changed while these inputs are unknown: ${open.join(", ")}. Create what they depend on first.`,
    );
  const parsed = cmkInputs.safeParse(values);
  const failures = new CheckFailures(values, secrets);
  failures.addIssues(parsed.error?.issues ?? [], cmkInputs);
  const cloud = findCloud(parsed.data?.cloud ?? "");
  if (!parsed.data || !cloud || parsed.data.region === undefined)
    throw new RequestError(
      "INVALID_ARGUMENT",
      failures.all.map(({ reason }) => reason).join(" ") ||
        "a key can't be made without cloud and region.",
    );
  return { cloud, inputs: parsed.data };
}

/** SHA-256 of the material itself, in hexadecimal. It is the same for every base64 form of the material. */
export function digestOf(keyMaterial: string): string {
  return digestOfBytes(Buffer.from(keyMaterial, "base64"));
}

export function digestOfBytes(material: Uint8Array): string {
  return createHash("sha256").update(material).digest("hex");
}
