import * as z from "zod";
import { CloudError, setting } from "../errors";
import {
  configuredEndpoint,
  publicEndpoint,
  type Endpoint,
} from "../common/http/network";
import type { Found, Settings } from "../settings";
import type { SettingName } from "./settings";

/** Where KMS of each region and STS are reached. Throws CloudError of kind `invalid` for what was configured wrongly. */
export class Endpoints {
  readonly #settings: Settings;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #byRegion: ReadonlyMap<string, string>;

  constructor(
    settings: Settings,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.#settings = settings;
    this.#environment = environment;
    this.#byRegion = parseMap(settings.configured(NAMES.byRegion));
  }

  /** KMS is regional; there is no central host (docs/clouds/alibaba.md#regions-and-hosts). */
  kms(region: string): Endpoint {
    const emulator = this.#settings.configured("emulator");
    if (emulator !== undefined) return this.#emulated(region, emulator);
    const own = this.#byRegion.get(region);
    if (own !== undefined)
      return endpoint({
        value: own,
        from: setting(`${NAMES.byRegion}.${region}`),
      });
    const found = this.#settings.find(NAMES.any);
    if (!found) return publicEndpoint(kmsHost(region), `region ${region}`);
    if (!found.value.includes("{region}")) this.#checkServed(region, found);
    return endpoint({
      ...found,
      value: found.value.replaceAll("{region}", region),
    });
  }

  /** Its first region is at its own URL. Before it has been asked for its regions, so is every other, for messages. */
  #emulated(region: string, url: string): Endpoint {
    const from = setting("emulator");
    const served = [...this.#byRegion.keys()];
    const value = this.#byRegion.get(region);
    if (served.length > 0 && value === undefined)
      throw wrong(
        `the emulator at ${url} (${from}) serves ${served.join(", ")}, and not ${region}`,
        `Start it with \`--alibaba-regions ${[...served, region].join(",")}\`.`,
      );
    return endpoint({ value: value ?? url, from });
  }

  /**
   * The vendor's own variables choose a regional or VPC host, as they do for its libraries
   * (docs/clouds/alibaba.md#credentials).
   */
  sts(): Endpoint {
    const found = this.#settings.find(NAMES.sts);
    if (found) return endpoint(found);
    const region = this.#environment["ALIBABA_CLOUD_STS_REGION"];
    const vpc = this.#environment["ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"];
    const name = vpc?.toLowerCase() === "true" ? "sts-vpc" : "sts";
    return region
      ? publicEndpoint(
          `${name}.${region}.aliyuncs.com`,
          "environment variable ALIBABA_CLOUD_STS_REGION",
        )
      : publicEndpoint(
          "sts.aliyuncs.com",
          `the default of ${setting(NAMES.sts)}`,
        );
  }

  /** A host without `{region}` is one region's: another region's keys would be made in the wrong place, or not found. */
  #checkServed(region: string, found: Found): void {
    const served = this.#settings.configured(NAMES.region);
    if (region === served) return;
    throw wrong(
      `${found.from} has no {region} in it, so that it serves ${served ? `alibabaRegion (${served})` : "alibabaRegion, which is not configured,"} and not ${region}`,
      `Give ${region} a URL in ${NAMES.byRegion}, or write {region} into ${NAMES.any}.`,
    );
  }
}

const NAMES = {
  region: "alibabaRegion",
  any: "alibabaEndpoint",
  byRegion: "alibabaEndpoints",
  sts: "alibabaStsEndpoint",
} as const satisfies Record<string, SettingName>;

function kmsHost(region: string): string {
  return `kms.${region}.aliyuncs.com`;
}

function endpoint(found: Found): Endpoint {
  return configuredEndpoint("alibaba", found, kmsHost("cn-hangzhou"));
}

function parseMap(text: string | undefined): Map<string, string> {
  if (text === undefined) return new Map();
  try {
    const map = z.record(z.string(), z.string()).parse(JSON.parse(text));
    return new Map(Object.entries(map));
  } catch {
    throw wrong(
      `${NAMES.byRegion} is not a map of strings`,
      `Write it as {"cn-hangzhou": "${kmsHost("cn-hangzhou")}"}.`,
    );
  }
}

function wrong(detail: string, remedy: string): CloudError {
  return new CloudError(detail, {
    kind: "invalid",
    cloud: "alibaba",
    action: "configure",
    remedy,
  });
}
