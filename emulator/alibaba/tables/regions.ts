/** What DescribeRegions lists (docs/clouds/alibaba.md#regions-and-hosts); the emulator serves any region. */
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
  "cn-hongkong",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-southeast-1",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "us-east-1",
  "us-west-1",
  "eu-west-1",
  "eu-central-1",
  "me-east-1",
  "cn-hangzhou-finance",
  "cn-shanghai-finance-1",
  "cn-shenzhen-finance-1",
  "cn-beijing-finance-1",
] as const;

/** Also those that only the endpoints' page or the vendor's SDK have. */
export const KNOWN_REGIONS = [
  ...REGIONS,
  "ap-south-1",
  "cn-zhengzhou-jva",
  "me-central-1",
] as const;

/** Regions with managed HSM (docs/clouds/alibaba.md#where-a-key-lives): elsewhere ProtectionLevel HSM is refused. */
const HSM_REGIONS: readonly string[] = [
  "cn-beijing",
  "cn-zhangjiakou",
  "cn-hangzhou",
  "cn-shanghai",
  "cn-shenzhen",
  "cn-hongkong",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "us-east-1",
];

export function hasManagedHsm(region: string): boolean {
  return HSM_REGIONS.includes(region);
}

export function isMainland(region: string): boolean {
  return region.startsWith("cn-") && region !== "cn-hongkong";
}

/** The two letters by which ids name a region's city. */
const CITIES: Readonly<Record<string, string>> = {
  "cn-qingdao": "qd",
  "cn-beijing": "bj",
  "cn-zhangjiakou": "zj",
  "cn-huhehaote": "hh",
  "cn-wulanchabu": "wl",
  "cn-hangzhou": "hz",
  "cn-shanghai": "sh",
  "cn-shenzhen": "sz",
  "cn-heyuan": "hy",
  "cn-guangzhou": "gz",
  "cn-chengdu": "cd",
  "cn-fuzhou": "fz",
  "cn-hongkong": "hk",
};

/**
 * As `hzz` for cn-hangzhou (docs/clouds/alibaba.md#ids). Recordings show cities of China alone; elsewhere the initials of
 * the region's name stand in.
 */
export function cityLetters(region: string): string {
  const initials = region
    .split("-")
    .map(([initial = ""]) => initial)
    .join("");
  const letters = CITIES[region] ?? initials.slice(0, 2);
  return letters + letters.slice(-1);
}
