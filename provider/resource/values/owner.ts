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

/** The last characters of an owner, which are those of the URN alone. */
const URN_LENGTH = 8;

/**
 * Identifies the resource that owns a key. It is the same in each run of one state, which stores the provider's id, and
 * differs in every other state, even with the same project, stack and resource names. A destroyed stack gets a provider
 * with a new id, so that its resources have other owners from then on: only the end, that of the URN, is the same.
 */
export function ownerIdOf(providerId: string, urn: string): string {
  const hash = createHash("sha256").update(`${providerId}\n${urn}`).digest();
  return encode(hash, OWNER_ID_LENGTH - URN_LENGTH) + urnPartOf(urn);
}

/** Whether an owner is this resource, in this state or in another one that has its URN. */
export function isOfUrn(ownerId: string, urn: string): boolean {
  return ownerId.endsWith(urnPartOf(urn));
}

function urnPartOf(urn: string): string {
  return encode(createHash("sha256").update(urn).digest(), URN_LENGTH);
}

/** Identifies one CreateKey. The seed is Pulumi's, or random. */
export function newToken(seed: Uint8Array = randomBytes(32)): string {
  const hash = createHash("sha256").update("token").update(seed).digest();
  return encode(hash, TOKEN_LENGTH);
}

/** An auto-generated name: `BASE-OWNER-TOKEN`. No other request can have created a key under it. */
export function ownedName(base: string, owner: string, token: string): string {
  return `${base}-${owner}-${token}`;
}
export const OWNED_SUFFIX_LENGTH = OWNER_ID_LENGTH + TOKEN_LENGTH + 2;

/** The token in an auto-generated name of this owner. */
export function tokenIn(name: string, owner: string): string | undefined {
  const [found, token] = name.split("-").slice(-2);
  return found === owner && token?.length === TOKEN_LENGTH ? token : undefined;
}
