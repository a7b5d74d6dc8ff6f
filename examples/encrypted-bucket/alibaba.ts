import * as alicloud from "@pulumi/alicloud";
import * as cmk from "pulumi-cmk";

const key = new cmk.Cmk(
  "reports",
  { cloud: "alibaba", description: "Encrypts the bucket of reports" },
  { protect: true },
);

const bucket = new alicloud.oss.Bucket("reports", {
  serverSideEncryptionRule: {
    sseAlgorithm: "KMS",
    kmsMasterKeyId: key.keyId,
  },
});

export const reportsBucket = bucket.bucket;
