import * as z from "zod";
import { facts, factsOf } from "./facts";
import * as types from "./types";

/**
 * Parameters of CreateKey that are passed on unchanged and are immutable afterwards. Each cloud has a table of them
 * (`parameters.ts`) with its names, or the reason why it refuses one.
 */
export const keyParameters = z.strictObject({
  protectionLevel: types.protectionLevel.optional().register(facts, {
    description: "Whether software or an HSM protects the key material.",
    changes: "replace",
    guide: "dedicated-hsm",
    defaultText: "the cloud's choice",
  }),
  dkmsInstanceId: z.string().min(1).optional().register(facts, {
    description: "The KMS instance that holds the key (`kst-…`).",
    changes: "replace",
    guide: "dedicated-hsm",
  }),
  keyStorageMechanism: types.keyStorageMechanism.optional().register(facts, {
    description:
      "Where the hardware KMS instance in `dkmsInstanceId` stores the key material, which decides whether the key can rotate. The cloud doesn't report it, so the state has the program's value.",
    changes: "replace",
    guide: "dedicated-hsm",
    defaultText: "`HsmInternal` on a hardware instance",
  }),
  hsmClusterId: z.string().min(1).optional().register(facts, {
    description: "The HSM cluster that holds the key (`cls-hsm-…`).",
    changes: "replace",
    guide: "dedicated-hsm",
  }),
});
export type KeyParameters = z.infer<typeof keyParameters>;
export const PARAMETER_NAMES = keyParameters.keyof().options;

export function parametersOf(values: KeyParameters): KeyParameters {
  return Object.fromEntries(
    PARAMETER_NAMES.map((name) => [name, values[name]]),
  );
}

