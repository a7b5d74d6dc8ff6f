import type {
  CloudEmulator,
  CreateCloudEmulator,
  KeyView,
  Services,
  WireReply,
  WireRequest,
} from "../core/contract";
import { findAction, SERVICES, STS_VERSION } from "./actions";
import type { Call } from "./actions/action";
import { automaticRotation, dateText } from "./actions/metadata";
import { ApiError } from "./errors";
import { Aliases } from "./state/aliases";
import { keyArn, type KeyRecord } from "./state/key";
import { Keys } from "./state/keys";
import { authenticate, type Gate } from "./wire/authenticate";
import { Nonces } from "./wire/nonces";
import { readParameters } from "./wire/parameters";
import { claims, commonParameter } from "./wire/recognize";
import { envelopeOf, failure, success, type Fields } from "./wire/reply";

/** Alibaba Cloud KMS (2016-01-20) and sts (2015-04-01). */
export const createAlibaba: CreateCloudEmulator = (services) =>
  new Alibaba(services);

class Alibaba implements CloudEmulator {
  readonly name = "alibaba";
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

  claims(request: WireRequest): boolean {
    return claims(request);
  }

  actionOf(request: WireRequest): string {
    return commonParameter(request, "Action", "x-acs-action") ?? "";
  }

  handle(request: WireRequest): Promise<WireReply> {
    return new Promise((resolve) => resolve(this.answer(request)));
  }

  throttled(request: WireRequest): WireReply {
    return this.failed(request, "Rejected.Throttling");
  }

  failed(request: WireRequest, code: string): WireReply {
    return failure(envelopeOf(request), ApiError.named(code));
  }

  keys(): KeyView[] {
    return Array.from(this.keyRecords.all(), (key) => this.viewOf(key));
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

  private run(request: WireRequest): Fields {
    if (request.method !== "GET" && request.method !== "POST")
      throw ApiError.of("UnsupportedHTTPMethod");
    const parameters = readParameters(request);
    const caller = authenticate(request, parameters, this.gate);
    const name = this.actionOf(request);
    const action = this.findAction(request, name);
    const { switches, clock } = this.services;
    const call: Call = {
      action: name,
      caller,
      account: caller.account,
      region: request.alibabaRegion,
      now: clock.now(),
      keys: this.keyRecords,
      aliases: this.aliases,
      services: this.services,
      switches,
    };
    this.keyRecords.removeDeleted(call);
    return action.handle(call, parameters.all);
  }

  private findAction(request: WireRequest, name: string) {
    const version = commonParameter(request, "Version", "x-acs-version") ?? "";
    const actions = SERVICES.get(version);
    // Each service has a host of its own: sts is on the main port only.
    if (actions === undefined || (version === STS_VERSION && !request.mainPort))
      throw ApiError.of("InvalidVersion");
    const unknown = this.services.switches.get<string>(
      "alibaba.unknownActionCode",
    );
    if (request.path !== "/") throw ApiError.named(unknown);
    return findAction(actions, name, unknown);
  }

  private viewOf(key: KeyRecord): KeyView {
    return {
      cloud: this.name,
      region: key.region,
      account: key.account,
      keyId: key.keyId,
      arn: keyArn(key),
      keyState: key.state,
      keyUsage: key.usage,
      keySpec: key.spec,
      aliases: this.aliases.namesOf(key.keyId),
      description: key.description,
      tags: Object.fromEntries(key.tags.map(({ key: k, value }) => [k, value])),
      rotationEnabled: key.rotationSeconds !== undefined,
      automaticRotation: automaticRotation(key),
      rotationInterval:
        key.rotationSeconds === undefined ? "" : `${key.rotationSeconds}s`,
      origin: key.origin,
      protectionLevel: key.protectionLevel,
      dkmsInstanceId: key.dkmsInstanceId ?? "",
      creationDate: dateText(key.created),
      deleteDate: key.deleteAt === undefined ? "" : dateText(key.deleteAt),
      deletionProtection: key.deletionProtection !== undefined,
      policy: key.policy ?? "",
      versions: key.versions.length,
    };
  }
}
