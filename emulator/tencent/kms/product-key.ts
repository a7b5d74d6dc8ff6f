import type { Context } from "../context";
import type { ProductKey } from "../../core/product";
import { refusal } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { type KeyRecord, UNTOUCHED } from "./record";
import { timeUuid } from "./uuid";

/** A key as a product makes it when a user first turns its encryption on; names that begin with `kms-` are products'. */
export function makeProductKey(
  asked: ProductKey,
  { keys, now }: Context,
  alias?: string,
): KeyRecord {
  const keyId = timeUuid(now * 1000);
  const key: KeyRecord = {
    ...asked,
    keyId,
    alias: alias ?? `kms-${asked.product}-${keyId.slice(0, 8)}`,
    description: "",
    keyUsage: "ENCRYPT_DECRYPT",
    origin: "TENCENT_KMS",
    hsmClusterId: "",
    createTime: now,
    state: "Enabled",
    ...UNTOUCHED,
  };
  keys.put(key);
  return key;
}

type NamesKeys = { KeyId: string } | { KeyIds: string[] };

/** A change that products' keys refuse (docs/clouds/tencent.md#alias-and-description). */
export function ofUserKeys<Parameters extends NamesKeys>(
  run: (parameters: Parameters, context: Context) => Reply | void,
): (parameters: Parameters, context: Context) => Reply | void {
  return (parameters, context) => {
    const { caller, keys, region } = context;
    const ids = "KeyIds" in parameters ? parameters.KeyIds : [parameters.KeyId];
    for (const id of ids)
      if (keys.lookUp(caller.account, region, id)?.product !== undefined)
        throw refusal("UnsupportedOperation.NotUserCreatedCmk");
    return run(parameters, context);
  };
}
