import type { Key, KeyVersion } from "../cloud";
import { isRotatedSoon } from "../common/rotation";
import { isKind } from "../errors";
import type { RegionalClient } from "./client";
import type { KeyReader } from "./reader";
import { keyVersions } from "./replies";
import { nothing } from "../common/replies/replies";

/** A key's versions (docs/clouds/alibaba.md#rotation-and-versions). */

/** Oldest first. */
export async function listVersions(
  client: RegionalClient,
  keyId: string,
): Promise<KeyVersion[]> {
  const versions: KeyVersion[] = [];
  for await (const { KeyVersionId, CreationDate } of client.rows(
    { action: "ListKeyVersions", keyId, parameters: { KeyId: keyId } },
    keyVersions,
    (page) => page.KeyVersions,
  ))
    versions.push({ id: KeyVersionId, creationDate: CreationDate });
  return versions.sort((a, b) => a.creationDate.localeCompare(b.creationDate));
}

/**
 * Makes a version, which encrypts from then on. Each request that is carried out makes one, so after a lost answer only
 * the key's primary version tells whether it was.
 */
export async function createVersion(
  client: RegionalClient,
  reader: KeyReader,
  {
    keyId,
    primaryKeyVersion: before,
  }: Pick<Key, "keyId" | "primaryKeyVersion">,
): Promise<void> {
  const action = "CreateKeyVersion";
  const parameters = { KeyId: keyId };
  try {
    await client.kms({ action, keyId, parameters, retry: "never" }, nothing);
  } catch (error) {
    if (!isKind(error, "unknownOutcome") || before === undefined) throw error;
    const isRotated = async () =>
      (await reader.metadata(keyId, keyId)).PrimaryKeyVersion !== before;
    if (!(await isRotatedSoon(isRotated, client.context))) throw error;
  }
}
