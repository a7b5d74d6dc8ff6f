import * as z from "zod";
import { DEFAULT_ACCOUNT, NOBODY } from "../core/accounts";
import { productIn } from "../core/product";
import { UserError } from "../core/user-error";
import { SERVICES } from "./actions";
import type { Call } from "./actions/action";
import { makeProductKey } from "./actions/product-key";
import { isCloudTag, withCloudTags } from "./actions/tag-rules";
import { ApiError } from "./errors";
import { keyArn, type KeyRecord } from "./state/key";
import type { Fields } from "./wire/reply";

const text = z.string().optional();

/** The members of a key in `GET /_emulator/keys`, so that what that shows can be made again. */
const seededKey = z.strictObject({
  region: z.string().default("cn-hangzhou"),
  account: z.string().default(DEFAULT_ACCOUNT.account),
  keyId: z
    .string()
    .regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits and -")
    .optional(),
  keySpec: text,
  keyUsage: text,
  origin: text,
  protectionLevel: text,
  keyState: text,
  aliases: z.array(z.string()).default([]),
  description: text,
  tags: z.record(z.string(), z.string()).default({}),
  rotationInterval: text,
  rotationEnabled: z.boolean().optional(),
  dkmsInstanceId: text,
  keyStorageMechanism: text,
  deletionProtection: z.boolean().optional(),
  policy: text,
  creator: text,
  // What follows from the others.
  arn: z.unknown().optional(),
  automaticRotation: z.unknown().optional(),
  creationDate: z.unknown().optional(),
  deleteDate: z.unknown().optional(),
  keyVersions: z.unknown().optional(),
});

/** Of a key whose seed says that it rotates, and not how often. */
const YEAR = "31536000s";

/** What leads from a new key to each state that a key can be made in. */
const STEPS: Readonly<Record<string, [action: string, more: object][]>> = {
  Enabled: [],
  PendingImport: [],
  Disabled: [["DisableKey", {}]],
  PendingDeletion: [["ScheduleKeyDeletion", { PendingWindowInDays: 30 }]],
};

/**
 * Makes a key by the cloud's own actions, whose refusals hold here, too; or, if `creator` is a product, as that makes its
 * own. Throws UserError and ZodError.
 */
export function seedKey(
  asked: unknown,
  callOf: (
    scope: Pick<Call, "action" | "caller" | "account" | "region">,
  ) => Call,
): KeyRecord {
  const key = seededKey.parse(asked);
  const { region, account } = key;
  const scope = { caller: { ...NOBODY, account }, account, region };
  const call = callOf({ action: "CreateKey", ...scope });
  const { keys, aliases } = call;
  const run = (action: string, parameters: object) => {
    const given = Object.entries(parameters).filter(
      ([, value]) => value !== undefined && value !== "",
    );
    const raw = new Map(given.map(([name, value]) => [name, String(value)]));
    const { actions } = SERVICES.get("2016-01-20")!;
    try {
      return actions[action]!.handle(callOf({ action, ...scope }), raw);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new UserError(`${action} answers ${error.code}: ${error.message}`);
    }
  };

  const product = productIn(key, "creator", account);
  const made =
    product === undefined
      ? createdKey(run("CreateKey", createKeyRequest(key)))
      : makeProductKey({ product, region, account }, call).keyId;
  const KeyId = key.keyId ?? made;
  if (KeyId !== made && !keys.rename(made, KeyId))
    throw new UserError(`keyId: there is a key ${KeyId}`);
  const tags = Object.entries(key.tags);
  const Tags = tags
    .filter(([name]) => !isCloudTag(name))
    .map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  if (Tags.length > 0)
    run("TagResource", { KeyId, Tags: JSON.stringify(Tags) });
  const theirTags = tags.filter(([name]) => isCloudTag(name));
  keys.put(
    withCloudTags(keys.find(key, KeyId)!, Object.fromEntries(theirTags)),
  );
  // No action gives this one. A further key of the product has none.
  const theirs = `alias/acs/${product?.toLowerCase()}`;
  if (product !== undefined && aliases.find(scope, theirs) === undefined)
    aliases.put(scope, theirs, KeyId);
  for (const AliasName of key.aliases)
    if (product === undefined || AliasName !== theirs)
      run("CreateAlias", { KeyId, AliasName });
  if (key.deletionProtection)
    run("SetDeletionProtection", {
      EnableDeletionProtection: true,
      ProtectedResourceArn: keyArn({ region, account, keyId: KeyId }),
    });
  const { keyState = keys.find(key, KeyId)!.state } = key;
  if (!Object.hasOwn(STEPS, keyState))
    throw new UserError(
      `keyState: must be one of ${Object.keys(STEPS).join(", ")}`,
    );
  for (const [action, more] of STEPS[keyState]!)
    run(action, { KeyId, ...more });
  const seeded = keys.find(key, KeyId)!;
  if (seeded.state !== keyState)
    throw new UserError(`keyState: such a key is ${seeded.state} first`);
  return seeded;
}

function createKeyRequest(key: z.infer<typeof seededKey>): object {
  const RotationInterval =
    key.rotationInterval || (key.rotationEnabled ? YEAR : undefined);
  return {
    Description: key.description,
    KeySpec: key.keySpec,
    KeyUsage: key.keyUsage,
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    EnableAutomaticRotation: RotationInterval ? true : undefined,
    RotationInterval,
    DKMSInstanceId: key.dkmsInstanceId,
    KeyStorageMechanism: key.keyStorageMechanism,
    Policy: key.policy,
  };
}

function createdKey(reply: Fields): string {
  return (reply["KeyMetadata"] as { KeyId: string }).KeyId;
}
