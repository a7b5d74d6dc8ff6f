import * as pulumi from "@pulumi/pulumi";
import * as tencentcloud from "@pulumi/tencentcloud";
import * as cmk from "pulumi-cmk";

const config = new pulumi.Config();

const key = new cmk.Cmk(
  "statements",
  { cloud: "tencent", description: "Encrypts the bucket of statements" },
  { protect: true },
);

const bucket = new tencentcloud.CosBucket("statements", {
  bucket: `statements-${config.require("appId")}`,
  encryptionAlgorithm: "KMS",
  kmsId: key.keyId,
});

export const statementsBucket = bucket.bucket;
