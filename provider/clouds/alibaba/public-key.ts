import type { CallContext, Key, PublicKey } from "../cloud";
import { CloudError } from "../errors";
import { pemOf } from "../wrapping";
import type { Gateway } from "./gateway";
import { allPages } from "./paging";
import * as replies from "./replies";

/** The public key of the key's newest version. */
export async function readPublicKey(
  gateway: Gateway,
  region: string,
  { keyId, primaryKeyVersion }: Pick<Key, "keyId" | "primaryKeyVersion">,
  context: CallContext,
): Promise<PublicKey> {
  const version =
    primaryKeyVersion ?? (await newestVersion(gateway, region, keyId, context));
  const { PublicKey: der } = await gateway.kms(
    {
      action: "GetPublicKey",
      region,
      keyId,
      parameters: { KeyId: keyId, KeyVersionId: version },
    },
    replies.publicKey,
    context,
  );
  // The cloud gives PEM; it is folded anew, so that it is the same whichever cloud it comes from.
  return { der, pem: pemOf(der) };
}

/** DescribeKey names the primary version of symmetric keys only (docs/clouds/alibaba.md#key-metadata). */
async function newestVersion(
  gateway: Gateway,
  region: string,
  keyId: string,
  context: CallContext,
): Promise<string> {
  let newest: { id: string; date: string } | undefined;
  for await (const { KeyVersionId, CreationDate } of allPages(
    gateway,
    { action: "ListKeyVersions", region, keyId, parameters: { KeyId: keyId } },
    replies.keyVersions,
    (page) => page.KeyVersions,
    context,
  ))
    if (!newest || CreationDate > newest.date)
      newest = { id: KeyVersionId, date: CreationDate };
  if (newest) return newest.id;
  throw new CloudError("the key has no version yet", {
    kind: "state",
    cloud: "alibaba",
    action: "GetPublicKey",
    region,
    keyId,
  });
}
