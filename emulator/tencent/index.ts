import type {
  CloudEmulator,
  CloudModule,
  Services,
  WireReply,
  WireRequest,
} from "../core/contract";
import { UserError } from "../core/user-error";
import { handle, type Parts } from "./handle";
import { Keys } from "./kms/keys";
import { isServed } from "./kms/regions";
import { NOBODY } from "../core/accounts";
import type { Context } from "./context";
import { seedKey } from "./seed";
import { SWITCHES } from "./switches";
import { keyMoment, keyView } from "./view";
import type { KeyRecord } from "./kms/record";
import { TAG_FAILURES } from "./tag/failure";
import { Tags } from "./tag/tags";
import { refusal, refusalNamed, TencentError } from "./wire/errors";
import { header } from "./wire/headers";
import { queryParameters } from "./wire/query";
import { refused, succeeded } from "./wire/reply";

/** Tencent Cloud's KMS (2019-01-18), tag service and sts (2018-08-13). */
export const tencent: CloudModule = {
  name: "tencent",
  title: "Tencent Cloud KMS",
  switches: SWITCHES,
  create: (services) => createTencent(services),
};

/** The collection of all keys. */
const KEYS = "tencent.keys";

export function createTencent(
  services: Services,
  wallNow: () => number = Date.now,
): CloudEmulator {
  const parts = partsOf(services, wallNow);
  const cloud: CloudEmulator = {
    name: tencent.name,
    codes: {
      internal: "InternalError",
      tooLarge: "RequestSizeLimitExceeded",
    },
    requestForm:
      "Tencent Cloud needs the headers X-TC-Action and Authorization: TC3-HMAC-SHA256.",
    tagFailures: TAG_FAILURES,
    claims,
    actionOf: (request) => header(request, "x-tc-action"),
    inspect: (request) => ({
      region: header(request, "x-tc-region"),
      parameters: parametersIn(request),
    }),
    codeOf: ({ body }) =>
      /"Response":\{"Error":\{"Code":"([^"]*)/.exec(body)?.[1],
    handle: (request) =>
      new Promise((resolve) => resolve(answer(request, parts))),
    throttled: () => refused(refusal("RequestLimitExceeded")),
    failed: (_, code) => refused(refusalNamed(code)),
    keys: () => parts.keys.all().map((key) => keyView(key, parts)),
    records: {
      collection: KEYS,
      read: (record) => keyMoment(record as KeyRecord, services.switches),
    },
    declares: { clusters: "tencent.hsmClusters" },
    seedKey: (asked) =>
      keyView(
        seedKey(asked, (scope) => seedContext(scope, parts)),
        parts,
      ),
  };
  return cloud;
}

/** Of nobody's request: the emulator's own user may do everything, in any account. */
function seedContext(
  { account, region }: { account: string; region: string },
  { services, keys, tags, now }: Parts,
): Context {
  if (!isServed(services.switches, region))
    throw new UserError(
      `region: there is no ${region}; the switches tencent.smRegions and tencent.fipsRegions list all`,
    );
  return {
    services,
    switches: services.switches,
    keys,
    tags,
    caller: { ...NOBODY, account },
    region,
    now: now(),
    lenientTypes: false,
    authorize: () => undefined,
  };
}

/** None if they can't be read. */
function parametersIn({
  method,
  query,
  body,
}: WireRequest): Record<string, unknown> {
  try {
    return Object(
      method === "GET" ? queryParameters(query) : JSON.parse(body.toString()),
    ) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function partsOf(services: Services, wallNow: () => number): Parts {
  const { clock, store, switches } = services;
  const seconds = (millis: number) => Math.floor(millis / 1000);
  const now = () => seconds(clock.now());
  const tags = new Tags(
    store.collection("tencent.tags"),
    store.collection("tencent.tagValues"),
    switches,
  );
  const keys = new Keys(store.collection(KEYS), now, (keyId) =>
    tags.forget(keyId),
  );
  return { services, keys, tags, now, wallNow: () => seconds(wallNow()) };
}

function claims(request: WireRequest): boolean {
  if (!request.mainPort) return false;
  return (
    header(request, "x-tc-action") !== "" ||
    header(request, "authorization").startsWith("TC3-HMAC-SHA256") ||
    hasOldSignature(request)
  );
}

/** The signatures before TC3 are not emulated. Their clients get an error in the cloud's own form. */
function hasOldSignature({ query, headers, body }: WireRequest): boolean {
  if (OLD_SIGNATURE.test(query)) return true;
  const isForm = headers["content-type"]?.startsWith(
    "application/x-www-form-urlencoded",
  );
  return isForm === true && OLD_SIGNATURE.test(body.toString("latin1"));
}

const OLD_SIGNATURE = /(^|&)SecretId=/;

function answer(request: WireRequest, parts: Parts): WireReply {
  try {
    return succeeded(handle(request, parts));
  } catch (error) {
    if (error instanceof TencentError) return refused(error);
    throw error;
  }
}
