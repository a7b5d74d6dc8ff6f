import type { Switches } from "../../core/contract";
import {
  automaticRotation,
  dateText,
  isSymmetric,
  keyArn,
  nextRotation,
  primaryVersion,
  type KeyRecord,
} from "../state/key";
import type { Fields } from "../wire/reply";

/**
 * KeyMetadata as CreateKey shows it; undefined fields are left out of replies. Presence by
 * docs/clouds/alibaba.md#key-metadata.
 */
export function keyMetadata(key: KeyRecord, switches: Switches): Fields {
  return {
    KeyId: key.keyId,
    Arn: keyArn(key),
    KeyState: key.state,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    Description: key.description,
    Creator: key.product ?? key.account,
    CreationDate: dateText(key.created),
    ...rotationFields(key, switches),
    LastRotationDate:
      key.lastRotation === undefined ? undefined : dateText(key.lastRotation),
    PrimaryKeyVersion: isSymmetric(key) ? primaryVersion(key).id : undefined,
    DeleteDate: deleteDate(key, switches),
    MaterialExpireTime:
      key.materialExpires === undefined ? "" : dateText(key.materialExpires),
    DKMSInstanceId: key.dkmsInstanceId,
  };
}

/** What DescribeKey shows and CreateKey doesn't. */
export function describedMetadata(key: KeyRecord, switches: Switches): Fields {
  const protection = key.deletionProtection;
  return {
    ...keyMetadata(key, switches),
    DeletionProtection: protection === undefined ? "Disabled" : "Enabled",
    DeletionProtectionDescription: protection?.description || undefined,
  };
}

function rotationFields(key: KeyRecord, switches: Switches): Fields {
  if (
    !isSymmetric(key) &&
    !switches.get<boolean>("alibaba.rotationOfAsymmetricKeys")
  )
    return {};
  const next = nextRotation(key);
  if (next === undefined) return { AutomaticRotation: "Disabled" };
  return {
    AutomaticRotation: automaticRotation(key),
    RotationInterval: `${key.rotationSeconds}s`,
    NextRotationDate: dateText(next),
  };
}

function deleteDate(key: KeyRecord, switches: Switches): string | undefined {
  if (key.deleteAt !== undefined) return dateText(key.deleteAt);
  return switches.get<boolean>("alibaba.emptyDeleteDate") ? "" : undefined;
}
