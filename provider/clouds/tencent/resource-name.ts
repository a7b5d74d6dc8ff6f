/** A key's six-segment name: `qcs::kms:REGION:uin/OWNER:key/creatorUin/CREATOR/KEYID` (docs/clouds/tencent.md#tags). */
export interface ResourceName {
  region: string;
  /** Uin of the main account; Tencent Cloud lets it be empty. */
  owner: string;
  /** What the tag service calls the key: `creatorUin/CREATOR/KEYID`, as in KeyMetadata.ResourceId. */
  resourceId: string;
  keyId: string;
}

const FORM =
  /^qcs::kms:([a-z0-9-]+):uin\/(\d*):key\/(creatorUin\/\d+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/;

export function parseName(text: string): ResourceName | undefined {
  const [, region, owner, resourceId, keyId] = FORM.exec(text) ?? [];
  if (!region || owner === undefined || !resourceId || !keyId) return undefined;
  return { region, owner, resourceId, keyId };
}

export function formatName(name: Omit<ResourceName, "keyId">): string {
  return `qcs::kms:${name.region}:uin/${name.owner}:key/${name.resourceId}`;
}
