import * as z from "zod";
import { facts, typeFacts } from "./facts";

/** The values that all clouds share. Each cloud's tables map them to its own. */

export const cloudName = z.enum(["alibaba", "tencent"]).register(typeFacts, {
  name: "Cloud",
  description: "The cloud that holds a key.",
  values: {
    alibaba: "Alibaba Cloud KMS, API 2016-01-20.",
    tencent: "Tencent Cloud KMS, API 2019-01-18.",
  },
});
export const CLOUD_NAMES = cloudName.options;
export type CloudName = z.infer<typeof cloudName>;

export const namedSpec = z
  .enum([
    "SYMMETRIC_DEFAULT",
    "AES_256",
    "AES_192",
    "AES_128",
    "SM4",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_P256",
    "EC_P256K",
    "EC_P384",
    "SM2",
    "DILITHIUM",
    "KYBER_AES",
  ])
  .register(typeFacts, {
    name: "Spec",
    description: "The algorithm and size of a key.",
    values: {
      SYMMETRIC_DEFAULT:
        "The cloud's default symmetric algorithm: AES-256 on Alibaba Cloud; AES-256 or SM4 on Tencent Cloud, depending on the region.",
      AES_256: "AES with 256 bits.",
      AES_192: "AES with 192 bits, in Alibaba Cloud KMS instances only.",
      AES_128: "AES with 128 bits, in Alibaba Cloud KMS instances only.",
      SM4: "SM4, GB/T 32907.",
      RSA_2048: "RSA with 2,048 bits.",
      RSA_3072: "RSA with 3,072 bits; on Tencent Cloud for signing only.",
      RSA_4096: "RSA with 4,096 bits; Alibaba Cloud only.",
      EC_P256: "NIST P-256 (secp256r1).",
      EC_P256K: "secp256k1; Alibaba Cloud only.",
      EC_P384: "NIST P-384 (secp384r1); Tencent Cloud only.",
      SM2: "SM2, GB/T 32918.",
      DILITHIUM:
        "Dilithium, a post-quantum signature algorithm; Tencent Cloud only.",
      KYBER_AES: "Kyber with AES, post-quantum encryption; Tencent Cloud only.",
    },
  });

export const SPECS = namedSpec.options;
export type NamedSpec = z.infer<typeof namedSpec>;

/** A named spec, or `native:NAME`: a vendor's own KeySpec or KeyUsage, which is passed on unchecked. */
export const spec = z.union([
  namedSpec,
  z.templateLiteral(["native:", z.string().regex(/^\S+$/)]),
]);
export type Spec = z.infer<typeof spec>;

export const usage = z
  .enum(["ENCRYPT_DECRYPT", "SIGN_VERIFY"])
  .register(typeFacts, {
    name: "Usage",
    description: "What a key can be used for.",
    values: {
      ENCRYPT_DECRYPT: "Encrypt and decrypt.",
      SIGN_VERIFY: "Sign and verify.",
    },
  });
export const USAGES = usage.options;
export type Usage = z.infer<typeof usage>;

export const origin = z.enum(["KMS", "EXTERNAL"]).register(typeFacts, {
  name: "Origin",
  description: "Where the key material comes from.",
  values: {
    KMS: "The cloud generates it.",
    EXTERNAL:
      "You import it, with `keyMaterial`, with `keyMaterialFile`, or outside Pulumi.",
  },
});
export type Origin = z.infer<typeof origin>;

export const protectionLevel = z.enum(["SOFTWARE", "HSM"]).register(typeFacts, {
  name: "ProtectionLevel",
  description: "What protects the key material.",
  values: { SOFTWARE: "Software.", HSM: "A hardware security module." },
});

export const keyStorageMechanism = z
  .enum(["HsmInternal", "HsmEncryptedDatabase"])
  .register(typeFacts, {
    name: "KeyStorageMechanism",
    description: "Where a hardware KMS instance stores the key material.",
    values: {
      HsmInternal: "Inside the HSM. Such a key can't rotate.",
      HsmEncryptedDatabase:
        "In a database, encrypted by the HSM. Symmetric keys can rotate.",
    },
  });

export const deletionPolicy = z
  .enum(["SCHEDULE_DELETION", "DISABLE", "PREVENT"])
  .register(typeFacts, {
    name: "DeletionPolicy",
    description: "What happens to a key that Pulumi deletes.",
    values: {
      SCHEDULE_DELETION:
        "The cloud destroys it after `deletionWindowInDays`, unless the deletion is cancelled.",
      DISABLE: "It is disabled and kept forever.",
      PREVENT:
        "It is not deleted: every deletion or replacement fails. To allow one again, first run an update that only sets another policy.",
    },
  });

export type DeletionPolicy = z.infer<typeof deletionPolicy>;

export const keyState = z
  .enum(["Enabled", "Disabled", "PendingDeletion", "PendingImport", "Archived"])
  .register(typeFacts, {
    name: "KeyState",
    description: "The state of a key, in the same words on both clouds.",
    values: {
      Enabled: "Can be used.",
      Disabled: "Rejects every cryptographic call.",
      PendingDeletion: "Will be destroyed at `deletionDate`.",
      PendingImport: "Waits for its key material to be imported.",
      Archived: "Can only decrypt (Tencent Cloud).",
    },
  });
export const rotationState = z
  .enum(["Enabled", "Suspended", "Disabled"])
  .register(typeFacts, {
    name: "RotationState",
    description: "Whether a key rotates.",
  });
export type RotationState = z.infer<typeof rotationState>;

/** Of a key that is copied from another region. */
export const syncStatus = z
  .enum(["Succeeded", "Failed", "Running"])
  .register(typeFacts, {
    name: "SyncStatus",
    description: "The state of a key's copy to another region.",
  });
export type SyncStatus = z.infer<typeof syncStatus>;

export const KEY_STATES = keyState.options;
export type KeyState = z.infer<typeof keyState>;

export const tags = z.record(z.string(), z.string());
export type Tags = z.infer<typeof tags>;

/** A provider setting, in the form that Pulumi's other providers have. */
export const ignoreTags = z
  .strictObject({
    keys: z.array(z.string().min(1)).optional().register(facts, {
      description: "Keys of the tags to ignore.",
    }),
    keyPrefixes: z.array(z.string().min(1)).optional().register(facts, {
      description: "Prefixes of the keys of the tags to ignore.",
    }),
  })
  .register(typeFacts, {
    name: "IgnoreTags",
    description: "Tags that others manage on the provider's keys.",
  });
export type IgnoreTags = z.infer<typeof ignoreTags>;

export const rotation = z
  .strictObject({
    enabled: z.boolean().optional().register(facts, {
      description: "Whether the cloud rotates the key automatically.",
      default: true,
    }),
    interval: z.string().optional().register(facts, {
      description:
        "Time between rotations: a whole number and a unit (`d`, `h`, `m` or `s`), such as `365d`. Required while rotation is enabled.",
    }),
  })
  .register(typeFacts, {
    name: "Rotation",
    description: "Automatic rotation of a symmetric key.",
  });
