import * as cmk from "pulumi-cmk";

const enabled = cmk.getCmksOutput({
  cloud: "tencent",
  region: "ap-singapore",
  states: ["Enabled"],
});

export const enabledKeys = enabled.cmks;
