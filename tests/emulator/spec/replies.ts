import { publicEncrypt } from "node:crypto";
import { importMaterial, TestCloud } from "../../../emulator/testing/alibaba";
import { Bench } from "../../../emulator/testing/tencent";

type Replies = Map<string, Set<string>>;

/** Adds the names of all members of a reply at any depth, RequestId apart. */
function note(replies: Replies, action: string, reply: unknown): void {
  const names = replies.get(action) ?? new Set<string>();
  replies.set(action, names);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === "RequestId") continue;
      names.add(name);
      visit(member);
    }
  };
  visit(reply);
}

/** The members that each of Alibaba's actions answers on keys of every kind. */
export async function alibabaReplies(): Promise<Replies> {
  const cloud = new TestCloud({
    "alibaba.instances": "kst-a:software,kst-b:hardware",
  });
  const replies: Replies = new Map();
  const ask = async (action: string, parameters: object = {}) => {
    const reply = await cloud.ok(action, { ...parameters });
    note(replies, action, reply);
    return reply;
  };
  const rotating = { EnableAutomaticRotation: true, RotationInterval: "30d" };
  const made = await ask("CreateKey", { DKMSInstanceId: "kst-a", ...rotating });
  const { KeyId } = made.KeyMetadata;
  const pending = await cloud.createKey();
  await ask("ScheduleKeyDeletion", { KeyId: pending, PendingWindowInDays: 7 });
  await ask("DescribeKey", { KeyId: pending });
  await ask("CancelKeyDeletion", { KeyId: pending });
  await ask("SetDeletionProtection", {
    ProtectedResourceArn: `acs:kms:cn-hangzhou:100000000001:key/${KeyId}`,
    EnableDeletionProtection: true,
    DeletionProtectionDescription: "in use",
  });
  await ask("DescribeKey", { KeyId });
  await ask("UpdateRotationPolicy", { KeyId, ...rotating });
  await ask("DisableKey", { KeyId });
  await ask("EnableKey", { KeyId });
  await ask("UpdateKeyDescription", { KeyId, Description: "new" });
  await ask("ListKeys");
  await ask("DescribeRegions");
  cloud.set("alibaba.accountStatus", "NotEnabled");
  await ask("OpenKmsService");
  await ask("DescribeAccountKmsStatus");
  cloud.set("alibaba.accountStatus", "Enabled");
  cloud.advance({ days: 8 });
  const { KeyVersion } = await ask("CreateKeyVersion", { KeyId });
  const { KeyVersionId } = KeyVersion;
  await ask("ListKeyVersions", { KeyId });
  await ask("DescribeKeyVersion", { KeyId, KeyVersionId });
  const Tags = JSON.stringify([{ TagKey: "a", TagValue: "1" }]);
  await ask("TagResource", { KeyId, Tags });
  await ask("ListResourceTags", { KeyId });
  const resource = {
    RegionId: "cn-hangzhou",
    ResourceType: "key",
    "ResourceId.1": KeyId,
  };
  await ask("TagResources", {
    ...resource,
    "Tag.1.Key": "b",
    "Tag.1.Value": "2",
  });
  await ask("ListTagResources", resource);
  await ask("UntagResource", { KeyId, TagKeys: '["a"]' });
  await ask("UntagResources", { ...resource, All: true });
  const { Policy } = await ask("GetKeyPolicy", { KeyId });
  await ask("SetKeyPolicy", { KeyId, Policy });
  const AliasName = "alias/a";
  await ask("CreateAlias", { KeyId, AliasName });
  await ask("UpdateAlias", { KeyId, AliasName });
  await ask("ListAliases");
  await ask("ListAliasesByKeyId", { KeyId });
  await ask("DeleteAlias", { AliasName });
  const external = await cloud.createKey({ Origin: "EXTERNAL" });
  await ask("GetParametersForImport", {
    KeyId: external,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  await ask("ImportKeyMaterial", await importMaterial(cloud, external));
  await ask("DeleteKeyMaterial", { KeyId: external });
  const sealed = await ask("Encrypt", { KeyId, Plaintext: "cm9vdA==" });
  await ask("Decrypt", { CiphertextBlob: sealed.CiphertextBlob });
  await ask("GenerateDataKey", { KeyId });
  await ask("GenerateDataKeyWithoutPlaintext", { KeyId });
  const pair = await cloud.createKey({ KeySpec: "EC_P256" });
  const versions = await cloud.ok("ListKeyVersions", { KeyId: pair });
  const [first] = versions.KeyVersions.KeyVersion;
  await ask("GetPublicKey", { KeyId: pair, KeyVersionId: first!.KeyVersionId });
  const signing = {
    KeyId: pair,
    KeyVersionId: first!.KeyVersionId,
    Algorithm: "ECDSA_SHA_256",
    Digest: Buffer.alloc(32).toString("base64"),
  };
  const { Value } = await ask("AsymmetricSign", signing);
  await ask("AsymmetricVerify", { ...signing, Value });
  const rsa = await cloud.createKey({
    KeySpec: "RSA_2048",
    KeyUsage: "ENCRYPT/DECRYPT",
  });
  const ofRsa = await cloud.ok("ListKeyVersions", { KeyId: rsa });
  const crypt = {
    KeyId: rsa,
    KeyVersionId: ofRsa.KeyVersions.KeyVersion[0]!.KeyVersionId,
    Algorithm: "RSAES_OAEP_SHA_256",
  };
  const Plaintext = "cm9vdA==";
  const { CiphertextBlob } = await ask("AsymmetricEncrypt", {
    ...crypt,
    Plaintext,
  });
  await ask("AsymmetricDecrypt", { ...crypt, CiphertextBlob });
  await ask("ReEncrypt", {
    CiphertextBlob: sealed.CiphertextBlob,
    DestinationKeyId: KeyId,
  });
  await ask("GetKmsInstance", { KmsInstanceId: "kst-a" });
  await ask("ListKmsInstances");
  await ask("GetDefaultKmsInstance");
  await ask("GetKmsInstanceQuotaInfos", { KmsInstanceId: "kst-a" });
  return replies;
}

/** The members that each of Tencent's actions answers. */
export async function tencentReplies(): Promise<Replies> {
  const bench = new Bench();
  const replies: Replies = new Map();
  const ask = async (action: string, parameters: object = {}) => {
    const reply = await bench.kms(action, parameters);
    note(replies, action, reply);
    return reply;
  };
  bench.set("tencent.hsmClusters", "cls-hsm-1");
  const { KeyId } = await ask("CreateKey", { Alias: "spec" });
  for (const action of ["DescribeKey", "GetKeyRotationStatus"])
    await ask(action, { KeyId });
  await ask("DescribeKeys", { KeyIds: [KeyId] });
  for (const action of [
    "ListKeys",
    "ListKeyDetail",
    "ListAlgorithms",
    "GetRegions",
    "GetServiceStatus",
  ])
    await ask(action);
  const pair = await bench.createKey({
    KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
  });
  await ask("GetPublicKey", { KeyId: pair });
  await ask("UpdateAlias", { KeyId, Alias: "spec-2" });
  await ask("UpdateKeyDescription", { KeyId, Description: "new" });
  await ask("EnableKeyRotation", { KeyId, RotateDays: 30 });
  await ask("RotateKey", { KeyId });
  await ask("DisableKeyRotation", { KeyId });
  const binding = { KeyId, ProductId: "cos", ResourceId: "bucket" };
  await ask("BindCloudResource", binding);
  await ask("UnbindCloudResource", binding);
  const { CiphertextBlob } = await ask("Encrypt", {
    KeyId,
    Plaintext: "dGVzdAo=",
  });
  await ask("Decrypt", { CiphertextBlob });
  await ask("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
  await ask("ReEncrypt", { CiphertextBlob });
  const signing = {
    KeyId: pair,
    Algorithm: "ECC_P256_R1",
    Message: "dGVzdAo=",
  };
  const { Signature } = await ask("SignByAsymmetricKey", signing);
  await ask("VerifyByAsymmetricKey", { ...signing, SignatureValue: Signature });
  const rsa = await bench.createKey({
    KeyUsage: "ASYMMETRIC_DECRYPT_RSA_2048",
  });
  const { PublicKeyPem } = await bench.kms("GetPublicKey", { KeyId: rsa });
  await ask("AsymmetricRsaDecrypt", {
    KeyId: rsa,
    Algorithm: "RSAES_OAEP_SHA_1",
    Ciphertext: publicEncrypt(String(PublicKeyPem), Buffer.from("x")).toString(
      "base64",
    ),
  });
  await ask("DisableKeys", { KeyIds: [KeyId] });
  await ask("EnableKeys", { KeyIds: [KeyId] });
  await ask("DisableKey", { KeyId });
  await ask("EnableKey", { KeyId });
  await ask("ArchiveKey", { KeyId });
  await ask("CancelKeyArchive", { KeyId });
  await ask("DisableKey", { KeyId });
  await ask("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await ask("CancelKeyDeletion", { KeyId });
  const external = await bench.createKey({ Type: 2 });
  await ask("GetParametersForImport", {
    KeyId: external,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  for (const action of ["ImportKeyMaterial", "DeleteImportedKeyMaterial"])
    note(replies, action, {});
  return replies;
}
