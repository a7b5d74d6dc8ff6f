import { setTimeout as sleep } from "node:timers/promises";
import type { CallCounts } from "./calls";
import type {
  CloudEmulator,
  CloudName,
  FaultRule,
  Store,
  WireReply,
  WireRequest,
} from "../contract";
import type { Faults } from "./faults";

/** The connection is cut instead of a reply. */
export const CUT = "cut";

export interface GatewayParts {
  clouds: readonly CloudEmulator[];
  calls: CallCounts;
  faults: Faults;
  store: Store;
}

/** The error codes of each cloud for what goes wrong outside its semantics. */
const CODES: Record<CloudName, { internal: string; tooLarge: string }> = {
  alibaba: { internal: "InternalFailure", tooLarge: "InvalidParameter" },
  tencent: { internal: "InternalError", tooLarge: "RequestSizeLimitExceeded" },
};

const DEFAULT_DELAY_MS = 1000;

/** What a proxy in front of a cloud answers while the cloud is away. */
const PROXY_PAGE: WireReply = {
  status: 503,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>\n",
};

const UNCLAIMED: WireReply = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: [
    "kms-emulator: this is no request of a cloud that is emulated here.",
    "Alibaba Cloud KMS needs the parameters Action and Version=2016-01-20, or the headers x-acs-action and x-acs-version;",
    "Tencent Cloud needs the headers X-TC-Action and Authorization: TC3-HMAC-SHA256.",
    "What this emulator holds and can do is told by GET /_emulator/endpoints and docs/emulator.md.\n",
  ].join("\n"),
};

/** Takes the clouds' requests: counts and faults, then the cloud itself, then durability. */
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
    const cloud = this.#parts.clouds.find((each) => each.claims(request));
    if (cloud === undefined) return UNCLAIMED;
    if (tooLarge) return cloud.failed(request, CODES[cloud.name].tooLarge);
    const action = cloud.actionOf(request);
    this.#parts.calls.count(cloud.name, action);
    try {
      const fault = this.#parts.faults.take(cloud.name, action);
      if (fault === undefined) return await this.#handle(cloud, request);
      return await this.#suffer(fault, cloud, request);
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      process.stderr.write(`kms-emulator: ${cloud.name} ${action}: ${stack}\n`);
      return cloud.failed(request, CODES[cloud.name].internal);
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
        return cloud.failed(request, fault.code ?? CODES[cloud.name].internal);
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