/** The inputs of a Cmk, in the order of docs and diffs. */
export const cmkInputs = z.strictObject({
  cloud: types.cloudName.optional().register(facts, {
    description: "The cloud that holds the key.",
    changes: "replace",
    guide: "moving-between-clouds",
    defaultText:
      "the key's own cloud; for a new key, the provider's `cloud`, or the only cloud that the provider has settings for",
  }),
  region: z
    .string()
    .optional()
    .register(facts, {
      description:
        "The region that holds the key, such as `cn-hangzhou` or `ap-singapore`.",
      changes: "replace",
      guide: "moving-between-clouds",
      defaultText: `the key's own region; for a new key, the provider's ${types.CLOUD_NAMES.map((name) => `\`${name}Region\``).join(" or ")}`,
    }),
  spec: types.spec.optional().register(facts, {
    description:
      "The key's algorithm and size. For one that this provider doesn't know, write `native:NAME` with the cloud's own name (KeySpec on Alibaba Cloud, KeyUsage on Tencent Cloud), which is not checked.",
    changes: "replace",
    default: "SYMMETRIC_DEFAULT",
  }),
  usage: types.usage.optional().register(facts, {
    description: "What the key can be used for.",
    changes: "replace",
    defaultText: "`SIGN_VERIFY` if the spec can sign, else `ENCRYPT_DECRYPT`",
  }),
  origin: types.origin.optional().register(facts, {
    description:
      "Where the key material comes from. An `EXTERNAL` key stays in state `PendingImport` until its material is imported.",
    changes: "replace",
    guide: "bring-your-own-key",
    default: "KMS",
  }),
  ...keyParameters.shape,
  alias: z.string().min(1).optional().register(facts, {
    description:
      "A name for the key, unique in its account and region. Leave out Alibaba Cloud's prefix `alias/`. When the key is replaced, the alias moves to the new key.",
    changes: "update",
    guide: "moving-between-clouds",
    defaultText:
      "none on Alibaba Cloud; on Tencent Cloud, where every key has an alias, one generated from the resource's name",
  }),
  additionalAliases: z.array(z.string().min(1)).optional().register(facts, {
    description:
      "More names for the key besides `alias`, in any order. When the key is replaced, they move to the new key. Aliases that others add to the key are kept.",
    changes: "update",
  }),
  description: z.string().optional().register(facts, {
    description:
      "What the key is for. An empty text is the same as no description.",
    changes: "update",
  }),
  rotation: types.rotation.optional().register(facts, {
    description:
      "Automatic rotation. It is off if you don't set it. For symmetric keys with origin `KMS` only.",
    changes: "update",
    guide: "rotation",
  }),
  rotationTrigger: z.string().optional().register(facts, {
    description:
      "Any text, such as a date. Changing it rotates the key once, immediately. Setting it for the first time or removing it doesn't rotate the key. For symmetric keys with origin `KMS` only.",
    changes: "update",
    guide: "rotation",
  }),
  enabled: z.boolean().optional().register(facts, {
    description: "Whether the key can be used.",
    changes: "update",
    default: true,
  }),
  tags: types.tags.optional().register(facts, {
    description: "Tags of the key. They override the provider's `defaultTags`.",
    changes: "update",
  }),
  policy: z.string().optional().register(facts, {
    description:
      "The key policy, as JSON text. The order of fields and white space don't matter. If you remove it from the program, the key keeps its policy. Requires `dkmsInstanceId`.",
    changes: "update",
    guide: "dedicated-hsm",
  }),
  deletionProtection: z.boolean().optional().register(facts, {
    description:
      "Whether the cloud refuses every request to delete the key, whoever sends it.",
    changes: "update",
    guide: "guarding-against-destruction",
    default: false,
  }),
  deletionWindowInDays: z.number().int().optional().register(facts, {
    description:
      "How many days the cloud waits before it destroys a deleted key. Until then, the deletion can be cancelled.",
    changes: "state",
    guide: "guarding-against-destruction",
    default: 30,
  }),
  deletionPolicy: types.deletionPolicy.optional().register(facts, {
    description: "What happens to the key when Pulumi deletes it.",
    changes: "state",
    guide: "guarding-against-destruction",
    default: "SCHEDULE_DELETION",
  }),
  keyMaterial: z.base64().optional().register(facts, {
    description:
      "Your own key material, in base64. It is stored encrypted in the state, and outputs have only its digest. A key accepts no other material than its first. If you remove it from the program, the key keeps its material. For origin `EXTERNAL` only.",
    changes: "update",
    guide: "bring-your-own-key",
    secret: true,
  }),
  keyMaterialFile: z.string().min(1).optional().register(facts, {
    description:
      "A file with your own key material, as raw bytes or base64, on the machine that runs Pulumi. Use it instead of `keyMaterial` to keep the material out of the state, which then has only its digest. The file is only read to import the material, and you can delete it afterwards. A relative path starts at the project's folder.",
    changes: "update",
    guide: "key-ceremony",
  }),
  keyMaterialDigest: z
    .string()
    .refine(
      (text) => /^[0-9a-f]{64}$/.test(text),
      "must be a SHA-256 in hexadecimal: 64 digits, in lower case",
    )
    .optional()
    .register(facts, {
      description:
        "SHA-256 of the key material, in hexadecimal. Any other material is rejected.",
      changes: "update",
      guide: "key-ceremony",
      defaultText: "the digest of the material in `keyMaterialFile`",
    }),
  keyMaterialExpiry: z.iso
    .datetime({ offset: true })
    .optional()
    .register(facts, {
      description:
        "When the imported material expires, as an RFC 3339 time such as `2030-01-01T00:00:00Z`. After that, the key can't be used until the material is imported again.",
      changes: "update",
      guide: "bring-your-own-key",
      defaultText: "never",
    }),
  deleteKeyMaterial: z.boolean().optional().register(facts, {
    description:
      "Whether to delete the key's imported material. Set it instead of `keyMaterial` or `keyMaterialFile`, and not on a new key. Data that is encrypted under the key can't be read until the same material is imported again. For origin `EXTERNAL` only.",
    changes: "update",
    guide: "bring-your-own-key",
    default: false,
  }),
});

export type CmkInputs = z.infer<typeof cmkInputs>;
export type InputName = keyof CmkInputs;
export const INPUT_NAMES = cmkInputs.keyof().options;

/** Inputs whose change replaces the key. */
export const IMMUTABLE: readonly InputName[] = INPUT_NAMES.filter(
  (name) => factsOf(cmkInputs.shape[name]).changes === "replace",
);

/** Inputs whose value the key keeps when the program no longer sets them. */
export const KEPT_WHEN_REMOVED: readonly InputName[] = [
  "policy",
  "keyMaterial",
  "keyMaterialFile",
  "keyMaterialDigest",
  "keyMaterialExpiry",
];

/** Either is the key's material. */
export const MATERIAL = [
  "keyMaterial",
  "keyMaterialFile",
] as const satisfies readonly InputName[];

/** What an absent mutable input means. An absent immutable one accepts the key's value. */
export const DEFAULTS = {
  spec: "SYMMETRIC_DEFAULT",
  origin: "KMS",
  enabled: true,
  deletionProtection: false,
  deletionWindowInDays: 30,
  deletionPolicy: "SCHEDULE_DELETION",
  deleteKeyMaterial: false,
} as const satisfies CmkInputs;
