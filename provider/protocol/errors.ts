import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { PartialFailure, RequestError } from "../resource/values/requests";
import { encode } from "./encode";
import { faultKind, reportFault, stackFrames } from "./faults";
import { wellFormed } from "./text";

/** What grpc-js sends as the end of a failed call. */
export interface CallStatus {
  code: status;
  details: string;
  metadata?: Metadata;
}

/**
 * The longest text of a status, in characters. It travels in HTTP/2 headers, twice in a partial failure and escaped,
 * beside the properties; receivers take 64 KiB and more of them (grpc-js), or 16 MiB (grpc-go).
 */
const MAX_TEXT = 4000;

const ISSUES = "https://github.com/pulumi-cmk/pulumi-cmk/issues";

/**
 * How a failed call ends for the engine: never as UNKNOWN, INTERNAL or DATA_LOSS, which it takes as a sign that the
 * resource may be corrupt (docs/clouds/pulumi.md#errors).
 */
export function toStatus(error: unknown, method: string): CallStatus {
  if (error instanceof RequestError)
    return { code: status[error.status], details: readable(error.message) };
  if (error instanceof PartialFailure) return initFailed(error);
  return unexpected(error, method);
}

function readable(text: string): string {
  return wellFormed(
    text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text,
  );
}

/** With this detail the engine keeps the id in its state, and calls Update in the next run. */
function initFailed(failure: PartialFailure): CallStatus {
  const code = status.ABORTED;
  const details = readable(failure.message);
  const detail = new ErrorResourceInitFailed()
    .setId(failure.id)
    .setProperties(encode(failure.outputs, { unknowns: false }))
    .setInputs(encode(failure.inputs, { unknowns: false }))
    .setReasonsList(failure.reasons.map(readable));
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
