import { createAccounts } from "../../core/accounts";
import { createClock } from "../../core/clock";
import type { CloudEmulator, Services, WireReply } from "../../core/contract";
import { MemoryStore, type Change } from "../../core/state/store";
import { Limits } from "../../core/traffic/limits";
import { SwitchSettings, type SwitchValue } from "../../core/switches";
import { alibaba } from "../../alibaba/index";
import { SWITCHES } from "../../alibaba/switches";
import {
  signedRequest,
  OTHER_ACCOUNT,
  type CallOptions,
  type Parameters,
} from "./requests";

type Texts = Record<string, string>;

/** Every field that some reply has: each test reads those that its action answers. */
export interface Body {
  RequestId: string;
  HostId: string;
  Code: string;
  Message: string;
  TotalCount: number;
  PageNumber: number;
  PageSize: number;
  KeyMetadata: Texts & { KeyId: string };
  Keys: { Key: { KeyId: string; KeyArn: string }[] };
  KeyVersion: Texts & { KeyVersionId: string };
  KeyVersions: { KeyVersion: (Texts & { KeyVersionId: string })[] };
  Aliases: { Alias: Texts[] };
  Tags: { Tag: Texts[] };
  TagResources: { TagResource: Texts[] };
  NextToken: string;
  Policy: string;
  KeyId: string;
  KeyVersionId: string;
  ImportToken: string;
  PublicKey: string;
  TokenExpireTime: string;
  Plaintext: string;
  CiphertextBlob: string;
  Value: string;
  Regions: { Region: { RegionId: string }[] };
  KmsInstance: Texts;
  KmsInstances: { KmsInstance: Texts[] };
  DefaultKmsInstanceId: string;
  AccountStatus: string;
  AccountId: string;
  Arn: string;
  AssumedRoleUser: { Arn: string; AssumedRoleId: string };
  Credentials: {
    AccessKeyId: string;
    AccessKeySecret: string;
    SecurityToken: string;
    Expiration: string;
  };
}

export interface Answer {
  status: number;
  body: Body;
}

/** What the store has made durable, as JSON. */
type Persisted = Map<string, string>;

/** The emulated cloud without a server, on the core's own services. */
export class TestCloud {
  readonly services: Services;
  readonly emulator: CloudEmulator;
  readonly limits = new Limits();
  private readonly switches = new SwitchSettings(SWITCHES);

  constructor(
    switches: Record<string, SwitchValue> = {},
    private readonly kept: Persisted = new Map(),
  ) {
    const store = openStore(kept);
    const clock = createClock(store);
    const accounts = createAccounts(store, clock);
    accounts.add(OTHER_ACCOUNT);
    this.switches.set(switches);
    this.services = {
      store,
      clock,
      accounts,
      switches: this.switches,
      takeFault: () => undefined,
      isWithinLimit: (asked) => this.limits.allows(asked),
    };
    this.emulator = alibaba.create(this.services);
  }

  /** Another emulator on what this one has made durable. */
  async restarted(): Promise<TestCloud> {
    await this.services.store.committed();
    return new TestCloud({}, new Map(this.kept));
  }

  set(name: string, value: SwitchValue): void {
    this.switches.set({ [name]: value });
  }

  advance(time: { days?: number; seconds?: number }): void {
    const { days = 0, seconds = 0 } = time;
    this.services.clock.advance(days * 86_400 + seconds);
  }

  async call(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    const reply = await this.emulator.handle(
      signedRequest(action, parameters, options),
    );
    return answerOf(reply);
  }

  /** The reply's body; fails the test on any status but 200. */
  async ok(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<Body> {
    const { status, body } = await this.call(action, parameters, options);
    if (status !== 200)
      throw new Error(`${action}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The status and code of a reply, as `404 Forbidden.KeyNotFound`; `200` for a success. */
  async outcome(
    action: string,
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<string> {
    const { status, body } = await this.call(action, parameters, options);
    return status === 200 ? "200" : `${status} ${body.Code}`;
  }

  /** A new key's id. */
  async createKey(
    parameters: Parameters = {},
    options: CallOptions = {},
  ): Promise<string> {
    const { KeyMetadata } = await this.ok("CreateKey", parameters, options);
    return KeyMetadata.KeyId;
  }

  async describe(
    keyId: string,
    options: CallOptions = {},
  ): Promise<Body["KeyMetadata"]> {
    const body = await this.ok("DescribeKey", { KeyId: keyId }, options);
    return body.KeyMetadata;
  }
}

export function answerOf(reply: WireReply): Answer {
  return { status: reply.status, body: JSON.parse(reply.body) as Body };
}

function openStore(kept: Persisted): MemoryStore {
  const stored = Array.from(
    kept.values(),
    (text) => JSON.parse(text) as Change,
  );
  return new MemoryStore(stored, {
    write(changes) {
      for (const change of changes) {
        const id = `${change.collection}/${change.id}`;
        if (change.value === undefined) kept.delete(id);
        else kept.set(id, JSON.stringify(change));
      }
      return Promise.resolve();
    },
  });
}
