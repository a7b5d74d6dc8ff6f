import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

const config = new pulumi.Config();

const key = new cmk.Cmk(
  "orders",
  { cloud: "alibaba", description: "Encrypts the orders' database and disk" },
  { protect: true },
);

const database = new alicloud.rds.Instance("orders", {
  engine: "MySQL",
  engineVersion: "8.0",
  instanceType: "mysql.n2.xlarge.25",
  instanceStorage: 100,
  dbInstanceStorageType: "local_ssd",
  vswitchId: config.require("vswitchId"),
  tdeStatus: "Enabled",
  tdeEncryptionKey: key.keyId,
});

const disk = new alicloud.ecs.EcsDisk("orders", {
  zoneId: config.require("alibabaZone"),
  category: "cloud_essd",
  size: 100,
  encrypted: true,
  kmsKeyId: key.keyId,
});

export const ordersDatabase = database.connectionString;
export const ordersDisk = disk.id;
