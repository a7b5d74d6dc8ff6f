import { NOBODY } from "../core/accounts";
import type {
  CloudEmulator,
  CloudModule,
  KeyView,
  Services,
  TagsOrNull,
  WireReply,
  WireRequest,
} from "../core/contract";
import { UserError } from "../core/user-error";
import { findAction, SERVICES, type Service } from "./actions";
import type { Call } from "./actions/action";
import { resourceOf } from "./actions/permission";
import { STS_ACTIONS, UNSIGNED_ACTION } from "./actions/sts";
import { withCloudTags } from "./actions/tag-rules";
import { ApiError } from "./errors";
import { Aliases } from "./state/aliases";
import type { KeyRecord } from "./state/key";
import { keyMoment, keyView } from "./state/key-view";
import { Keys, KEYS } from "./state/keys";
import { seedKey } from "./seed";
import { SWITCHES } from "./switches";
import { KNOWN_REGIONS } from "./tables/regions";
import { authenticate, type Gate } from "./wire/authenticate";
import { Nonces } from "./wire/nonces";
import {
  peekParameters,
  readParameters,
  type Parameters,
} from "./wire/parameters";
import { claims, commonParameter } from "./wire/recognize";
import { envelopeOf, failure, success, type Fields } from "./wire/reply";
import { parseAuthorization } from "./wire/signature-v3";

/** Alibaba Cloud KMS (2016-01-20) and sts (2015-04-01). */
export const alibaba: CloudModule = {
  name: "alibaba",
  title: "Alibaba Cloud KMS",
  switches: SWITCHES,
  defaultPortRegion: "cn-hangzhou",
  knownRegions: KNOWN_REGIONS,
  create: (services) => new Alibaba(services),
};

class Alibaba implements CloudEmulator {
  readonly name = alibaba.name;
  readonly codes = {
    internal: "InternalFailure",
    tooLarge: "InvalidParameter",
  };
  readonly requestForm =
    "Alibaba Cloud KMS needs the parameters Action and Version=2016-01-20, or the headers x-acs-action and x-acs-version.";
  readonly tagFailures = [];
  readonly claims = claims;
  private readonly gate: Gate;
  private readonly aliases: Aliases;
  private readonly keyRecords: Keys;

  constructor(private readonly services: Services) {
    const { accounts, clock, store, switches } = services;
    this.gate = {
      accounts,
      switches,
      nonces: new Nonces(),
      wallNow: () => Date.now(),
      now: () => clock.now(),
    };
    this.aliases = new Aliases(store);
    this.keyRecords = new Keys(services, (key) => {
      if (switches.get<boolean>("alibaba.aliasesGoWithKey"))
        this.aliases.deleteAllOf(key.keyId);
    });
  }

  actionOf(request: WireRequest): string {
    return commonParameter(request, "Action", "x-acs-action") ?? "";
  }

  inspect(request: WireRequest) {
    const region = request.portRegions[this.name] ?? "";
    const { all } = peekParameters(request);
    return { region, parameters: Object.fromEntries(all) };
  }

  codeOf({ status, body }: WireReply): string | undefined {
    if (status < 400) return undefined;
    return /(?:"Code":"|<Code>)([^"<]*)/.exec(body)?.[1];
  }

  handle(request: WireRequest): Promise<WireReply> {
    return new Promise((resolve) => resolve(this.answer(request)));
  }

  throttled(request: WireRequest): WireReply {
    return this.failed(request, "Rejected.Throttling");
  }

  failed(request: WireRequest, code: string): WireReply {
    const about =
      code === "Forbidden.NoPermission" ? this.resourceOf(request) : "";
    return failure(envelopeOf(request), ApiError.named(code, about));
  }

  keys(): KeyView[] {
    return Array.from(this.keyRecords.all(), (key) => this.view(key));
  }

  readonly records = {
    collection: KEYS,
    read: (record: unknown) => {
      const key = record as KeyRecord;
      return keyMoment(key, this.aliases.namesOf(key.keyId));
    },
  };

  readonly declares = { instances: "alibaba.instances" };

  seedKey(asked: unknown): KeyView {
    return this.view(seedKey(asked, (scope) => this.call(scope)));
  }

  setCloudTags(keyId: string, tags: TagsOrNull): KeyView {
    const key = [...this.keyRecords.all()].find((one) => one.keyId === keyId);
    if (key === undefined) throw new UserError(`keyId: there is no ${keyId}`);
    const tagged = withCloudTags(key, tags);
    this.keyRecords.put(tagged);
    return this.view(tagged);
  }

  private view(key: KeyRecord): KeyView {
    return keyView(key, this.aliases.namesOf(key.keyId));
  }

  /** What an injected refusal is about; the caller is taken at its word. */
  private resourceOf(request: WireRequest): string {
    const { all } = peekParameters(request);
    const signedBy = parseAuthorization(request.headers.authorization ?? "");
    const id = signedBy?.accessKeyId ?? all.get("AccessKeyId") ?? "";
    const { account } = this.services.accounts.find(id) ?? NOBODY;
    const region = request.portRegions[this.name] ?? "";
    return resourceOf({ account, region, action: this.actionOf(request) }, all);
  }

  private answer(request: WireRequest): WireReply {
    const envelope = envelopeOf(request);
    try {
      const fields = this.run(request);
      return success(envelope, this.actionOf(request), fields);
    } catch (error) {
      if (error instanceof ApiError) return failure(envelope, error);
      throw error;
    }
  }

  private call(
    scope: Pick<Call, "action" | "caller" | "account" | "region">,
  ): Call {
    const { accounts, clock, store, switches } = this.services;
    return {
      ...scope,
      now: clock.now(),
      keys: this.keyRecords,
      aliases: this.aliases,
      store,
      accounts,
      switches,
    };
  }

  private run(request: WireRequest): Fields {
    if (request.method !== "GET" && request.method !== "POST")
      throw ApiError.of("UnsupportedHTTPMethod");
    const parameters = readParameters(request);
    const caller = isUnsigned(request, parameters)
      ? NOBODY
      : authenticate(request, parameters, this.gate);
    const { switches } = this.services;
    const call = this.call({
      action: this.actionOf(request),
      caller,
      account: caller.account,
      region: request.portRegions[this.name] ?? "",
    });
    const service = serviceOf(request);
    const unknown = switches.get<string>("alibaba.unknownActionCode");
    if (request.path !== "/") throw ApiError.named(unknown);
    const action = findAction(service.actions, call.action, unknown);
    if (!this.services.isWithinLimit({ cloud: this.name, ...call }))
      throw ApiError.of("Rejected.Throttling");
    service.checkCaller(call, parameters.all);
    this.keyRecords.removeDeleted(call);
    return action.handle(call, parameters.all);
  }
}

/** Of sts's one action that needs no signature. One that comes with it all the same is held to it. */
function isUnsigned(request: WireRequest, { all }: Parameters): boolean {
  if (request.headers.authorization !== undefined || all.has("Signature"))
    return false;
  return (
    commonParameter(request, "Action", "x-acs-action") === UNSIGNED_ACTION &&
    serviceOf(request).actions === STS_ACTIONS
  );
}

function serviceOf(request: WireRequest): Service {
  const version = commonParameter(request, "Version", "x-acs-version") ?? "";
  const service = SERVICES.get(version);
  if (service === undefined || (service.mainPortOnly && !request.mainPort))
    throw ApiError.of("InvalidVersion");
  return service;
}
