import * as z from "zod";
import { facts, factsOf } from "./facts";
import * as types from "./types";

/**
 * Parameters of CreateKey that are passed on unchanged and are immutable afterwards. Each cloud has a table of them
 * (`parameters.ts`) with its names, or the reason why it refuses one.
 */
export const keyParameters = z.strictObject({
  protectionLevel: types.protectionLevel.optional().register(facts, {
    description: "What guards the key's material.",
    changes: "replace",
    guide: "dedicated-hsm",
    defaultText: "the cloud's choice",
  }),
  dkmsInstanceId: z.string().min(1).optional().register(facts, {
    description: "The dedicated KMS instance that keeps the key (`kst-…`).",
    changes: "replace",
    guide: "dedicated-hsm",
  }),
  keyStorageMechanism: types.keyStorageMechanism.optional().register(facts, {
    description:
      "Where the hardware KMS instance `dkmsInstanceId` keeps the key's material, which decides whether the key can rotate. The cloud never reports it: the state has what the program asked for.",
    changes: "replace",
    guide: "dedicated-hsm",
    defaultText: "`HsmInternal` on a hardware instance",
  }),
  hsmClusterId: z.string().min(1).optional().register(facts, {
    description: "The HSM cluster that keeps the key (`cls-hsm-…`).",
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
    description: "The cloud that keeps the key.",
    changes: "replace",
    guide: "moving-between-clouds",
    defaultText:
      "the key's own cloud; for a new key the provider's `cloud`, or the only cloud that the provider has settings for",
  }),
  region: z
    .string()
    .optional()
    .register(facts, {
      description:
        "The cloud's region, such as `cn-hangzhou` or `ap-singapore`.",
      changes: "replace",
      guide: "moving-between-clouds",
      defaultText: `the key's own region; for a new key the provider's ${types.CLOUD_NAMES.map((name) => `\`${name}Region\``).join(" or ")}`,
    }),
  spec: types.spec.optional().register(facts, {
    description:
      "What the key's material is. `native:NAME` passes the vendor's own name (Alibaba's KeySpec, Tencent's KeyUsage) through without a check.",
    changes: "replace",
    default: "SYMMETRIC_DEFAULT",
  }),
  usage: types.usage.optional().register(facts, {
    description: "What the key may be used for.",
    changes: "replace",
    defaultText: "`SIGN_VERIFY` if the spec can sign, else `ENCRYPT_DECRYPT`",
  }),
  origin: types.origin.optional().register(facts, {
    description:
      "Where the key's material comes from. An `EXTERNAL` key waits for its material in state PendingImport.",
    changes: "replace",
    guide: "bring-your-own-key",
    default: "KMS",
  }),
  ...keyParameters.shape,
  alias: z.string().min(1).optional().register(facts, {
    description:
      "A name for the key, unique in account and region, without Alibaba's `alias/`. It follows the resource: in a replacement it moves to the new key.",
    changes: "update",
    guide: "moving-between-clouds",
    defaultText:
      "none on Alibaba Cloud; made from the resource's name on Tencent Cloud, which demands one",
  }),
  description: z.string().optional().register(facts, {
    description: "What the key is for. Empty and absent are the same.",
    changes: "update",
  }),
  rotation: types.rotation.optional().register(facts, {
    description:
      "Automatic rotation. Only for symmetric keys with origin `KMS`. Off when absent.",
    changes: "update",
    guide: "rotation",
  }),
  rotationTrigger: z.string().optional().register(facts, {
    description:
      "Any text. A change of it rotates the key once, now. The first one that a key has rotates nothing, and neither does its removal. Only for symmetric keys with origin `KMS`.",
    changes: "update",
    guide: "rotation",
  }),
  enabled: z.boolean().optional().register(facts, {
    description: "Whether the key can be used.",
    changes: "update",
    default: true,
  }),
  tags: types.tags.optional().register(facts, {
    description: "Tags of the key, over the provider's `defaultTags`.",
    changes: "update",
  }),
  policy: z.string().optional().register(facts, {
    description:
      "The key policy, JSON text, compared as JSON. When it is removed from the program, the key keeps the policy it has. Needs `dkmsInstanceId`.",
    changes: "update",
    guide: "dedicated-hsm",
  }),
  deletionProtection: z.boolean().optional().register(facts, {
    description:
      "Whether the cloud refuses to delete the key, whoever asks. `deletionPolicy: PREVENT` guards a key on every cloud, against Pulumi.",
    changes: "update",
    guide: "guarding-against-destruction",
    default: false,
  }),
  deletionWindowInDays: z.number().int().optional().register(facts, {
    description:
      "How many days the cloud waits between deletion and destruction; until then the deletion can be cancelled.",
    changes: "state",
    guide: "guarding-against-destruction",
    default: 30,
  }),
  deletionPolicy: types.deletionPolicy.optional().register(facts, {
    description: "What becomes of the key when Pulumi deletes it.",
    changes: "state",
    guide: "guarding-against-destruction",
    default: "SCHEDULE_DELETION",
  }),
  keyMaterial: z.base64().optional().register(facts, {
    description:
      "Your own key material, in base64. The provider encrypts it with the cloud's import key before sending it. Only with origin `EXTERNAL`. It is stored encrypted in the state; outputs hold a digest of it. A key takes no other material than its first. When it is removed from the program, the key keeps the material it has.",
    changes: "update",
    guide: "bring-your-own-key",
    secret: true,
  }),
  keyMaterialFile: z.string().min(1).optional().register(facts, {
    description:
      "A file with your own key material, on the machine that runs Pulumi, in place of `keyMaterial`: raw bytes, or base64 of them, told apart by their number. State, logs and messages hold only its digest. The file is read where there is something to import; once that is done, it may be gone. A relative path begins at the project's folder.",
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
        "SHA-256 of the key material, in hexadecimal: any other material is refused.",
      changes: "update",
      guide: "key-ceremony",
      defaultText: "that of the material in `keyMaterialFile`",
    }),
  keyMaterialExpiry: z.iso
    .datetime({ offset: true })
    .optional()
    .register(facts, {
      description:
        "When the imported material expires, as an RFC 3339 time. The key then waits for its material again.",
      changes: "update",
      guide: "bring-your-own-key",
      defaultText: "never",
    }),
  deleteKeyMaterial: z.boolean().optional().register(facts, {
    description:
      "Whether the cloud deletes the key's imported material, in place of `keyMaterial` or `keyMaterialFile`. What is encrypted under the key can't be read until the same material is imported again. Only with origin `EXTERNAL`, and not for a new key.",
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
