import type { MaterialKind } from "../../core/cryptography";

/** docs/clouds/alibaba.md#key-specs, row by row. The first usage is the default: SIGN/VERIFY if the spec can sign. */
interface Spec {
  symmetric: boolean;
  usages: readonly KeyUsage[];
  /** Commercial algorithms of China, in mainland regions only. */
  mainlandOnly?: true;
  material: MaterialKind;
  /** Bytes of imported material. */
  importedBytes?: number;
}

export const KEY_USAGES = ["ENCRYPT/DECRYPT", "SIGN/VERIFY"] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

const ENCRYPT: readonly KeyUsage[] = ["ENCRYPT/DECRYPT"];
const SIGN: readonly KeyUsage[] = ["SIGN/VERIFY"];
const SIGN_OR_ENCRYPT: readonly KeyUsage[] = ["SIGN/VERIFY", "ENCRYPT/DECRYPT"];

const TABLE = {
  Aliyun_AES_256: {
    symmetric: true,
    usages: ENCRYPT,
    material: "AES_256",
    importedBytes: 32,
  },
  Aliyun_AES_128: {
    symmetric: true,
    usages: ENCRYPT,
    material: "AES_128",
    importedBytes: 16,
  },
  Aliyun_AES_192: {
    symmetric: true,
    usages: ENCRYPT,
    material: "AES_192",
    importedBytes: 24,
  },
  Aliyun_SM4: {
    symmetric: true,
    usages: ENCRYPT,
    mainlandOnly: true,
    material: "SM4",
    importedBytes: 16,
  },
  RSA_2048: {
    symmetric: false,
    usages: SIGN_OR_ENCRYPT,
    material: "RSA_2048",
  },
  RSA_3072: {
    symmetric: false,
    usages: SIGN_OR_ENCRYPT,
    material: "RSA_3072",
  },
  RSA_4096: {
    symmetric: false,
    usages: SIGN_OR_ENCRYPT,
    material: "RSA_4096",
  },
  EC_P256: { symmetric: false, usages: SIGN, material: "EC_P256" },
  EC_P256K: { symmetric: false, usages: SIGN, material: "EC_P256K" },
  EC_SM2: {
    symmetric: false,
    usages: SIGN_OR_ENCRYPT,
    mainlandOnly: true,
    material: "SM2",
  },
} as const satisfies Record<string, Spec>;

export type KeySpec = keyof typeof TABLE;
export const SPECS: Readonly<Record<KeySpec, Spec>> = TABLE;
export const KEY_SPECS = Object.keys(TABLE) as KeySpec[];
