import { createAccounts } from "../../core/accounts";
import type {
  Clock,
  CloudEmulator,
  FaultRule,
  WireRequest,
} from "../../core/contract";
import { MemoryStore } from "../../core/state/store";
import { SwitchSettings } from "../../core/switches";
import { Faults } from "../../core/traffic/faults";
import { Limits } from "../../core/traffic/limits";
import { createTencent } from "../../tencent";
import { SWITCHES } from "../../tencent/switches";
import { signed, type CallOptions } from "./requests";

/** The clock of tests begins here: 2024-01-01T00:00:00Z. */
export const START = 1_704_067_200;
export const UIN = "100000000001";

/** Members of `Response`; `Error` is set on a refusal. */
export interface Answer {
  [member: string]: unknown;
  Error?: { Code: string; Message: string };
  RequestId: string;
}

/** Tencent's emulator without a server, with a clock that stands still unless it is moved. */
export class Bench {
  readonly store = new MemoryStore();
  readonly switches = new SwitchSettings(SWITCHES);
  readonly cloud: CloudEmulator;
  readonly accounts;
  readonly limits = new Limits();
  private readonly faults = new Faults();
  private millis = START * 1000;

  constructor() {
    const clock: Clock = {
      now: () => this.millis,
      advance: (seconds) => this.advance(seconds),
    };
    this.accounts = createAccounts(this.store, clock);
    const services = {
      clock,
      store: this.store,
      accounts: this.accounts,
      switches: this.switches,
      takeFault: this.faults.take.bind(this.faults),
      isWithinLimit: this.limits.allows.bind(this.limits),
    };
    this.cloud = createTencent(services, () => this.millis);
  }

  /** Unix seconds. */
  get now(): number {
    return Math.floor(this.millis / 1000);
  }

  advance(seconds: number): void {
    this.millis += seconds * 1000;
  }

  fault(rule: FaultRule): void {
    this.faults.add(rule);
  }

  set(name: string, value: string | number | boolean): void {
    this.switches.set({ [name]: value });
  }

  /** A KMS call that must succeed. */
  async kms(
    action: string,
    parameters: object = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    return succeededAnswer(await this.call("kms", action, parameters, options));
  }

  async tag(
    action: string,
    parameters: object,
    options: CallOptions = {},
  ): Promise<Answer> {
    return succeededAnswer(await this.call("tag", action, parameters, options));
  }

  async sts(
    action: string,
    parameters: object = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    return succeededAnswer(await this.call("sts", action, parameters, options));
  }

  /** The error code of a KMS call, `ok` if it succeeds. */
  async code(
    action: string,
    parameters: object = {},
    options: CallOptions = {},
  ): Promise<string> {
    const answer = await this.call("kms", action, parameters, options);
    return answer.Error?.Code ?? "ok";
  }

  async tagCode(action: string, parameters: object): Promise<string> {
    const answer = await this.call("tag", action, parameters);
    return answer.Error?.Code ?? "ok";
  }

  async createKey(parameters: object = {}): Promise<string> {
    const alias = `key-${Math.random().toString(36).slice(2)}`;
    const answer = await this.kms("CreateKey", { Alias: alias, ...parameters });
    return String(answer.KeyId);
  }

  async metadata(keyId: string): Promise<Record<string, unknown>> {
    const answer = await this.kms("DescribeKey", { KeyId: keyId });
    return answer.KeyMetadata as Record<string, unknown>;
  }

  async call(
    service: "kms" | "tag" | "sts",
    action: string,
    parameters: object = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    const body = JSON.stringify(parameters);
    return this.send(
      signed({ ...options, service, action, body, now: this.now }),
    );
  }

  async send(request: WireRequest): Promise<Answer> {
    const reply = await this.cloud.handle(request);
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toBe("application/json");
    const { Response } = JSON.parse(reply.body) as { Response: Answer };
    expect(Response.RequestId).toMatch(/^[0-9a-f-]{36}$/);
    return Response;
  }
}

function succeededAnswer(answer: Answer): Answer {
  if (answer.Error)
    throw new Error(`${answer.Error.Code}: ${answer.Error.Message}`);
  return answer;
}
