import type { WireRequest } from "../core/contract";
import type { Actions } from "./action";
import { KMS_ACTIONS } from "./kms/actions";
import { STS_ACTIONS } from "./sts/actions";
import { TAG_ACTIONS } from "./tag/actions";
import { refusal } from "./wire/errors";
import { header } from "./wire/headers";

export interface Service {
  version: string;
  actions: Actions;
  /** Whether the region of the request matters to it. */
  regional: boolean;
  name: string;
  /** What CAM's refusal is called; by a switch if the sources disagree (docs/clouds/tencent.md#permissions). */
  denial?: "AuthFailure.UnauthorizedOperation";
}

export const SERVICES: Readonly<Record<string, Service>> = {
  kms: {
    name: "kms",
    version: "2019-01-18",
    actions: KMS_ACTIONS,
    regional: true,
  },
  tag: {
    name: "tag",
    version: "2018-08-13",
    actions: TAG_ACTIONS,
    regional: false,
    denial: "AuthFailure.UnauthorizedOperation",
  },
  sts: {
    name: "sts",
    version: "2018-08-13",
    actions: STS_ACTIONS,
    regional: false,
    denial: "AuthFailure.UnauthorizedOperation",
  },
};

/**
 * The service that a request means: that of its credential scope, or, as the Node SDK takes the scope from the
 * host (`127` for 127.0.0.1), the one that has its version and action (docs/clouds/tencent.md#sdk-for-node).
 */
export function serviceOf(request: WireRequest, scopeService: string): Service {
  const version = header(request, "x-tc-version");
  const action = header(request, "x-tc-action");
  checkProduct(request);
  if (version === "")
    throw refusal("MissingParameter", "The header X-TC-Version is missing.");
  const named = Object.hasOwn(SERVICES, scopeService)
    ? SERVICES[scopeService]
    : undefined;
  const candidates = (named ? [named] : Object.values(SERVICES)).filter(
    (service) => service.version === version,
  );
  const service =
    candidates.find(({ actions }) => Object.hasOwn(actions, action)) ??
    candidates[0];
  if (!service) throw refusal("NoSuchVersion");
  return service;
}

/** A host of the cloud's own domain names the product in its first label. */
function checkProduct(request: WireRequest): void {
  const [, product] =
    /^([^.]+)\..*tencentcloudapi\.com(?::\d+)?$/.exec(
      header(request, "host").toLowerCase(),
    ) ?? [];
  if (product !== undefined && !Object.hasOwn(SERVICES, product))
    throw refusal("NoSuchProduct");
}
