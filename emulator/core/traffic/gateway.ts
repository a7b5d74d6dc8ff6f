import { setTimeout as sleep } from "node:timers/promises";
import { DOCS } from "../guide";
import type { CallCounts } from "./call-counts";
import type {
  CloudEmulator,
  FaultRule,
  Store,
  WireReply,
  WireRequest,
} from "../contract";
import type { Faults } from "./faults";
import type { RequestLog } from "./request-log";

/** The connection is cut instead of a reply. */
export const CUT = "cut";

export interface GatewayParts {
  clouds: readonly CloudEmulator[];
  calls: CallCounts;
  faults: Faults;
  requests: RequestLog;
  store: Store;
}

const DEFAULT_DELAY_MS = 1000;

/** The answer of a proxy in front of a cloud that is down. */
const PROXY_PAGE: WireReply = {
  status: 503,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>\n",
};

function unclaimed(clouds: readonly CloudEmulator[]): WireReply {
  const lines = [
    "kms-emulator: this is no request of a cloud that is emulated here.",
    ...clouds.map(({ requestForm }) => requestForm),
    `What this emulator holds and can do: / in a browser, GET /_emulator/endpoints and ${DOCS}`,
  ];
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { status: 404, headers, body: `${lines.join("\n")}\n` };
}

/** Handles the clouds' requests: counts and faults, then the cloud itself, then durability. Logs each. */
export class Gateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** `tooLarge` says that the body was left out for its size. */
  async answer(
    request: WireRequest,
    tooLarge: boolean,
  ): Promise<WireReply | typeof CUT> {
    const started = performance.now();
    const cloud = this.#parts.clouds.find((each) => each.claims(request));
    const reply =
      cloud === undefined
        ? unclaimed(this.#parts.clouds)
        : await this.#answer(cloud, request, tooLarge);
    const ms = performance.now() - started;
    const sent = reply === CUT ? undefined : reply;
    this.#parts.requests.add(request, cloud, sent, ms);
    return reply;
  }

  async #answer(
    cloud: CloudEmulator,
    request: WireRequest,
    tooLarge: boolean,
  ): Promise<WireReply | typeof CUT> {
    if (tooLarge) return cloud.failed(request, cloud.codes.tooLarge);
    const action = cloud.actionOf(request);
    this.#parts.calls.count(cloud.name, action);
    try {
      const fault = this.#parts.faults.take(cloud.name, action);
      if (fault === undefined) return await this.#handle(cloud, request);
      return await this.#suffer(fault, cloud, request);
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      process.stderr.write(`kms-emulator: ${cloud.name} ${action}: ${stack}\n`);
      return cloud.failed(request, cloud.codes.internal);
    }
  }

  async #suffer(
    fault: FaultRule,
    cloud: CloudEmulator,
    request: WireRequest,
  ): Promise<WireReply | typeof CUT> {
    switch (fault.kind) {
      case "drop-before":
        return CUT;
      case "html-503":
        return PROXY_PAGE;
      case "throttle":
        return cloud.throttled(request);
      case "error":
        return cloud.failed(request, fault.code ?? cloud.codes.internal);
      case "drop-after":
        await this.#handle(cloud, request);
        return CUT;
      case "delay":
        await sleep(fault.ms ?? DEFAULT_DELAY_MS);
        return this.#handle(cloud, request);
      case "tag-failure":
        throw new Error("tag-failure is acted out by the cloud");
    }
  }

  async #handle(
    cloud: CloudEmulator,
    request: WireRequest,
  ): Promise<WireReply> {
    const reply = await cloud.handle(request);
    await this.#parts.store.committed();
    return reply;
  }
}
