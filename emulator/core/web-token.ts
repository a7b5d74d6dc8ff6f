import * as z from "zod";

const claims = z.object({
  exp: z.number().default(Infinity),
  iat: z.number().optional(),
  iss: z.string().default(""),
  sub: z.string().default(""),
  aud: z.union([z.string(), z.array(z.string())]).default(""),
});

/** The claims of a JSON Web Token, with times in Unix seconds. */
export type Claims = z.output<typeof claims>;

/**
 * Undefined if the text is not a JSON Web Token. Its signature is not checked, because there is no identity provider.
 */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, ...rest] = token.split(".");
  if (!payload || rest.length !== 1) return undefined;
  const text = Buffer.from(payload, "base64url").toString();
  try {
    return claims.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
