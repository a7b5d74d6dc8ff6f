import * as z from "zod";
import { facts } from "./facts";
import { cmkInputs, IMMUTABLE } from "./inputs";
import * as types from "./types";

const time = () => z.string().optional();

/** Decided by the cloud alone. Times are RFC 3339, and absent if the cloud has none. */
export const cmkFacts = z.object({
  keyId: z.string().register(facts, {
    description:
      "The key's id in its cloud. Applications and the clouds' products take this id.",
  }),
  arn: z.string().register(facts, {
    description:
      "The key's full name, as policies use it: Alibaba Cloud's ARN, or Tencent Cloud's six-segment resource name.",
  }),
  keyState: types.keyState.register(facts, {
    description: "The key's state.",
  }),
  creator: z.string().optional().register(facts, {
    description:
      "The account, or the Alibaba Cloud product, that created the key.",
  }),
  creationDate: time().register(facts, {
    description: "When the key was created.",
  }),
  lastRotationDate: time().register(facts, {
    description:
      "When the key was last rotated. For a key that was never rotated, Alibaba Cloud reports the creation date, and Tencent Cloud none.",
  }),
  nextRotationDate: time().register(facts, {
    description:
      "When the key will next be rotated. Not set while rotation is off.",
  }),
  rotationState: types.rotationState.optional().register(facts, {
    description:
      "Whether the cloud rotates the key. On Alibaba Cloud, it is `Suspended` while the key is disabled or pending deletion.",
  }),
  primaryKeyVersion: z.string().optional().register(facts, {
    description:
      "The key version that encrypts (symmetric keys on Alibaba Cloud).",
  }),
  materialExpireTime: time().register(facts, {
    description: "When the imported material expires.",
  }),
  deletionDate: time().register(facts, {
    description:
      "When the key will be destroyed, if its deletion is scheduled.",
  }),
  cloudTags: types.tags.optional().register(facts, {
    description:
      "Tags that Alibaba Cloud's products set on keys that they use, such as `acs:rds:instance-encryption`. A key without such a tag may still be in use.",
    guide: "guarding-against-destruction",
  }),
  isSyncReplica: z.boolean().optional().register(facts, {
    description:
      "Whether the key is a copy of a key in another region (Tencent Cloud).",
  }),
  sourceRegion: z.string().optional().register(facts, {
    description: "The region that a copied key comes from (Tencent Cloud).",
  }),
  syncStatus: types.syncStatus.optional().register(facts, {
    description:
      "The state of the last copy of the key between regions (Tencent Cloud).",
  }),
  keyMaterialDigest: z.string().optional().register(facts, {
    description:
      "SHA-256 of the key material that Pulumi imported, in hexadecimal. The key accepts no other material, even after this one was deleted.",
  }),
});

/** Every output: the inputs' values in the cloud (except the material's), and what the cloud decided. */
export const cmkOutputs = z.object({
  ...cmkInputs.omit({ keyMaterial: true, keyMaterialFile: true }).shape,
  ...cmkFacts.shape,
});
export type CmkOutputs = z.infer<typeof cmkOutputs>;
export type OutputName = keyof CmkOutputs;

/** Outputs of every key, on any cloud and with any inputs. */
export const ALWAYS_SET = [
  "cloud",
  "region",
  "spec",
  "usage",
  "origin",
  "enabled",
  "deletionWindowInDays",
  "deletionPolicy",
  "keyId",
  "arn",
  "keyState",
] as const satisfies readonly OutputName[];

/** Outputs that no update changes, so that a preview shows them as known. */
export const STABLE: readonly string[] = [
  ...IMMUTABLE,
  "keyId",
  "arn",
  "creator",
  "creationDate",
];
