import type { CloudEmulator, WireReply, WireRequest } from "../contract";
import { redactedBody, redactedParameters } from "./redaction";

/** One line of the log. */
export interface LoggedLine {
  /** Counts the requests since the start. */
  id: number;
  /** RFC 3339, by the machine's clock. */
  time: string;
  /** "" for a request that no cloud recognizes, like the next three. */
  cloud: string;
  region: string;
  action: string;
  keyId: string;
  /** `cut`: a fault has cut the connection instead of a reply. */
  status: number | "cut";
  /** Of an error reply; else "". */
  code: string;
  ms: number;
}

/** A request as `GET /_emulator/requests` shows it: both sides, with secrets and plaintext replaced. */
export interface LoggedRequest extends LoggedLine {
  parameters: unknown;
  reply: unknown;
}

/** What is kept of a request until somebody asks. */
interface Kept {
  line: LoggedLine;
  cloud?: CloudEmulator;
  request: WireRequest;
  reply?: WireReply;
}

const KEPT = 1_000;
/** A longer body is not kept, so that the log stays small. */
const MAX_BODY = 64 * 1024;

/** The last requests to the clouds, and who is told of each new one. */
export class RequestLog {
  #kept: Kept[] = [];
  #count = 0;
  #clears = 0;
  readonly #listeners = new Set<(line: LoggedLine) => void>();

  /** Gives a function that ends it. */
  listen(listener: (line: LoggedLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `reply` is absent if the connection was cut. */
  add(
    request: WireRequest,
    cloud: CloudEmulator | undefined,
    reply: WireReply | undefined,
    ms: number,
  ): void {
    const kept: Kept = {
      cloud,
      request,
      reply,
      line: {
        id: ++this.#count,
        time: new Date().toISOString(),
        cloud: cloud?.name ?? "",
        region: cloud?.inspect(request).region ?? "",
        action: cloud?.actionOf(request) ?? "",
        keyId: "",
        status: reply?.status ?? "cut",
        code: (reply && cloud?.codeOf(reply)) ?? "",
        ms: Math.round(ms * 10) / 10,
      },
    };
    kept.line.keyId = keyIdOf(kept);
    this.#kept.push(kept);
    // A shift for each request would move a thousand entries.
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const listener of this.#listeners) listener(kept.line);
  }

  /** From the oldest to the newest. */
  list(): LoggedRequest[] {
    return this.#kept.slice(-KEPT).map(shown);
  }

  /** The same as `list`, without both sides. */
  lines(): LoggedLine[] {
    return this.#kept.slice(-KEPT).map(({ line }) => line);
  }

  find(id: number): LoggedRequest | undefined {
    const kept = this.#kept.slice(-KEPT).find(({ line }) => line.id === id);
    return kept && shown(kept);
  }

  clear(): void {
    this.#kept = [];
    this.#clears++;
  }

  /** How often it was cleared. */
  get clears(): number {
    return this.#clears;
  }
}

function shown({ line, cloud, request, reply }: Kept): LoggedRequest {
  return {
    ...line,
    parameters:
      request.body.length > MAX_BODY
        ? `(${request.body.length} bytes)`
        : redactedParameters(cloud?.inspect(request).parameters ?? {}),
    reply: reply === undefined ? "" : redactedBody(reply.body),
  };
}

/** The key that a request names, or the only one in its reply: the one that it has made. */
function keyIdOf({ cloud, request, reply }: Kept): string {
  const { KeyId: named } = cloud?.inspect(request).parameters ?? {};
  if (typeof named === "string") return named;
  const [first, second] = (reply?.body ?? "").matchAll(/"KeyId":"([^"]+)"/g);
  return second === undefined ? (first?.[1] ?? "") : "";
}

/** How `--log` writes a line. */
export const LOG_FORMATS = {
  text: ({ time, cloud, region, action, keyId, status, code, ms }) =>
    [time, cloud, region, action, keyId, status, code, `${ms}ms`]
      .map((cell) => (cell === "" ? "-" : oneLine(String(cell))))
      .join(" "),
  json: (line) => JSON.stringify(line),
} as const satisfies Record<string, (line: LoggedLine) => string>;

export type LogFormat = keyof typeof LOG_FORMATS;

/** What a client sends as an action or a key may hold anything. */
function oneLine(cell: string): string {
  // eslint-disable-next-line no-control-regex
  return cell.replace(/[\s\x00-\x1f\x7f]+/g, "_").slice(0, 200);
}
