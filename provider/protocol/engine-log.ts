import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { CallHost } from "../resource/values/requests";
import { MESSAGE_LIMITS } from "./limits";
import { wellFormed } from "./text";

type Severity = Parameters<CallHost["log"]>[0];

const SEVERITIES: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** How long the engine may take over one line before it is given up. */
const LINE_TIMEOUT_MS = 5000;

/** Lines for the user, by way of the engine. Without an engine, or where it does not listen, they are dropped. */
export class EngineLog {
  #client: EngineClient | undefined;

  /** Where the engine listens, such as `127.0.0.1:4711`; "" where it does not. */
  connect(address: string): void {
    this.close();
    if (address === "") return;
    this.#client = new EngineClient(
      address,
      credentials.createInsecure(),
      // The user's HTTP proxy is for the clouds; the engine is on this machine.
      { ...MESSAGE_LIMITS, "grpc.enable_http_proxy": 0 },
    );
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** Resolves when the engine has the line, or will never have it; never rejects. */
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

/** What one call tells the user. */
export class CallLog implements CallHost {
  readonly #lines: Promise<void>[] = [];
  /** The passing line that the resource's row shows, if it is the latest that a row shows. */
  #status: Promise<void> | undefined;

  constructor(
    private readonly engine: EngineLog,
    private readonly urn: string,
    readonly signal: AbortSignal,
  ) {}

  log(severity: Severity, message: string, ephemeral = false): void {
    const line = this.engine.send(this.urn, severity, message, ephemeral);
    if (!ephemeral) this.#lines.push(line);
    if (severity !== "debug") this.#status = ephemeral ? line : undefined;
  }

  /** Lines that arrive after the reply can be too late to be shown, so the reply waits for them. */
  async delivered(): Promise<void> {
    await Promise.all(this.#lines);
    if (!this.#status) return;
    // A row keeps its latest line when its resource is done. An empty line takes its place, if it comes after it.
    await this.#status;
    await this.engine.send(this.urn, "info", "", true);
  }
}
