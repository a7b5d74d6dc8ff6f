import { createHash } from "crypto";
import {
  cmkInputs,
  INPUT_NAMES,
  type CmkInputs,
  type InputName,
} from "../../model/inputs";
import { isUnknown, type Properties } from "./properties";

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

/** SHA-256 of the material itself, in hexadecimal. It is the same for every base64 form of the material. */
export function digestOf(keyMaterial: string): string {
  return digestOfBytes(Buffer.from(keyMaterial, "base64"));
}

export function digestOfBytes(material: Uint8Array): string {
  return createHash("sha256").update(material).digest("hex");
}
