import type * as z from "zod";
import { publicKeyDer, publicKeyPem } from "../../core/cryptography";
import type { Context } from "../context";
import { refusalNamed } from "../wire/errors";
import type { Reply } from "../wire/reply";
import type { GetPublicKey } from "./parameters";
import { keyOf } from "./read";
import { stateAfter } from "./states";
import { isSymmetric } from "./usages";
import { materialOf } from "./versions";

/** Only of asymmetric keys, and only while they are Enabled (docs/clouds/tencent.md#lists-of-keys). */
export function getPublicKey(
  { KeyId }: z.output<typeof GetPublicKey>,
  context: Context,
): Reply {
  const { switches } = context;
  const key = keyOf(KeyId, context);
  if (isSymmetric(key.keyUsage))
    throw refusalNamed(
      switches.get<string>("tencent.symmetricPublicKeyCode"),
      "A symmetric key has no public key.",
    );
  stateAfter("GetPublicKey", key.state, switches);
  const der = publicKeyDer(materialOf(key, key.version, context));
  const failing = switches.get<boolean>("tencent.faultyPem");
  return {
    KeyId,
    PublicKey: der,
    PublicKeyPem: publicKeyPem(
      failing ? Buffer.from(der).toString("base64") : der,
    ),
  };
}
