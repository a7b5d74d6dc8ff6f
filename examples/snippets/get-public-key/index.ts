import * as cmk from "pulumi-cmk";

const releases = cmk.getPublicKeyOutput({
  cloud: "tencent",
  region: "ap-singapore",
  alias: "releases",
});

export const releasesPublicKey = releases.publicKeyPem;
