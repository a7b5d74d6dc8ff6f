import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { PartialFailure, RequestError } from "../resource/values/requests";
import { encode, wellFormed } from "./encode";
import { errorKind, reportInternalError, stackFrames } from "./internal-errors";

/** The status of a failed call, as grpc-js sends it. */
export interface CallStatus {
  code: status;
  details: string;
  metadata?: Metadata;
}

/**
 * The longest text of a status, in characters. It is sent in HTTP/2 headers beside the properties, twice in a partial
 * failure and escaped. Receivers accept at least 64 KiB of headers (grpc-js), or 16 MiB (grpc-go).
 */
const MAX_TEXT = 4000;

const ISSUES = "https://github.com/pulumi-cmk/pulumi-cmk/issues";

/**
 * Converts an error to the status of a failed call. It is never UNKNOWN, INTERNAL or DATA_LOSS, from which the engine
 * concludes that the resource may be corrupt (docs/clouds/pulumi.md#errors).
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

/** With this detail the engine stores the id in its state, and calls Update in the next run. */
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

/** A bug in the provider. Only its kind and its place are reported, see `reportInternalError`. */
function unexpected(error: unknown, method: string): CallStatus {
  reportInternalError(method, error);
  const place = stackFrames(error)[0]
    ?.trim()
    .replace(/\(.*[\\/]/, "(");
  return {
    code: status.FAILED_PRECONDITION,
    details:
      `${method} failed because of an internal error in the cmk provider (${[errorKind(error), place].join(" ").trim()}). ` +
      `Please report this text at ${ISSUES}.`,
  };
}
