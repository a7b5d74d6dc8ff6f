import type { CloudName, WireRequest } from "../../../emulator/clouds";
import type { Emulator } from "../../support/emulator";
import { exchange, type HttpReply } from "./http";

export interface Caller {
  id: string;
  secret: string;
  token?: string;
}

export const EMULATOR: Caller = { id: "emulator", secret: "emulator-secret" };
/** The account of `EMULATOR`. */
export const ACCOUNT = "100000000001";

export interface AskOptions {
  service?: "kms" | "tag" | "sts";
  as?: Caller;
  /** Default: the client's home region. */
  region?: string;
  version?: string;
  /** Default: /. */
  path?: string;
  /** When the request was signed; default now. */
  at?: Date;
  /** Changes the request after it was signed. */
  tampered?: (request: WireRequest) => WireRequest;
}

export interface Answer {
  reply: HttpReply;
  /** HTTP status and error code, as `404 Forbidden.KeyNotFound`; `200 ok` for a success. */
  outcome: string;
  requestId: string;
  /** The reply without its RequestId; of a refusal, too. */
  fields: Record<string, unknown>;
}

/** What the clouds call differently. */
export interface Words {
  /** An action that the emulator leaves out on purpose. */
  leftOut: string;
  /** The parameters that ask for a page, from 1. */
  page(number: number, size: number): object;
  /** What GetPublicKey needs beside KeyId. */
  version: object;
}

/** One cloud of a running emulator, asked by raw requests that are signed here. */
export abstract class CloudClient {
  abstract readonly name: CloudName;
  abstract readonly home: string;
  abstract readonly abroad: string;
  abstract readonly words: Words;

  constructor(protected readonly emulator: Pick<Emulator, "endpoints">) {}

  abstract signed(
    action: string,
    parameters: object,
    options?: AskOptions,
  ): WireRequest;

  /** Reads a reply, and fails if it has not the cloud's form. */
  protected abstract read(reply: HttpReply): Answer;

  abstract url(region?: string): string;

  async ask(
    action: string,
    parameters: object = {},
    options: AskOptions = {},
  ): Promise<Answer> {
    const request = this.signed(action, parameters, options);
    const sent = options.tampered?.(request) ?? request;
    return this.send(sent, options.region);
  }

  async send(request: WireRequest, region?: string): Promise<Answer> {
    return this.read(await exchange(this.url(region), request));
  }

  /** The reply to a request that has to succeed. */
  async do(
    action: string,
    parameters: object = {},
    options: AskOptions = {},
  ): Promise<Record<string, unknown>> {
    const { outcome, reply, fields } = await this.ask(
      action,
      parameters,
      options,
    );
    if (outcome !== "200 ok") throw new Error(`${action}: ${reply.text}`);
    return fields;
  }

  /** A new symmetric key's id. */
  abstract createKey(
    parameters?: object,
    options?: AskOptions,
  ): Promise<string>;

  /** The ids in a reply of ListKeys. */
  abstract idsOf(listed: Record<string, unknown>): string[];

  /** Temporary credentials of a role in the caller's account. */
  abstract assumeRole(seconds: number): Promise<Caller>;
}
