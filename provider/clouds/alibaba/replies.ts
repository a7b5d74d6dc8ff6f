import * as z from "zod";
import {
  count,
  optional,
  publicKeyDer,
  rsaPublicKey,
  textOrNone,
} from "../common/replies/replies";
import { rules } from "./rules";

/** The parts of replies that we read, by the vendor's names: strict about them, and tolerant about everything else. */

const text = z.string().min(1);

const optionalText = optional(z.string());
const optionalDate = optional(z.iso.datetime());

/** With the fields that the table of parameters names. */
export const keyMetadata = z
  .looseObject({
    KeyId: text,
    Arn: text,
    KeyState: text,
    KeySpec: text,
    KeyUsage: text,
    Origin: text,
    Description: textOrNone,
    Creator: optionalText,
    CreationDate: z.iso.datetime(),
    AutomaticRotation: optional(z.enum(["Enabled", "Disabled", "Suspended"])),
    RotationInterval: optional(z.string().regex(/^\d{1,10}s$/)),
    NextRotationDate: optionalDate,
    LastRotationDate: optionalDate,
    PrimaryKeyVersion: optionalText,
    DeleteDate: optionalDate,
    MaterialExpireTime: z.union([z.iso.datetime(), z.literal("")]).nullish(),
    DeletionProtection: optional(z.enum(["Enabled", "Disabled"])),
    ProtectionLevel: optionalText,
    DKMSInstanceId: optionalText,
  })
  .superRefine((key, context) => {
    const wrong = (field: keyof typeof key, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (rules.parseArn(key.Arn)?.keyId !== key.KeyId)
      wrong("Arn", "it does not name this key");
    const rotation = key.AutomaticRotation;
    if (rotation && rotation !== "Disabled" && !key.RotationInterval)
      wrong("RotationInterval", "the key rotates, but its interval is missing");
    if (key.KeyState === "PendingDeletion" && !key.DeleteDate)
      wrong("DeleteDate", "the date of destruction is missing");
  });
export type KeyMetadata = z.infer<typeof keyMetadata>;

/** CreateKey's own reply: whatever else is wrong with it, a readable id must not be lost. */
export const created = z.object({
  KeyMetadata: z.looseObject({ KeyId: text }),
});

export const described = z.object({ KeyMetadata: keyMetadata });

/** A list that may come as an empty object if there are no rows; a count must confirm that there are none. */
function list<T extends z.ZodType>(member: string, item: T) {
  return z
    .object({ [member]: z.array(item).nullish() })
    .nullish()
    .transform((value) => value?.[member] ?? []);
}

export const keys = z.object({
  Keys: list("Key", z.object({ KeyId: text, KeyArn: optionalText })),
  TotalCount: count,
});

export const aliases = z.object({
  Aliases: list("Alias", z.object({ AliasName: text, KeyId: text })),
  TotalCount: count,
});

/** It has no count, so a missing list would look like removed tags. */
export const tagResources = z.object({
  TagResources: z
    .object({
      TagResource: z
        .array(
          z.object({ ResourceId: text, TagKey: text, TagValue: z.string() }),
        )
        .optional(),
    })
    .transform(({ TagResource: rows }) => rows ?? []),
  NextToken: optionalText,
});

export const keyVersions = z.object({
  KeyVersions: list(
    "KeyVersion",
    z.object({ KeyVersionId: text, CreationDate: z.iso.datetime() }),
  ),
  TotalCount: count,
});

export const policy = z.object({ Policy: optionalText });

export const publicKey = z.object({
  PublicKey: z.string().transform((pem, context) => {
    const der = pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");
    if (publicKeyDer.safeParse(der).success) return der;
    context.addIssue({ code: "custom", message: "it is not a public key" });
    return z.NEVER;
  }),
});

export const importParameters = z.object({
  ImportToken: text,
  PublicKey: rsaPublicKey,
});

export const assumedRole = z.object({
  Credentials: z.object({
    AccessKeyId: text,
    AccessKeySecret: text,
    SecurityToken: text,
    Expiration: z.iso.datetime(),
  }),
});

export const callerIdentity = z.object({
  AccountId: z.string().regex(/^\d+$/),
});
