import * as z from "zod";
import type { Store } from "../../core/contract";
import {
  generateMaterial,
  open,
  seal,
  WRAPPING_ALGORITHMS,
} from "../../core/cryptography";

/** What ImportKeyMaterial needs from the GetParametersForImport before it. */
const importToken = z.object({
  keyId: z.string(),
  algorithm: z.enum(WRAPPING_ALGORITHMS),
  /** PKCS#8 DER in base64, of the public key that the client wraps with. */
  privateKey: z.string(),
  /** Epoch ms. */
  expires: z.number(),
});
type ImportToken = z.infer<typeof importToken>;

const CONTEXT = "import token";

/** The token carries its own content, sealed: nothing is kept for tokens that are never used. */
export function makeImportToken(store: Store, token: ImportToken): string {
  const text = Buffer.from(JSON.stringify(token));
  return seal(sealingKey(store), text, CONTEXT).toString("base64");
}

/** Undefined if the token was not made here. */
export function readImportToken(
  store: Store,
  token: string,
): ImportToken | undefined {
  const sealed = Buffer.from(token, "base64");
  const text = open(sealingKey(store), sealed, CONTEXT);
  return text && importToken.parse(JSON.parse(text.toString()));
}

function sealingKey(store: Store): string {
  const secrets = store.collection<string>("alibaba.secrets");
  const known = secrets.get(CONTEXT);
  if (known !== undefined) return known;
  const made = generateMaterial("AES_256");
  secrets.put(CONTEXT, made);
  return made;
}
