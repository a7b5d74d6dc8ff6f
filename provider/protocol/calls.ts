import type { handleServerStreamingCall, handleUnaryCall } from "@grpc/grpc-js";
import { RequestError } from "../resource/values/requests";
import { CallLog } from "./engine-log";
import { toStatus } from "./errors";
import type { Run, Runs } from "./runs";

/** Replaces a request that could not be parsed. */
export class Unreadable {}

/** How a method is served. */
export interface MethodTraits {
  /** The method's name in the protocol, for messages. */
  name: string;
  /** It changes nothing in the clouds, so it is answered even after Cancel. */
  harmless?: boolean;
  /** It begins a run. */
  opens?: boolean;
}

/** What a method receives in addition to its request. */
export interface CallScope {
  run: Run;
  host: CallLog;
}

/**
 * Turns plain functions into gRPC handlers. Each call is counted, has a log, and ends with a reply or a proper status.
 */
export class Calls {
  readonly #runs: Runs;

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  unary<Request, Reply>(
    traits: MethodTraits,
    handle: (request: Request, scope: CallScope) => Reply | Promise<Reply>,
  ): handleUnaryCall<Request, Reply> {
    return (call, respond) => {
      const reply = this.#during(traits, call, (scope) =>
        handle(call.request, scope),
      );
      reply.then(
        (message) => {
          respond(null, message);
        },
        (error: unknown) => {
          respond(toStatus(error, traits.name));
        },
      );
    };
  }

  stream<Request, Item>(
    traits: MethodTraits,
    handle: (request: Request, scope: CallScope) => AsyncIterable<Item>,
  ): handleServerStreamingCall<Request, Item> {
    return (call) => {
      const sent = this.#during(traits, call, async (scope) => {
        for await (const item of handle(call.request, scope)) {
          if (call.cancelled) return;
          if (!call.write(item)) await drained(call);
        }
      });
      sent.then(
        () => {
          call.end();
        },
        (error: unknown) => {
          call.emit("error", toStatus(error, traits.name));
        },
      );
    };
  }

  async #during<Result>(
    traits: MethodTraits,
    call: { request: unknown; getPeer(): string },
    handle: (scope: CallScope) => Result | Promise<Result>,
  ): Promise<Result> {
    if (call.request instanceof Unreadable)
      throw new RequestError(
        "INVALID_ARGUMENT",
        `The request is no ${traits.name} request of Pulumi's protocol: its bytes can't be read, or nest too deeply.`,
      );
    const peer = call.getPeer();
    if (traits.opens) this.#runs.begin(peer);
    return this.#runs.during(peer, !traits.harmless, async (run, signal) => {
      const host = new CallLog(run.log, urnOf(call.request), signal);
      try {
        return await handle({ run, host });
      } finally {
        await host.delivered();
      }
    });
  }
}

function urnOf(request: unknown): string {
  const getUrn: unknown =
    typeof request === "object" && request !== null && "getUrn" in request
      ? request.getUrn
      : undefined;
  if (typeof getUrn !== "function") return "";
  const urn: unknown = getUrn.call(request);
  return typeof urn === "string" ? urn : "";
}

/** Until the receiver accepts more, or is gone. */
function drained(call: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      call.off("drain", go).off("cancelled", go);
      resolve();
    };
    call.once("drain", go).once("cancelled", go);
  });
}
