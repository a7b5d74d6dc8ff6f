import * as cmk from "pulumi-cmk";

const ledger = new cmk.Cmk("ledger", {
  cloud: "alibaba",
  region: "cn-hangzhou",
  spec: "AES_256",
  protectionLevel: "HSM",
  dkmsInstanceId: "kst-hzz62ab0ad57t0xxxxxxx",
  description: "Encrypts the ledger, on our own KMS instance",
  deletionProtection: true,
});

const archive = new cmk.Cmk("archive", {
  cloud: "tencent",
  region: "ap-guangzhou",
  hsmClusterId: "cls-hsm-4f7bk1pz",
  alias: "archive",
  description: "Encrypts the archive, on our own HSM cluster",
});

export const ledgerKeyId = ledger.keyId;
export const archiveKeyId = archive.keyId;
