import type { MaterialKind } from "../../core/cryptography";
import type { Standard } from "./regions";

interface Usage {
  /** The list of ListAlgorithms that shows it. */
  list: "Symmetric" | "Asymmetric" | "AsymmetricSignVerify";
  /** What each standard makes of it; absent where its regions lack it. */
  algorithms: Readonly<Partial<Record<Standard, Algorithm>>>;
}

interface Algorithm {
  /** As ListAlgorithms spells it. */
  name: string;
  /** Absent where Node.js can't make such a key: it has its whole life, but no public key. */
  material?: MaterialKind;
}

const SM4: Algorithm = { name: "SM4", material: "SM4" };
const AES_256: Algorithm = { name: "AES_256", material: "AES_256" };
const RSA_2048: Algorithm = { name: "RSA_2048", material: "RSA_2048" };
const RSA_3072: Algorithm = { name: "RSA_3072", material: "RSA_3072" };
const SM2: Algorithm = { name: "SM2", material: "SM2" };
const ECC: Algorithm = { name: "ECC", material: "EC_P256" };
const ECDSA384: Algorithm = { name: "ECDSA384_SHA384", material: "EC_P384" };

const DILITHIUM: Algorithm = { name: "Dilithium" };
const KYBER_AES: Algorithm = { name: "Kyber_AES" };

const everywhere = (algorithm: Algorithm) => ({
  SM: algorithm,
  FIPS: algorithm,
});

/** By docs/clouds/tencent.md#key-usages. SM regions make RSA and ECC keys, too; FIPS regions have no SM2. */
export const USAGES: Readonly<Record<string, Usage>> = {
  ENCRYPT_DECRYPT: {
    list: "Symmetric",
    algorithms: { SM: SM4, FIPS: AES_256 },
  },
  ASYMMETRIC_DECRYPT_RSA_2048: {
    list: "Asymmetric",
    algorithms: everywhere(RSA_2048),
  },
  ASYMMETRIC_DECRYPT_SM2: { list: "Asymmetric", algorithms: { SM: SM2 } },
  ASYMMETRIC_SIGN_VERIFY_SM2: {
    list: "AsymmetricSignVerify",
    algorithms: { SM: SM2 },
  },
  ASYMMETRIC_SIGN_VERIFY_ECC: {
    list: "AsymmetricSignVerify",
    algorithms: everywhere(ECC),
  },
  ASYMMETRIC_SIGN_VERIFY_RSA_2048: {
    list: "AsymmetricSignVerify",
    algorithms: everywhere(RSA_2048),
  },
  ASYMMETRIC_SIGN_VERIFY_RSA_3072: {
    list: "AsymmetricSignVerify",
    algorithms: everywhere(RSA_3072),
  },
  ASYMMETRIC_SIGN_VERIFY_DILITHIUM: {
    list: "AsymmetricSignVerify",
    algorithms: everywhere(DILITHIUM),
  },
  ASYMMETRIC_Encrypt_Decrypt_Kyber_AES: {
    list: "Asymmetric",
    algorithms: everywhere(KYBER_AES),
  },
  ASYMMETRIC_SIGN_VERIFY_ECDSA384: {
    list: "AsymmetricSignVerify",
    algorithms: everywhere(ECDSA384),
  },
};

export const DEFAULT_USAGE = "ENCRYPT_DECRYPT";

/**
 * KeyMetadata.Type: the standard of the region, not the origin that CreateKey.Type means
 * (docs/clouds/tencent.md#traps).
 */
export const METADATA_TYPE: Readonly<Record<Standard, number>> = {
  FIPS: 2,
  SM: 4,
};

/** Bytes of imported material (docs/clouds/tencent.md#imported-key-material). */
export const MATERIAL_BYTES: Readonly<Record<Standard, number>> = {
  SM: 16,
  FIPS: 32,
};

export function isSymmetric(keyUsage: string): boolean {
  return keyUsage === DEFAULT_USAGE;
}

/** Undefined if the usage is unknown or regions of this standard lack it. */
export function algorithmOf(
  keyUsage: string,
  standard: Standard,
): Algorithm | undefined {
  return Object.hasOwn(USAGES, keyUsage)
    ? USAGES[keyUsage]?.algorithms[standard]
    : undefined;
}
