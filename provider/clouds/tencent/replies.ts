import * as z from "zod";
import {
  count,
  nothing,
  optional,
  publicKeyDer,
  rsaPublicKey,
  textOrNone,
} from "../common/replies/replies";
import type { Action, Clients } from "./sdk";
import type { ServiceName } from "./endpoints";

/**
 * The parts of replies that we read, by the vendor's names: strict about them, and tolerant about everything else.
 * Numbers that are times are seconds since 1970; 0 and null both mean that there is none.
 */

const keyId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "it is not a key id");
const text = z.string().min(1);
/** Until the year 9999; a later time can't be written as RFC 3339. */
export const time = z.int().min(0).max(253_402_300_799);
const optionalText = optional(z.string());
const optionalInt = optional(z.int());

/** A key as ListKeyDetail and DescribeKeys list it. Of other people's keys, only an id is required. */
const listedKey = z.looseObject({
  KeyId: keyId,
  Alias: z.string().nullish(),
  KeyState: z.unknown().optional(),
  KeyUsage: z.unknown().optional(),
  Origin: z.unknown().optional(),
  CreateTime: z.unknown().optional(),
  DeletionDate: z.unknown().optional(),
});
export type ListedKey = z.output<typeof listedKey>;

export const keyMetadata = z
  .looseObject({
    KeyId: keyId,
    Alias: z.string().nullish(),
    Description: textOrNone,
    KeyState: text,
    KeyUsage: text,
    Origin: text,
    CreateTime: time.min(1),
    KeyRotationEnabled: z.boolean(),
    RotateDays: z.int().min(0).max(36_500).nullish(),
    LastRotateTime: time.nullish(),
    NextRotateTime: time.nullish(),
    DeletionDate: time.nullish(),
    ValidTo: time.nullish(),
    CreatorUin: z.int().positive().nullish(),
    CreatorUinString: optional(z.string().regex(/^\d+$/)),
    Owner: optionalText,
    ResourceId: optionalText,
    HsmClusterId: z.string().nullish(),
    IsSyncReplica: optionalInt,
    SourceRegion: optionalText,
    SyncStatus: optionalInt,
  })
  .superRefine((key, context) => {
    const wrong = (field: keyof typeof key, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    // The arn, which contains the key's account, is built from it.
    if (creatorOf(key) === undefined)
      wrong("CreatorUin", "the key's creator is missing");
    if (key.ResourceId && key.ResourceId !== resourceIdOf(key))
      wrong("ResourceId", "it does not name this key");
    // Services from before 2025 have neither field, and rotate yearly.
    const isOlder =
      key.RotateDays === undefined && key.LastRotateTime === undefined;
    if (key.KeyRotationEnabled && !key.RotateDays && !isOlder)
      wrong("RotateDays", "the key rotates, but its interval is missing");
    if (key.KeyState === "PendingDelete" && !key.DeletionDate)
      wrong("DeletionDate", "the date of destruction is missing");
  });
export type KeyMetadata = z.output<typeof keyMetadata>;

type Creator = Pick<
  KeyMetadata,
  "CreatorUinString" | "CreatorUin" | "ResourceId"
>;

/** The uin of the key's creator. Any of three fields has it. */
export function creatorOf(key: Creator): string | undefined {
  return (
    key.CreatorUinString ??
    key.CreatorUin?.toString() ??
    creatorIn(key.ResourceId)
  );
}

function creatorIn(resourceId: string | undefined): string | undefined {
  return /^creatorUin\/(\d+)\//.exec(resourceId ?? "")?.[1];
}

/** The tag service's name of the key: KeyMetadata.ResourceId, if the cloud reports it. */
export function resourceIdOf(key: Creator & { KeyId: string }): string {
  const creator = creatorIn(key.ResourceId) ?? creatorOf(key) ?? "";
  return `creatorUin/${creator}/${key.KeyId}`;
}

/**
 * CreateKey's own reply. Whatever else is wrong with it, a readable id must not be lost; so an unreadable TagCode only
 * means that it is unknown whether the tags were attached.
 */
const createdKey = z
  .looseObject({ KeyId: keyId, TagCode: z.unknown(), TagMsg: z.unknown() })
  .transform(({ TagCode, TagMsg, ...key }) => ({
    ...key,
    tagFailure: tagFailureIn(TagCode, TagMsg),
  }));

function tagFailureIn(code: unknown, message: unknown): string | undefined {
  if (code === 0) return undefined;
  return typeof code === "number"
    ? `TagCode ${code}: ${typeof message === "string" ? message : ""}`
    : "the reply does not tell whether the tags were attached";
}

const algorithm = z.object({ KeyUsage: text, Algorithm: text });

const tagRow = z.object({
  ResourceId: z
    .string()
    .regex(/^creatorUin\/\d+\/[0-9a-f-]{36}$/, "it is no key's"),
  TagKey: text,
  TagValue: z.string(),
});

const rows = <T extends z.ZodType>(row: T) =>
  z
    .array(row)
    .nullish()
    .transform((list) => list ?? []);

const issued = z.object({
  Credentials: z.object({
    TmpSecretId: text,
    TmpSecretKey: text,
    Token: text,
  }),
  ExpiredTime: time.min(1),
});

/** One schema for each action that this provider calls. */
export const REPLIES = {
  kms: {
    CreateKey: createdKey,
    DescribeKey: z.object({ KeyMetadata: keyMetadata }),
    DescribeKeys: z.object({ KeyMetadatas: rows(listedKey) }),
    ListKeyDetail: z.object({
      TotalCount: count,
      KeyMetadatas: rows(listedKey),
    }),
    ListAlgorithms: z.object({
      SymmetricAlgorithms: z.array(algorithm).min(1),
    }),
    GetPublicKey: z.object({ PublicKey: publicKeyDer }),
    GetParametersForImport: z.object({
      ImportToken: text,
      PublicKey: rsaPublicKey,
    }),
    UpdateAlias: nothing,
    UpdateKeyDescription: nothing,
    EnableKey: nothing,
    DisableKey: nothing,
    EnableKeyRotation: nothing,
    DisableKeyRotation: nothing,
    RotateKey: nothing,
    ScheduleKeyDeletion: nothing,
    CancelKeyDeletion: nothing,
    CancelKeyArchive: nothing,
    ImportKeyMaterial: nothing,
    DeleteImportedKeyMaterial: nothing,
  },
  tag: {
    DescribeResourceTagsByResourceIds: z.object({
      TotalCount: count,
      Limit: count.nullish(),
      Tags: rows(tagRow),
    }),
    ModifyResourceTags: nothing,
  },
  sts: {
    GetCallerIdentity: z.object({ AccountId: z.string().regex(/^\d+$/) }),
    AssumeRole: issued,
    AssumeRoleWithWebIdentity: issued,
  },
} satisfies {
  [S in ServiceName]: { [A in Action<Clients[S]>]?: z.ZodType };
};

export type ReadAction<S extends ServiceName> = keyof (typeof REPLIES)[S] &
  Action<Clients[S]>;
export type Read<S extends ServiceName, A extends ReadAction<S>> =
  (typeof REPLIES)[S][A] extends z.ZodType<infer T> ? T : never;
