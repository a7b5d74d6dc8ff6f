import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface LogLine {
  urn: string;
  message: string;
}

/** Acts as the engine's log, and keeps the lines that are not ephemeral. */
export class EngineLog {
  readonly lines: LogLine[] = [];
  readonly #server = new Server();

  private constructor() {
    const log: handleUnaryCall<LogRequest, Empty> = (call, respond) => {
      const { urn, message, ephemeral } = call.request.toObject();
      if (!ephemeral) this.lines.push({ urn, message });
      respond(null, new Empty());
    };
    this.#server.addService(EngineService, { log });
  }

  static async start(): Promise<{ log: EngineLog; address: string }> {
    const log = new EngineLog();
    const port = await new Promise<number>((resolve, reject) => {
      log.#server.bindAsync(
        "127.0.0.1:0",
        ServerCredentials.createInsecure(),
        (error, bound) => (error ? reject(error) : resolve(bound)),
      );
    });
    return { log, address: `127.0.0.1:${String(port)}` };
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}
