import {
  configuredEndpoint,
  publicEndpoint,
  type Endpoint,
} from "../common/http/network";
import type { Settings } from "../settings";

export type ServiceName = "kms" | "tag" | "sts";
export type Endpoints = Readonly<Record<ServiceName, Endpoint>>;

/** Each service's config key and public host (docs/clouds/tencent.md#hosts). */
const SERVICES: Readonly<
  Record<ServiceName, { setting: string; host: string }>
> = {
  kms: { setting: "tencentEndpoint", host: "kms.tencentcloudapi.com" },
  tag: { setting: "tencentTagEndpoint", host: "tag.tencentcloudapi.com" },
  sts: { setting: "tencentStsEndpoint", host: "sts.tencentcloudapi.com" },
};

export function endpointsOf(settings: Settings): Endpoints {
  return {
    kms: endpointOf("kms", settings),
    tag: endpointOf("tag", settings),
    sts: endpointOf("sts", settings),
  };
}

function endpointOf(service: ServiceName, settings: Settings): Endpoint {
  const { setting, host } = SERVICES[service];
  const value = settings.configured(setting);
  const from = settings.nameOf(setting);
  return value === undefined
    ? publicEndpoint(host, `the default of ${from}`)
    : configuredEndpoint("tencent", { value, from }, host);
}
