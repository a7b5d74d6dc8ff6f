import { status, type ServiceError } from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Properties as the protocol writes them: secrets and unknowns in their tagged forms. */
export type Json =
  null | boolean | number | string | Json[] | { [name: string]: Json };
export type Props = Record<string, Json>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function secret(value: Json): Json {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Json | undefined): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    value[SIGNATURE] === SECRET
  );
}

/** Without the wrappers of secrets, at any depth. */
export function unwrapped(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrapped);
  if (isSecret(value)) return unwrapped(value["value"] ?? null);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, unwrapped(member)]),
  );
}

/** A call that ended with an error. */
export class CallError extends Error {
  constructor(
    /** gRPC's name for the code, such as `INVALID_ARGUMENT`. */
    readonly code: string,
    message: string,
    /** The detail with which the engine keeps a resource that failed in part. */
    readonly initFailed?: {
      id: string;
      properties: Props;
      inputs: Props;
      reasons: string[];
    },
  ) {
    super(message);
    this.name = "CallError";
  }
}

export interface Failure {
  property: string;
  reason: string;
}

export interface Diff {
  changes: "none" | "some" | "unknown";
  /** By path: `update`, `add-replace`, …, with ` output` behind where old outputs were compared. */
  detailed: Record<string, string>;
  diffs: string[];
  replaces: string[];
  stables: string[];
  deleteBeforeReplace: boolean;
}

export interface ListPage {
  ids: string[];
  names: string[];
  computed: boolean;
  /** Undefined where the page had no continuation at all. */
  token: string | undefined;
}

export function struct(properties: Props): Struct {
  return Struct.fromJavaScript(properties);
}

export function props(struct: Struct | undefined): Props {
  return struct?.toJavaScript() ?? {};
}

export function failures(list: pb.CheckFailure[]): Failure[] {
  return list.map((failure) => failure.toObject());
}

export function checked(reply: pb.CheckResponse) {
  return {
    inputs: props(reply.getInputs()),
    failures: failures(reply.getFailuresList()),
  };
}

const CHANGES = {
  [pb.DiffResponse.DiffChanges.DIFF_NONE]: "none",
  [pb.DiffResponse.DiffChanges.DIFF_SOME]: "some",
  [pb.DiffResponse.DiffChanges.DIFF_UNKNOWN]: "unknown",
} as const;

const KINDS = {
  [pb.PropertyDiff.Kind.ADD]: "add",
  [pb.PropertyDiff.Kind.ADD_REPLACE]: "add-replace",
  [pb.PropertyDiff.Kind.DELETE]: "delete",
  [pb.PropertyDiff.Kind.DELETE_REPLACE]: "delete-replace",
  [pb.PropertyDiff.Kind.UPDATE]: "update",
  [pb.PropertyDiff.Kind.UPDATE_REPLACE]: "update-replace",
} as const;

export function diffed(reply: pb.DiffResponse): Diff {
  const detailed: Record<string, string> = {};
  reply.getDetaileddiffMap().forEach((change, path) => {
    const compared = change.getInputdiff() ? "" : " output";
    detailed[path] = KINDS[change.getKind()] + compared;
  });
  return {
    changes: CHANGES[reply.getChanges()],
    detailed,
    diffs: reply.getDiffsList(),
    replaces: reply.getReplacesList(),
    stables: reply.getStablesList(),
    deleteBeforeReplace: reply.getDeletebeforereplace(),
  };
}

export function callError(error: ServiceError): CallError {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  const details = bytes
    ? Status.deserializeBinary(bytes as Buffer).getDetailsList()
    : [];
  const packed = details.find((any) =>
    any.getTypeUrl().endsWith("/pulumirpc.ErrorResourceInitFailed"),
  );
  if (!packed) return new CallError(status[error.code] ?? "", error.details);
  const failed = pb.ErrorResourceInitFailed.deserializeBinary(
    packed.getValue_asU8(),
  );
  return new CallError(status[error.code] ?? "", error.details, {
    id: failed.getId(),
    properties: props(failed.getProperties()),
    inputs: props(failed.getInputs()),
    reasons: failed.getReasonsList(),
  });
}
