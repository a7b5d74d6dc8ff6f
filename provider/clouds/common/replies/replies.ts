import { createPublicKey } from "node:crypto";
import * as z from "zod";
import type { CloudName } from "../../../model/types";
import type { Where } from "../../calls";
import { CloudError, type ErrorKind } from "../../errors";
import { REMEDIES } from "./treatment";

/** A reply of the cloud that can't be understood; `field` as the vendor writes it, with a dot before each member. */
export function unreadable(
  cloud: CloudName,
  { action, region, keyId }: Where,
  field: string,
  why: string,
  options: { requestId?: string; kind?: ErrorKind } = {},
): CloudError {
  return new CloudError(`the reply can't be understood: ${field}: ${why}`, {
    // A write may have been carried out, whatever its reply looks like.
    kind: "unknownOutcome",
    cloud,
    action,
    region,
    keyId,
    ...options,
    remedy: `${REMEDIES.unknownOutcome} If it happens again, give the cloud's support the action and the RequestId.`,
  });
}

/** The reply in the form that its schema describes. The message names the first field that is not, never its value. */
export function readReply<T>(
  cloud: CloudName,
  where: Where,
  schema: z.ZodType<T>,
  reply: unknown,
  options: { within?: string; kind?: ErrorKind } = {},
): T {
  const { within, kind = "unknownOutcome" } = options;
  const { data, error } = schema.safeParse(reply);
  const [issue] = error?.issues ?? [];
  if (!issue) return data as T;
  const path = [...(within ? [within] : []), ...issue.path.map(String)];
  const field = path.join(".") || "the reply";
  const why = issue.message.replace(/^Invalid (input|option|string): /, "");
  throw unreadable(cloud, where, field, why, {
    kind,
    requestId: requestIdIn(reply),
  });
}

/**
 * A value that this provider does not know must not be mistaken for a known one, because the next update would act on
 * it.
 */
export function unknownValue(
  cloud: CloudName,
  field: string,
  value: unknown,
  key: { region?: string; keyId: string },
): CloudError {
  return new CloudError(
    `the key's ${field} is ${JSON.stringify(value)}, which this version of the provider does not know`,
    {
      ...key,
      kind: "unsupported",
      cloud,
      action: "DescribeKey",
      remedy: "Use a newer version of the provider.",
    },
  );
}

function requestIdIn(reply: unknown): string | undefined {
  const { RequestId: id } = (reply ?? {}) as { RequestId?: unknown };
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Absent, null and empty text all mean that there is none. */
export function optional<T extends z.ZodType>(form: T) {
  return z.preprocess(
    (value) => (value === null || value === "" ? undefined : value),
    form.optional(),
  );
}

/** An optional text of a key: a reply may omit an empty one. */
export const textOrNone = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** A reply of which nothing is read. */
export const nothing = z.object({}).transform(() => undefined);

/** How many rows a listing has; more than any account can have is no count. */
export const count = z.int().min(0).max(10_000_000);

/** Base64 of what begins as each SubjectPublicKeyInfo does, with a DER sequence. */
export const publicKeyDer = z
  .base64("it is not base64")
  .refine(
    (text) => Buffer.from(text, "base64")[0] === 0x30,
    "it is not a public key",
  );

/** A key that material can be wrapped with. */
export const rsaPublicKey = publicKeyDer.refine(
  isRsaKey,
  "it is not an RSA public key",
);

function isRsaKey(der: string): boolean {
  try {
    const key = Buffer.from(der, "base64");
    const { asymmetricKeyType } = createPublicKey({
      key,
      format: "der",
      type: "spki",
    });
    return asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
