import {
  generateMaterial,
  publicKeyDer,
  publicKeyPem,
} from "../../core/cryptography";
import { ApiError } from "../errors";
import { isSymmetric, type KeyRecord, type KeyVersion } from "../state/key";
import { SPECS } from "../tables/specs";
import { keyAction, type Call } from "./action";
import { stopDryRun } from "./cryptography";
import { findVersion } from "./versions";

export const PUBLIC_KEY_ACTIONS = {
  GetPublicKey: keyAction(
    {
      KeyVersionId: { type: "text", required: true },
      DryRun: { type: "boolean" },
    },
    (call, key, { KeyVersionId, DryRun }) => {
      if (isSymmetric(key)) throw ApiError.of("UnsupportedOperation");
      const version = findVersion(key, KeyVersionId);
      stopDryRun(DryRun);
      const material = asymmetricMaterial(call, key, version);
      return {
        KeyId: key.keyId,
        KeyVersionId: version.id,
        PublicKey: publicKeyPem(publicKeyDer(material)),
      };
    },
    { alias: true },
  ),
};

/** Made when it is first asked for: an RSA key takes too long for CreateKey. */
export function asymmetricMaterial(
  call: Call,
  key: KeyRecord,
  version: KeyVersion,
): string {
  if (version.material !== undefined) return version.material;
  const material = generateMaterial(SPECS[key.spec].material);
  const versions = key.versions.map((each) =>
    each.id === version.id ? { ...each, material } : each,
  );
  call.keys.put({ ...key, versions });
  return material;
}
