import * as cmk from "pulumi-cmk";

const releases = new cmk.Cmk("releases", {
  cloud: "tencent",
  region: "ap-singapore",
  spec: "EC_P256",
  usage: "SIGN_VERIFY",
  alias: "releases",
  description: "Signs releases",
});

const publicKey = cmk.getPublicKeyOutput({ id: releases.id });

export const releasesPublicKey = publicKey.publicKeyPem;
