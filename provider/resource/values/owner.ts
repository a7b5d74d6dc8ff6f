import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
export const OWNER_ID_LENGTH = 16;
export const TOKEN_LENGTH = 12;

function encode(bytes: Uint8Array, length: number): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text += ALPHABET[Number(number % 36n)] ?? "";
    number /= 36n;
  }
  return text;
}

/**
 * Names the resource that owns a key: the same in each run of one state, as the provider's id is stored there, and
 * different in every other state, though project, stack and resource have the same names.
 */
export function ownerIdOf(providerId: string, urn: string): string {
  const hash = createHash("sha256").update(`${providerId}\n${urn}`).digest();
  return encode(hash, OWNER_ID_LENGTH);
}

/** Names one CreateKey. The seed is Pulumi's, or chance. */
export function newToken(seed: Uint8Array = randomBytes(32)): string {
  const hash = createHash("sha256").update("token").update(seed).digest();
  return encode(hash, TOKEN_LENGTH);
}

/** An auto-name: `BASE-MARK-TOKEN`. Nobody else's request can have made a key under it. */
export function ownedName(base: string, mark: string, token: string): string {
  return `${base}-${mark}-${token}`;
}
export const OWNED_SUFFIX_LENGTH = OWNER_ID_LENGTH + TOKEN_LENGTH + 2;

/** The token in an auto-name that carries this very mark. */
export function tokenIn(name: string, mark: string): string | undefined {
  const [found, token] = name.split("-").slice(-2);
  return found === mark && token?.length === TOKEN_LENGTH ? token : undefined;
}
