import * as pulumi from "@pulumi/pulumi";
import * as tencentcloud from "@pulumi/tencentcloud";
import * as cmk from "pulumi-cmk";

const config = new pulumi.Config();

const key = new cmk.Cmk(
  "invoices",
  { cloud: "tencent", description: "Encrypts the invoices' database and disk" },
  { protect: true },
);

new tencentcloud.MysqlInstanceEncryptionOperation("invoices", {
  instanceId: config.require("mysqlInstanceId"),
  keyId: key.keyId,
  keyRegion: key.region,
});

const disk = new tencentcloud.CbsStorage("invoices", {
  storageName: "invoices",
  storageType: "CLOUD_SSD",
  storageSize: 100,
  availabilityZone: config.require("tencentZone"),
  encrypt: true,
  kmsKeyId: key.keyId,
});

export const invoicesDisk = disk.id;
