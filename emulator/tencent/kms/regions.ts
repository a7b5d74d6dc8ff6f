import type { Switches } from "../../core/contract";
import { commaList } from "../../core/comma-list";

/**
 * What a region's hardware modules are certified for, and so which algorithms it has (docs/clouds/tencent.md#regions).
 */
export type Standard = "SM" | "FIPS";

/** Mainland regions. No complete table is published; the lists are the defaults of two switches. */
export const SM_REGIONS = [
  "ap-guangzhou",
  "ap-shanghai",
  "ap-nanjing",
  "ap-beijing",
  "ap-chengdu",
  "ap-chongqing",
  "ap-shanghai-fsi",
  "ap-shenzhen-fsi",
  "ap-beijing-fsi",
] as const;

export const FIPS_REGIONS = [
  "ap-hongkong",
  "ap-taipei",
  "ap-singapore",
  "ap-jakarta",
  "ap-bangkok",
  "ap-mumbai",
  "ap-seoul",
  "ap-tokyo",
  "na-siliconvalley",
  "na-ashburn",
  "sa-saopaulo",
  "eu-frankfurt",
] as const;

/** Whether the service has the region. */
export function isServed(switches: Switches, region: string): boolean {
  return (["SM", "FIPS"] as const).some((standard) =>
    regionsOf(switches, standard).includes(region),
  );
}

export function standardOf(switches: Switches, region: string): Standard {
  return regionsOf(switches, "FIPS").includes(region) ? "FIPS" : "SM";
}

export function regionsOf(switches: Switches, standard: Standard): string[] {
  const name = standard === "SM" ? "tencent.smRegions" : "tencent.fipsRegions";
  return commaList(switches.get<string>(name));
}
