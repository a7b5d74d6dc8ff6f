import * as cmk from "pulumi-cmk";

const orders = new cmk.Cmk("orders", {
  cloud: "alibaba",
  region: "cn-hangzhou",
  description: "Encrypts the orders database",
  rotation: { interval: "365d" },
});

const invoices = new cmk.Cmk("invoices", {
  cloud: "tencent",
  region: "ap-singapore",
  alias: "invoices",
  description: "Encrypts the invoices bucket",
  rotation: { interval: "365d" },
});

export const ordersKeyId = orders.keyId;
export const invoicesKeyId = invoices.keyId;
