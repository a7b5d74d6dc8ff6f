import * as pulumi from "@pulumi/pulumi";
import * as tencentcloud from "@pulumi/tencentcloud";
import * as cmk from "pulumi-cmk";

const config = new pulumi.Config();

const key = new cmk.Cmk(
  "depot",
  { cloud: "tencent", description: "Encrypts the depot's Secrets and logs" },
  { protect: true },
);

new tencentcloud.KubernetesEncryptionProtection("depot", {
  clusterId: config.require("clusterId"),
  kmsConfiguration: { keyId: key.keyId, kmsRegion: key.region },
});

const topic = new tencentcloud.ClsTopic("depot", {
  logsetId: config.require("logsetId"),
  topicName: "depot",
  encryption: 1,
  customKmsInfo: { kmsKeyId: key.keyId, kmsRegion: key.region },
});

export const depotTopic = topic.id;
