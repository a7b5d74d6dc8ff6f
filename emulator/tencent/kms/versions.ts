import { generateMaterial } from "../../core/cryptography";
import type { Context } from "../context";
import { refusal } from "../wire/errors";
import type { KeyRecord } from "./record";
import { standardOf } from "./regions";
import { algorithmOf } from "./usages";

/** The material of one version of a key, made and kept at its first use: an RSA pair takes a while. */
export function materialOf(
  key: KeyRecord,
  version: number,
  { keys, switches }: Context,
): string {
  const held = key.materials[version];
  if (held !== undefined) return held;
  if (key.origin === "EXTERNAL")
    throw refusal("ResourceUnavailable.CmkStateNotSupport");
  const standard = standardOf(switches, key.region);
  const algorithm = algorithmOf(key.keyUsage, standard);
  if (!algorithm)
    throw refusal(
      "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
      "The switches of the regions were changed after the key was made.",
    );
  if (!algorithm.material)
    throw refusal(
      "UnsupportedOperation",
      `${algorithm.name} is not part of this emulator: its keys have no material.`,
    );
  const material = generateMaterial(algorithm.material);
  keys.put({ ...key, materials: { ...key.materials, [version]: material } });
  return material;
}
