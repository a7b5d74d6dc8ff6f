import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { CallHost, Display } from "../resource/values/requests";
import { wellFormed } from "./encode";
import { MESSAGE_LIMITS } from "./limits";

type Severity = Parameters<CallHost["log"]>[0];

const SEVERITIES: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** How long to wait until the engine has accepted one line. */
const LINE_TIMEOUT_MS = 5000;

/** Sends lines to the user through the engine. Without an engine, or if it does not listen, they are dropped. */
export class EngineLog {
  #client: EngineClient | undefined;

  /** The engine's address, such as `127.0.0.1:4711`; "" if it does not listen. */
  connect(address: string): void {
    this.close();
    if (address === "") return;
    this.#client = new EngineClient(
      address,
      credentials.createInsecure(),
      // The user's HTTP proxy is for the clouds; the engine runs on this machine.
      { ...MESSAGE_LIMITS, "grpc.enable_http_proxy": 0 },
    );
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** Resolves when the engine has the line, or can't receive it any more; never rejects. */
  send(
    urn: string,
    severity: Severity,
    message: string,
    ephemeral: boolean,
  ): Promise<void> {
    const client = this.#client;
    if (!client) return Promise.resolve();
    const request = new LogRequest()
      .setUrn(urn)
      .setSeverity(SEVERITIES[severity])
      .setMessage(wellFormed(message))
      .setEphemeral(ephemeral);
    const deadline = Date.now() + LINE_TIMEOUT_MS;
    return new Promise((resolve) => {
      client.log(request, new Metadata(), { deadline }, () => {
        resolve();
      });
    });
  }
}

/** The log of one call. */
export class CallLog implements CallHost {
  readonly #lines: Promise<void>[] = [];
  /** The ephemeral status in the resource's row, if it is the latest status of any row. */
  #status: Promise<void> | undefined;

  constructor(
    private readonly engine: EngineLog,
    private readonly urn: string,
    readonly signal: AbortSignal,
  ) {}

  log(severity: Severity, message: string, display?: Display): void {
    const isStatus = display === "status";
    const isOfStack = display === "stack";
    // The engine shows a line without a URN as the stack's.
    const urn = isOfStack ? "" : this.urn;
    const line = this.engine.send(urn, severity, message, isStatus);
    if (!isStatus) this.#lines.push(line);
    if (severity !== "debug" && !isOfStack)
      this.#status = isStatus ? line : undefined;
  }

  /** Lines that arrive after the reply may be too late to be shown, so the reply waits for them. */
  async delivered(): Promise<void> {
    await Promise.all(this.#lines);
    if (!this.#status) return;
    // A row keeps its latest line after its resource is done. An empty line replaces it, if it arrives later.
    await this.#status;
    await this.engine.send(this.urn, "info", "", true);
  }
}
