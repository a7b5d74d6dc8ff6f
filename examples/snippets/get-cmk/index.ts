import * as cmk from "pulumi-cmk";

const invoices = cmk.getCmkOutput({
  cloud: "tencent",
  region: "ap-singapore",
  alias: "invoices",
});

export const invoicesKeyId = invoices.keyId;
