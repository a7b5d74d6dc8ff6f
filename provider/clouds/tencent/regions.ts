/**
 * Regions of KMS. No page has them all: these are of its hosts
 * ([request structure](https://www.tencentcloud.com/document/product/1030/32174)), of GetRegions' sample
 * (docs/clouds/tencent.md#regions), and the cloud's other ones that are open to everybody.
 */
export const REGIONS = [
  "ap-guangzhou",
  "ap-shanghai",
  "ap-nanjing",
  "ap-beijing",
  "ap-chengdu",
  "ap-chongqing",
  "ap-shanghai-fsi",
  "ap-shenzhen-fsi",
  "ap-beijing-fsi",
  "ap-hongkong",
  "ap-taipei",
  "ap-singapore",
  "ap-jakarta",
  "ap-bangkok",
  "ap-mumbai",
  "ap-seoul",
  "ap-tokyo",
  "me-saudi-arabia",
  "na-siliconvalley",
  "na-ashburn",
  "na-toronto",
  "sa-saopaulo",
  "eu-frankfurt",
] as const;
