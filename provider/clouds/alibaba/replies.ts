import * as z from "zod";

/** What we read of the actions' replies, by the vendor's names. Fields that we don't read may be there. */

/** Absent, null and empty text all mean that there is none (reference 1.2). */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** With the fields that the table of parameters names. */
export const keyMetadata = z.looseObject({
  KeyId: z.string().min(1),
  Arn: z.string().min(1),
  KeyState: z.string(),
  KeySpec: z.string(),
  KeyUsage: z.string(),
  Origin: z.string(),
  Description: text,
  Creator: text,
  CreationDate: text,
  AutomaticRotation: text,
  RotationInterval: text,
  NextRotationDate: text,
  LastRotationDate: text,
  PrimaryKeyVersion: text,
  DeleteDate: text,
  MaterialExpireTime: text,
  DeletionProtection: text,
});
export type KeyMetadata = z.infer<typeof keyMetadata>;

export const described = z.object({ KeyMetadata: keyMetadata });

export const nothing = z.object({});

/** An empty list may come as an empty object. */
function list<T extends z.ZodType>(member: string, item: T) {
  return z
    .object({ [member]: z.array(item).optional() })
    .nullish()
    .transform((value) => value?.[member] ?? []);
}

export const keys = z.object({
  Keys: list("Key", z.object({ KeyId: z.string(), KeyArn: text })),
  TotalCount: z.number(),
});

export const aliases = z.object({
  Aliases: list(
    "Alias",
    z.object({ AliasName: z.string(), KeyId: z.string() }),
  ),
  TotalCount: z.number(),
});

export const tagResources = z.object({
  TagResources: list(
    "TagResource",
    z.object({
      ResourceId: z.string(),
      TagKey: z.string(),
      TagValue: z
        .string()
        .nullish()
        .transform((value) => value ?? ""),
    }),
  ),
  NextToken: text,
});

export const keyVersions = z.object({
  KeyVersions: list(
    "KeyVersion",
    z.object({ KeyVersionId: z.string(), CreationDate: z.string() }),
  ),
  TotalCount: z.number(),
});

export const policy = z.object({ Policy: text });

export const publicKey = z.object({ PublicKey: z.string().min(1) });

export const importParameters = z.object({
  ImportToken: z.string().min(1),
  PublicKey: z.string().min(1),
});

export const assumedRole = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    AccessKeySecret: z.string().min(1),
    SecurityToken: z.string().min(1),
    Expiration: z.iso.datetime(),
  }),
});

export const callerIdentity = z.object({ AccountId: z.string().min(1) });
