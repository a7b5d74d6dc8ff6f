/**
 * Regions of KMS: of the vendor's
 * [endpoints](https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/api-kms-2016-01-20-endpoint)
 * and of its SDK [@alicloud/kms20160120](https://www.npmjs.com/package/@alicloud/kms20160120), without Sydney, which is
 * closed (docs/clouds/alibaba.md#regions-and-hosts).
 */
export const REGIONS = [
  "cn-qingdao",
  "cn-beijing",
  "cn-zhangjiakou",
  "cn-huhehaote",
  "cn-wulanchabu",
  "cn-hangzhou",
  "cn-shanghai",
  "cn-shenzhen",
  "cn-heyuan",
  "cn-guangzhou",
  "cn-chengdu",
  "cn-fuzhou",
  "cn-wuhan-lr",
  "cn-zhengzhou-jva",
  "cn-hongkong",
  "cn-hangzhou-finance",
  "cn-shanghai-finance-1",
  "cn-shenzhen-finance-1",
  "cn-beijing-finance-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "eu-central-1",
  "eu-west-1",
  "me-central-1",
  "me-east-1",
  "us-east-1",
  "us-west-1",
] as const;
