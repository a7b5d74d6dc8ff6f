import type { CallContext } from "../../clouds/cloud";
import { CloudError, type ErrorKind } from "../../clouds/errors";
import type { Bag } from "./properties";
import { worded } from "./wording";

/** The interface between the protocol layer and the resource layer: Pulumi's calls without protobuf. */

export interface CallHost {
  /** Aborted by Cancel and by signals. Nothing new may start after it. */
  readonly signal: AbortSignal;
  log(
    severity: "debug" | "info" | "warning" | "error",
    message: string,
    display?: Display,
  ): void;
}

/**
 * Where the engine shows a line, if not in the resource's row and diagnostics: `status` in the row until the next line;
 * `stack` in the stack's diagnostics, where lines of many resources follow each other without headings.
 */
export type Display = "status" | "stack";

export interface CheckFailure {
  /** Property path such as `rotation.interval`, down to the beginning of a secret. */
  property: string;
  /** One line. In Check it contains path and value too. */
  reason: string;
}

export interface CheckConfigRequest {
  urn: string;
  news: Bag;
}

export interface ConfigureRequest {
  /** The provider resource's id: stable in one state, different in another. "" if the engine sent none. */
  providerId: string;
  args: Bag;
}

export interface Autonaming {
  mode: "propose" | "enforce" | "disable";
  proposedName: string;
}
export interface CheckRequest extends CheckConfigRequest {
  olds: Bag;
  randomSeed: Uint8Array;
  autonaming?: Autonaming;
}
export interface CheckReply {
  inputs: Bag;
  failures: CheckFailure[];
}

export type DiffKind = "add" | "delete" | "update";
export interface PropertyDiff {
  kind: DiffKind;
  replace: boolean;
  /** True: compared with the old inputs; false: with the old outputs. */
  inputDiff: boolean;
}
export interface DiffRequest {
  id: string;
  urn: string;
  oldInputs: Bag;
  oldOutputs: Bag;
  news: Bag;
  ignoreChanges: string[];
}
export interface DiffReply {
  /** By property path in Pulumi's form; empty = no changes. */
  detailed: Record<string, PropertyDiff>;
  stables: string[];
}

export interface CreateRequest {
  urn: string;
  inputs: Bag;
  preview: boolean;
  /** Seconds; 0 = the provider's default. */
  timeout: number;
}
export interface CreateReply {
  id: string;
  outputs: Bag;
}

export interface ReadRequest {
  id: string;
  urn: string;
  /** Both are empty on import, and inputs are for a key that is only read. */
  inputs: Bag;
  outputs: Bag;
  /** Asked by the program's `.get()`, or by a refresh of it: this resource never changes or deletes the key. */
  isOnlyRead?: boolean;
  timeout: number;
}
/** Undefined = the resource does not exist. */
export type ReadReply = { id: string; inputs: Bag; outputs: Bag } | undefined;

export interface UpdateRequest extends DiffRequest {
  preview: boolean;
  timeout: number;
}
export interface UpdateReply {
  outputs: Bag;
}

export interface DeleteRequest {
  id: string;
  urn: string;
  oldInputs: Bag;
  outputs: Bag;
  timeout: number;
}

export interface InvokeRequest {
  token: string;
  args: Bag;
  preview: boolean;
}
export interface InvokeReply {
  result: Bag;
  failures: CheckFailure[];
}

export interface ListRequest {
  token: string;
  query: Bag;
  /** 0 = no limit. */
  limit: number;
}
export interface ListItem {
  id: string;
  name: string;
}

/** One provider instance. The protocol layer decodes, calls, encodes, and turns every error into a gRPC status. */
export interface ProviderHandlers {
  readonly name: string;
  readonly version: string;
  schema(): string;
  checkConfig(request: CheckConfigRequest, host: CallHost): Promise<CheckReply>;
  diffConfig(request: DiffRequest, host: CallHost): Promise<DiffReply>;
  configure(request: ConfigureRequest, host: CallHost): Promise<void>;
  check(request: CheckRequest, host: CallHost): Promise<CheckReply>;
  diff(request: DiffRequest, host: CallHost): Promise<DiffReply>;
  create(request: CreateRequest, host: CallHost): Promise<CreateReply>;
  read(request: ReadRequest, host: CallHost): Promise<ReadReply>;
  update(request: UpdateRequest, host: CallHost): Promise<UpdateReply>;
  delete(request: DeleteRequest, host: CallHost): Promise<void>;
  invoke(request: InvokeRequest, host: CallHost): Promise<InvokeReply>;
  list(request: ListRequest, host: CallHost): AsyncIterable<ListItem>;
  close(): void;
}

/** Why a request failed, by gRPC's name for it. */
export type StatusName =
  | "INVALID_ARGUMENT"
  | "FAILED_PRECONDITION"
  | "PERMISSION_DENIED"
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "RESOURCE_EXHAUSTED"
  | "UNAVAILABLE"
  | "ABORTED"
  | "CANCELLED"
  | "DEADLINE_EXCEEDED"
  | "UNIMPLEMENTED";

/** An error with a message for the user: no stack trace, no secret. */
export class RequestError extends Error {
  constructor(
    readonly status: StatusName,
    message: string,
  ) {
    super(worded(message));
    this.name = "RequestError";
  }
}

/** The key exists, but not every step succeeded. Becomes ErrorResourceInitFailed, which keeps the id. */
export class PartialFailure extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Bag,
    readonly inputs: Bag,
    readonly reasons: string[],
  ) {
    super(reasons.join("; "));
    this.name = "PartialFailure";
  }
}

const STATUS: Readonly<Record<ErrorKind, StatusName>> = {
  notFound: "NOT_FOUND",
  invalid: "INVALID_ARGUMENT",
  state: "FAILED_PRECONDITION",
  aliasTaken: "ALREADY_EXISTS",
  quota: "RESOURCE_EXHAUSTED",
  denied: "PERMISSION_DENIED",
  unauthenticated: "UNAUTHENTICATED",
  throttled: "RESOURCE_EXHAUSTED",
  unavailable: "UNAVAILABLE",
  unsupported: "FAILED_PRECONDITION",
  inUse: "FAILED_PRECONDITION",
  protected: "FAILED_PRECONDITION",
  unknownOutcome: "UNAVAILABLE",
  uncertain: "ABORTED",
  accountMismatch: "FAILED_PRECONDITION",
  cancelled: "CANCELLED",
  deadline: "DEADLINE_EXCEEDED",
};

/** Turns a cloud's error into a RequestError; other errors stay as they are. */
export function requestErrorOf(error: unknown): unknown {
  return error instanceof CloudError
    ? new RequestError(STATUS[error.kind], error.message)
    : error;
}

export function messageOf(error: unknown): string {
  return worded(error instanceof Error ? error.message : String(error));
}

/** The time limit of a call if the program sets no customTimeouts, in seconds. */
export const DEFAULT_TIMEOUT = 600;

/** The user's time-out as a deadline for everything that one call does. `timeout` in seconds, 0 = the default. */
export function callContext(host: CallHost, timeout: number): CallContext {
  return {
    signal: host.signal,
    deadline: Date.now() + (timeout > 0 ? timeout : DEFAULT_TIMEOUT) * 1000,
    status: (message) => {
      host.log("info", worded(message), "status");
    },
    warn: (message) => {
      host.log("warning", worded(message));
    },
  };
}
