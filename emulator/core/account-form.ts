import * as z from "zod";
import type { Accounts, Clock } from "./contract";

/** Ids that every cloud accepts: some accept no others, and some replies contain the account as a JSON number. */
export const accountForm = z
  .strictObject({
    accessKeyId: z
      .string()
      .regex(
        /^[\w-]{1,128}$/,
        "must be 1 to 128 letters, digits, _ and -, as other ids do not work on every cloud",
      ),
    accessKeySecret: z.string().min(1).max(128),
    account: z
      .string()
      .refine(
        (text) => /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text)),
        `must be an account number from 1 to ${Number.MAX_SAFE_INTEGER}`,
      ),
    token: z.string().min(1).max(4096).optional(),
    expiresInSeconds: z.int().positive().max(43_200).optional(),
  })
  .refine((added) => added.token ?? added.expiresInSeconds === undefined, {
    path: ["expiresInSeconds"],
    error: "is for temporary keys, which need a token, too",
  });

export function addAccount(
  { accounts, clock }: { accounts: Accounts; clock: Clock },
  asked: z.output<typeof accountForm>,
): void {
  const { expiresInSeconds: seconds, ...added } = asked;
  accounts.add({ ...added, expires: seconds && clock.now() + seconds * 1000 });
}
