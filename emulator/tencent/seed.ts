import { randomUUID } from "node:crypto";
import * as z from "zod";
import { DEFAULT_ACCOUNT } from "../core/accounts";
import { productIn } from "../core/product";
import { UserError } from "../core/user-error";
import type { Context } from "./context";
import { KMS_ACTIONS } from "./kms/actions";
import { makeProductKey } from "./kms/product-key";
import type { KeyRecord } from "./kms/record";
import { isUuid } from "./kms/uuid";
import { TencentError } from "./wire/errors";

const text = z.string().optional();

/** The members of a key in `GET /_emulator/keys`, so that what that shows can be made again. */
const seededKey = z.strictObject({
  region: z.string().default("ap-guangzhou"),
  account: z.string().default(DEFAULT_ACCOUNT.account),
  keyId: z.string().refine(isUuid, "must be a UUID").optional(),
  keyUsage: text,
  origin: z.enum(["TENCENT_KMS", "EXTERNAL"]).optional(),
  keyState: text,
  aliases: z.array(z.string()).max(1).default([]),
  description: text,
  tags: z.record(z.string(), z.string()).default({}),
  rotateDays: z.int().min(0).default(0),
  rotationEnabled: z.boolean().optional(),
  hsmClusterId: text,
  owner: text,
  // What follows from the others.
  keySpec: text,
  lastRotateTime: z.unknown().optional(),
  deletionDate: z.unknown().optional(),
  createTime: z.unknown().optional(),
  validTo: z.unknown().optional(),
  resourceId: z.unknown().optional(),
  bindings: z.unknown().optional(),
});

/** What leads from a new key to each state that a key can be made in. */
const STEPS: Readonly<Record<string, [action: string, more: object][]>> = {
  Enabled: [],
  PendingImport: [],
  Disabled: [["DisableKey", {}]],
  Archived: [["ArchiveKey", {}]],
  PendingDelete: [
    ["DisableKey", {}],
    ["ScheduleKeyDeletion", { PendingWindowInDays: 30 }],
  ],
};

/**
 * Makes a key by the cloud's own actions, whose refusals hold here, too; or, if `owner` is a product, as that makes its
 * own. Throws UserError and ZodError.
 */
export function seedKey(
  asked: unknown,
  contextOf: (scope: { account: string; region: string }) => Context,
): KeyRecord {
  const key = seededKey.parse(asked);
  const context = contextOf(key);
  const asUserError = <T>(what: string, act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof TencentError)) throw error;
      throw new UserError(`${what} answers ${error.code}: ${error.message}`);
    }
  };
  const run = (action: string, parameters: object) =>
    asUserError(action, () => KMS_ACTIONS[action]!(parameters, context));

  const createKey = () => {
    const reply = run("CreateKey", {
      Alias: key.aliases[0] ?? `seed-${randomUUID().slice(0, 8)}`,
      Description: key.description,
      KeyUsage: key.keyUsage,
      Type: key.origin === "EXTERNAL" ? 2 : 1,
      HsmClusterId: key.hsmClusterId || undefined,
    });
    return (reply as { KeyId: string }).KeyId;
  };
  const product = productIn(key, "owner", "user");
  const { region, account } = key;
  const made =
    product === undefined
      ? createKey()
      : makeProductKey({ product, region, account }, context, key.aliases[0])
          .keyId;
  const { keys, tags, caller } = context;
  const KeyId = key.keyId ?? made;
  if (KeyId !== made && !keys.rename(made, KeyId))
    throw new UserError(`keyId: there is a key ${KeyId}`);
  const attached = Object.entries(key.tags).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue,
  }));
  if (attached.length > 0)
    asUserError("tags", () => tags.change(caller.account, KeyId, attached));
  const { rotateDays: RotateDays } = key;
  if (RotateDays > 0) run("EnableKeyRotation", { KeyId, RotateDays });
  else if (key.rotationEnabled) run("EnableKeyRotation", { KeyId });
  const { keyState = keys.get(KeyId)!.state } = key;
  if (!Object.hasOwn(STEPS, keyState))
    throw new UserError(
      `keyState: must be one of ${Object.keys(STEPS).join(", ")}`,
    );
  for (const [action, more] of STEPS[keyState]!)
    run(action, { KeyId, ...more });
  const seeded = keys.get(KeyId)!;
  if (seeded.state !== keyState)
    throw new UserError(`keyState: such a key is ${seeded.state} first`);
  return seeded;
}
