import * as z from "zod";
import { facts, typeFacts } from "./facts";
import { cmkOutputs } from "./outputs";
import * as types from "./types";

const keyArguments = z.strictObject({
  id: z.string().min(1).optional().register(facts, {
    description:
      "The key's Pulumi id, `CLOUD/REGION/KEYID`. Set exactly one of `id`, `keyId`, `alias` and `arn`.",
  }),
  cloud: types.cloudName.optional().register(facts, {
    description: "The cloud that holds the key.",
    defaultText: "the provider's cloud",
  }),
  region: z.string().optional().register(facts, {
    description: "The region that holds the key.",
    defaultText: "the provider's region for the cloud",
  }),
  keyId: z.string().min(1).optional().register(facts, {
    description: "The key's id in its cloud.",
  }),
  alias: z.string().min(1).optional().register(facts, {
    description: "The key's alias, without Alibaba Cloud's prefix `alias/`.",
  }),
  arn: z.string().min(1).optional().register(facts, {
    description:
      "The key's full name: Alibaba Cloud's ARN, or Tencent Cloud's six-segment resource name.",
  }),
});
export type KeyArguments = z.infer<typeof keyArguments>;

const id = z.string().register(facts, {
  description: "The key's Pulumi id, `CLOUD/REGION/KEYID`.",
});

/** A key without a resource: the outputs of a Cmk, except what only a program or its state knows. */
export const cmkView = z
  .object({
    id,
    ...cmkOutputs.omit({
      keyStorageMechanism: true,
      rotationTrigger: true,
      deletionWindowInDays: true,
      deletionPolicy: true,
      keyMaterialExpiry: true,
      deleteKeyMaterial: true,
      keyMaterialDigest: true,
    }).shape,
    product: z.string().optional().register(facts, {
      description:
        "The cloud's product that created the key for itself. Only the product can change or delete the key, so you can't import it.",
    }),
    owner: z.string().optional().register(facts, {
      description:
        "Identifies the Pulumi resource that created the key. The key still belongs to that resource's stack, unless it was removed from the stack's state.",
    }),
  })
  .register(typeFacts, {
    name: "CmkView",
    description: "A key as its cloud describes it.",
  });

const keyVersion = z
  .object({
    id: z.string().register(facts, { description: "The version's id." }),
    creationDate: z.string().register(facts, {
      description: "When the version was created, as an RFC 3339 time.",
    }),
    primary: z.boolean().register(facts, {
      description:
        "Whether this version encrypts. Asymmetric keys have no primary version: applications name the version to use.",
    }),
  })
  .register(typeFacts, {
    name: "KeyVersion",
    description: "A version of a key's material.",
  });

const list = <Item extends z.ZodType>(items: Item, description: string) =>
  z.array(items).optional().register(facts, { description });

export const FUNCTIONS = {
  "cmk:index:getCmk": {
    arguments: keyArguments.extend({
      states: z.array(types.keyState).min(1).optional().register(facts, {
        description:
          "The lookup fails unless the key is in one of these states. Use `Enabled` alone to stop the program if the key can't be used.",
      }),
    }),
    result: cmkView,
  },
  "cmk:index:getCmks": {
    arguments: z.strictObject({
      cloud: keyArguments.shape.cloud,
      region: keyArguments.shape.region,
      specs: list(types.spec, "Only keys of one of these specs."),
      usages: list(types.usage, "Only keys with one of these usages."),
      states: list(types.keyState, "Only keys in one of these states."),
      tags: types.tags.optional().register(facts, {
        description: "Only keys with all of these tags.",
      }),
      aliasPrefix: z
        .string()
        .refine(
          (prefix) => !prefix.startsWith("alias/"),
          "must be without alias/, as aliases are here",
        )
        .optional()
        .register(facts, {
          description: "Only keys with an alias that begins with this prefix.",
        }),
    }),
    result: z.object({
      cmks: z.array(cmkView).register(facts, { description: "The keys." }),
    }),
  },
  "cmk:index:getKeyVersions": {
    arguments: keyArguments,
    result: z.object({
      keyId: z.string().register(facts, {
        description: "The key's id in its cloud.",
      }),
      versions: z.array(keyVersion).register(facts, {
        description: "The versions, oldest first.",
      }),
    }),
  },
  "cmk:index:getPublicKey": {
    arguments: keyArguments,
    result: z.object({
      keyId: z.string().register(facts, {
        description: "The key's id in its cloud.",
      }),
      publicKeyPem: z.string().register(facts, {
        description: "The public key in PEM (SubjectPublicKeyInfo).",
      }),
      publicKeyDer: z.string().register(facts, {
        description: "The public key in DER, as base64.",
      }),
    }),
  },
} as const;
export type CmkArguments = z.infer<
  (typeof FUNCTIONS)["cmk:index:getCmk"]["arguments"]
>;
export type FunctionToken = keyof typeof FUNCTIONS;
export type ListArguments = z.infer<
  (typeof FUNCTIONS)["cmk:index:getCmks"]["arguments"]
>;

/** The filters of List, which `pulumi do … list` passes. */
export const listInputs = FUNCTIONS["cmk:index:getCmks"].arguments;
