import { CloudError } from "../errors";
import { parseEndpoint, type Endpoint } from "../common/network";
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
  const configured = settings.configured(setting);
  const from = settings.nameOf(setting);
  if (configured === undefined)
    return {
      protocol: "https",
      host,
      from: `the default of ${from}`,
      isPublic: true,
    };
  const endpoint = parseEndpoint(configured);
  if (endpoint) return { ...endpoint, from };
  // What stands before an @ in a URL is a password.
  const shown = configured.replace(/[^/]*@/g, "…@");
  throw new CloudError(
    `${from} is "${shown}", which is neither a host nor a URL`,
    {
      kind: "invalid",
      cloud: "tencent",
      action: "configure",
      remedy: `Set it to a host such as ${host}, or to a URL without path, user and query.`,
    },
  );
}
