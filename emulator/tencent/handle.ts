import { NOBODY } from "../core/accounts";
import type {
  Account,
  Services,
  Switches,
  WireRequest,
} from "../core/contract";
import { commaList } from "../core/comma-list";
import type { Context } from "./context";
import type { Keys } from "./kms/keys";
import { isServed } from "./kms/regions";
import { serviceOf, type Service } from "./services";
import { UNSIGNED_ACTION } from "./sts/actions";
import type { Tags } from "./tag/tags";
import { authenticate, type Identity } from "./wire/authenticate";
import { refusal, refusalNamed, TencentError } from "./wire/errors";
import { header } from "./wire/headers";
import { queryParameters } from "./wire/query";
import { REQUEST_ID, type Reply } from "./wire/reply";

/** What lives as long as the emulator. */
export interface Parts {
  services: Services;
  keys: Keys;
  tags: Tags;
  /** Unix seconds. */
  now: () => number;
  /** Unix seconds of the machine's own clock. */
  wallNow: () => number;
}

/** Executes the request, or throws the cloud's error, in the order of docs/clouds/tencent.md#order-of-checks. */
export function handle(request: WireRequest, parts: Parts): Reply {
  const method = methodOf(request);
  const name = header(request, "x-tc-action");
  if (name === "")
    throw refusal("MissingParameter", "The header X-TC-Action is missing.");
  const identity = identify(request, name, parts);
  const service = serviceOf(request, identity.service);
  const action = Object.hasOwn(service.actions, name)
    ? service.actions[name]
    : undefined;
  if (!action) throw refusal("InvalidAction", `${name} is not emulated.`);
  const context = contextOf(request, name, service, identity.account, parts);
  const { region, caller } = context;
  const asked = { cloud: "tencent", region, action: name } as const;
  if (!parts.services.isWithinLimit({ ...asked, account: caller.account }))
    throw refusal("RequestLimitExceeded");
  return action(method.parameters(request), context);
}

interface Method {
  type: string;
  parameters: (request: WireRequest) => object;
}

/** Where each method has its parameters, by its content type. */
const METHODS: Readonly<Record<string, Method>> = {
  POST: {
    type: "application/json",
    parameters: ({ body }) => parsedBody(body),
  },
  GET: {
    type: "application/x-www-form-urlencoded",
    parameters: ({ query }) => queryParameters(query),
  },
};

function methodOf(request: WireRequest): Method {
  const method = Object.hasOwn(METHODS, request.method)
    ? METHODS[request.method]
    : undefined;
  const isSigned = header(request, "authorization") !== "";
  // The signatures before TC3 are in the query.
  if (!method || (request.method === "GET" && !isSigned))
    throw refusal(
      "UnsupportedProtocol",
      "This emulator takes only POST, and GET that TC3-HMAC-SHA256 signs.",
    );
  if (request.path !== "/")
    throw refusal("InvalidRequest", "The path must be /.");
  const [type] = header(request, "content-type").toLowerCase().split(";");
  if (type?.trim() !== method.type)
    throw refusal(
      "InvalidRequest",
      `This emulator takes only what TC3-HMAC-SHA256 signs: the Content-Type of ${request.method} must be ${method.type}.`,
    );
  return method;
}

function identify(
  request: WireRequest,
  action: string,
  { services, now, wallNow }: Parts,
): Identity {
  const skips = header(request, "authorization") === "SKIP";
  if (skips && action === UNSIGNED_ACTION)
    return { account: NOBODY, service: "sts" };
  return authenticate(request, services.accounts, now(), wallNow());
}

function contextOf(
  request: WireRequest,
  action: string,
  service: Service,
  caller: Account,
  { services, keys, tags, now }: Parts,
): Context {
  const { switches } = services;
  return {
    services,
    switches,
    keys,
    tags,
    caller,
    region: service.regional ? regionOf(request, services) : "",
    now: now(),
    lenientTypes:
      request.method === "GET" || switches.get<boolean>("tencent.lenientTypes"),
    authorize: (parameters) => {
      const { account } = caller;
      const resource = resourceOf(parameters, account, request);
      authorize(action, service, switches, resource);
    },
  };
}

function authorize(
  action: string,
  service: Service,
  switches: Switches,
  resource: string,
): void {
  const denied = commaList(switches.get<string>("tencent.deniedActions"));
  if (denied.includes(action)) {
    const code = service.denial ?? switches.get<string>("tencent.deniedCode");
    const operation = `${service.name}:${action}`;
    // As recorded (docs/clouds/tencent.md#permissions); `refused` puts the request's id in.
    throw new TencentError(
      code,
      `[request id:${REQUEST_ID}]you are not authorized to perform operation (${operation})\nresource (${resource}) has no permission`,
    );
  }
  if (service.regional) checkPurchase(action, switches);
}

/** What CAM checks: the key that a request names, else all keys of the account (docs/clouds/tencent.md#permissions). */
function resourceOf(
  parameters: unknown,
  account: string,
  request: WireRequest,
): string {
  const { KeyId, Resource } = Object(parameters) as Record<string, unknown>;
  if (typeof Resource === "string") return Resource;
  const key =
    typeof KeyId === "string" ? `creatorUin/${account}/${KeyId}` : "*";
  const region = header(request, "x-tc-region");
  return `qcs::kms:${region}:uin/${account}:key/${key}`;
}

/** Only GetServiceStatus works while the service is not bought or in arrears. */
function checkPurchase(action: string, switches: Switches): void {
  const bought = switches.get<number>("tencent.serviceInvalidType") === 1;
  if (bought || action === "GetServiceStatus") return;
  throw refusalNamed(switches.get<string>("tencent.inactiveServiceCode"));
}

/** X-TC-Region, else the region in a pinned host, else the nearest one (docs/clouds/tencent.md#hosts). */
function regionOf(request: WireRequest, { switches }: Services): string {
  const named = header(request, "x-tc-region");
  if (named === "" && switches.get<boolean>("tencent.regionRequired"))
    throw refusal("MissingParameter", "The header X-TC-Region is missing.");
  const [, pinned = ""] =
    /^kms\.([a-z0-9-]+)\.tencentcloudapi\.com(?::\d+)?$/.exec(
      header(request, "host").toLowerCase(),
    ) ?? [];
  if (named !== "") return knownRegion(named, switches);
  if (isServed(switches, pinned)) return pinned;
  return knownRegion(switches.get<string>("tencent.nearestRegion"), switches);
}

function knownRegion(region: string, switches: Switches): string {
  if (isServed(switches, region)) return region;
  throw refusal("UnsupportedRegion", "GetRegions lists those that are.");
}

function parsedBody(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw refusal("InvalidRequest", "The body is not JSON in UTF-8.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refusal("InvalidRequest", "The body must be a JSON object.");
  return value;
}
