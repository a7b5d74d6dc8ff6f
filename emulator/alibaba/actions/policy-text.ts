import * as z from "zod";
import { ApiError } from "../errors";
import { LIMITS } from "../tables/limits";

/** The Policy parameter as it is to be kept: a JSON object in text, undefined if not given. */
export function policyText(policy: string | undefined): string | undefined {
  if (policy === undefined) return undefined;
  if (Buffer.byteLength(policy) > LIMITS.policyBytes || !isPolicy(policy))
    throw ApiError.of("InvalidParameter", "Policy");
  return policy;
}

const document = z.object({ Statement: z.array(z.unknown()) });

function isPolicy(text: string): boolean {
  try {
    return document.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** What a new instance key gets (docs/clouds/alibaba.md#key-policies). */
export function defaultPolicy(account: string): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "kms default key policy",
        Effect: "Allow",
        Principal: { RAM: [`acs:ram::${account}:*`] },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });
}
