import { createHash } from "crypto";
import { cmkInputs, INPUT_NAMES, type CmkInputs } from "../../model/inputs";
import { isUnknown, type Properties } from "./properties";

/**
 * The properties that are known and match the model's types: programs are not checked yet, and state of another version
 * may hold anything.
 */
export function validInputs(values: Properties): CmkInputs {
  return Object.fromEntries(
    INPUT_NAMES.filter(
      (name) => values[name] !== undefined && !isUnknown(values[name]),
    ).flatMap((name) => {
      const parsed = cmkInputs.shape[name].safeParse(
        withoutUnknowns(values[name]),
      );
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}

function withoutUnknowns(value: unknown): unknown {
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
