import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

const config = new pulumi.Config();

const key = new cmk.Cmk(
  "shop",
  { cloud: "alibaba", description: "Encrypts the shop's Secrets and logs" },
  { protect: true },
);

const cluster = new alicloud.cs.ManagedKubernetes("shop", {
  clusterSpec: "ack.pro.small",
  vswitchIds: config.requireObject("vswitchIds"),
  podCidr: "172.20.0.0/16",
  serviceCidr: "172.21.0.0/20",
  disableEncryption: false,
  encryptionProviderKey: key.keyId,
});

new alicloud.log.Store("shop", {
  projectName: config.require("logProject"),
  logstoreName: "shop",
  encryptConf: {
    enable: true,
    encryptType: "default",
    userCmkInfo: {
      cmkKeyId: key.keyId,
      regionId: key.region,
      arn: config.require("logRole"),
    },
  },
});

export const shopCluster = cluster.id;
