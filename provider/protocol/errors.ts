import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { PartialFailure, RequestError } from "../resource/requests";
import { encode } from "./encode";
import { faultKind, reportFault, stackFrames } from "./faults";
import { wellFormed } from "./text";

/** What grpc-js sends as the end of a failed call. */
export interface CallStatus {
  code: status;
  details: string;
  metadata?: Metadata;
}

const ISSUES = "https://github.com/pulumi-cmk/pulumi-cmk/issues";

/**
 * How a failed call ends for the engine: never as UNKNOWN, INTERNAL or DATA_LOSS, which it takes as a sign that the
 * resource may be corrupt (reference 1.6).
 */
export function toStatus(error: unknown, method: string): CallStatus {
  if (error instanceof RequestError)
    return { code: status[error.status], details: wellFormed(error.message) };
  if (error instanceof PartialFailure) return initFailed(error);
  return unexpected(error, method);
}

/** With this detail the engine keeps the id in its state, and calls Update in the next run. */
function initFailed(failure: PartialFailure): CallStatus {
  const code = status.ABORTED;
  const details = wellFormed(failure.message);
  const detail = new ErrorResourceInitFailed()
    .setId(failure.id)
    .setProperties(encode(failure.outputs, { unknowns: false }))
    .setInputs(encode(failure.inputs, { unknowns: false }))
    .setReasonsList(failure.reasons.map(wellFormed));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const packed = new Status()
    .setCode(code)
    .setMessage(details)
    .setDetailsList([any]);
  const metadata = new Metadata();
  metadata.set(
    "grpc-status-details-bin",
    Buffer.from(packed.serializeBinary()),
  );
  return { code, details, metadata };
}

/** A bug of ours: its kind and its place must do, see `reportFault`. */
function unexpected(error: unknown, method: string): CallStatus {
  reportFault(method, error);
  const place = stackFrames(error)[0]
    ?.trim()
    .replace(/\(.*[\\/]/, "(");
  return {
    code: status.FAILED_PRECONDITION,
    details:
      `${method} failed by a fault in the cmk provider itself (${[faultKind(error), place].join(" ").trim()}). ` +
      `Please report this text at ${ISSUES}.`,
  };
}
