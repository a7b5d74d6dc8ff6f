import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

/** Who may do what with a key on an Alibaba Cloud KMS instance; other keys know RAM policies only. */
function keyPolicy(account: string, role: string): string {
  const principal = (...names: string[]) => ({
    RAM: names.map((name) => `acs:ram::${account}:${name}`),
  });
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "Administrators keep control of the key",
        Effect: "Allow",
        Principal: principal("*"),
        Action: ["kms:*"],
        Resource: ["*"],
      },
      {
        Sid: "The ledger service encrypts and decrypts",
        Effect: "Allow",
        Principal: principal(`role/${role}`),
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
        Resource: ["*"],
      },
    ],
  });
}

export function infrastructure() {
  const config = new pulumi.Config();

  const ledger = new cmk.Cmk("ledger", {
    cloud: "alibaba",
    spec: "AES_256",
    protectionLevel: "HSM",
    dkmsInstanceId: config.require("dkmsInstanceId"),
    description: "Encrypts the ledger",
    policy: keyPolicy(config.require("alibabaAccount"), "ledger"),
    // The cloud refuses to delete the key until an update has taken this away.
    deletionProtection: config.getBoolean("deletionProtection") ?? true,
    deletionWindowInDays: 366,
  });

  const archive = new cmk.Cmk("archive", {
    cloud: "tencent",
    hsmClusterId: config.require("hsmClusterId"),
    alias: "ledger-archive",
    description: "Encrypts the ledger's archive",
    // Pulumi disables the key instead of deleting it.
    deletionPolicy: "DISABLE",
  });

  return { ledgerKeyId: ledger.keyId, archiveKeyId: archive.keyId };
}
