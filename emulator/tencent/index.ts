import type {
  CloudEmulator,
  CreateCloudEmulator,
  Services,
  WireReply,
  WireRequest,
} from "../core/contract";
import { handle, type Parts } from "./handle";
import { Keys } from "./kms/keys";
import { keyViews } from "./view";
import { Tags } from "./tag/tags";
import { refusal, refusalNamed, TencentError } from "./wire/errors";
import { header } from "./wire/headers";
import { refused, succeeded } from "./wire/reply";

/** Tencent Cloud's KMS (2019-01-18), tag service and sts (2018-08-13). */
export const createTencent: CreateCloudEmulator = (services) => {
  const parts = partsOf(services);
  const cloud: CloudEmulator = {
    name: "tencent",
    claims,
    actionOf: (request) => header(request, "x-tc-action"),
    handle: (request) =>
      new Promise((resolve) => resolve(answer(request, parts))),
    throttled: () => refused(refusal("RequestLimitExceeded")),
    failed: (_, code) => refused(refusalNamed(code)),
    keys: () => keyViews(parts.keys, parts.tags, services.switches),
  };
  return cloud;
};

function partsOf(services: Services): Parts {
  const { clock, store, switches } = services;
  const now = () => Math.floor(clock.now() / 1000);
  const tags = new Tags(
    store.collection("tencent.tags"),
    store.collection("tencent.tagValues"),
    switches,
  );
  const keys = new Keys(store.collection("tencent.keys"), now, (keyId) =>
    tags.forget(keyId),
  );
  return { services, keys, tags, now };
}

function claims(request: WireRequest): boolean {
  if (!request.mainPort) return false;
  return (
    header(request, "x-tc-action") !== "" ||
    header(request, "authorization").startsWith("TC3-HMAC-SHA256")
  );
}

function answer(request: WireRequest, parts: Parts): WireReply {
  try {
    return succeeded(handle(request, parts));
  } catch (error) {
    if (error instanceof TencentError) return refused(error);
    throw error;
  }
}
