/** Converts requests and replies of the resource layer from and to protobuf. */
import {
  CheckFailure,
  CheckRequest,
  CheckResponse,
  CreateResponse,
  DiffResponse,
  InvokeResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type InvokeRequest,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { parsePath, type Bag } from "../resource/values/properties";
import type * as resource from "../resource/values/requests";
import { decodeOrThrow, type Decoded } from "./decode";
import { encode, wellFormed } from "./encode";

/** `news` is already decoded: errors in it are failures of the check. */
export function toCheck(
  request: CheckRequest,
  news: Bag,
): resource.CheckRequest {
  return {
    urn: request.getUrn(),
    olds: decodeOrThrow(request.getOlds()),
    news,
    randomSeed: request.getRandomseed_asU8(),
    autonaming: toAutonaming(request.getAutonaming()),
  };
}

const { Mode } = CheckRequest.AutonamingOptions;

const AUTONAMING_MODES: ReadonlyMap<number, resource.Autonaming["mode"]> =
  new Map([
    [Mode.PROPOSE, "propose"],
    [Mode.ENFORCE, "enforce"],
    [Mode.DISABLE, "disable"],
  ]);

/** A mode that only later engines know counts as the mildest one. */
function toAutonaming(
  options: CheckRequest.AutonamingOptions | undefined,
): resource.Autonaming | undefined {
  return (
    options && {
      mode: AUTONAMING_MODES.get(options.getMode()) ?? "propose",
      proposedName: options.getProposedName(),
    }
  );
}

/** Failures of decoding come first; the resource layer could not check those values. */
export function fromCheck(
  reply: resource.CheckReply,
  decodeFailures: Decoded["failures"],
): CheckResponse {
  return new CheckResponse()
    .setInputs(encode(reply.inputs, { unknowns: true }))
    .setFailuresList([...decodeFailures, ...reply.failures].map(checkFailure));
}

/**
 * The engine repeats the property of a failure and prints the value of `inputs[property]`: a secret in clear, `<nil>`
 * for a nested path. So the property is empty, and the reason names path and value.
 */
function checkFailure({ reason }: resource.CheckFailure): CheckFailure {
  return new CheckFailure().setReason(wellFormed(reason));
}

/** The SDKs print both as `REASON (PROPERTY)`, without a value. */
function argumentFailure(failure: resource.CheckFailure): CheckFailure {
  return new CheckFailure()
    .setProperty(wellFormed(failure.property))
    .setReason(wellFormed(failure.reason));
}

export function toDiff(
  request: DiffRequest | UpdateRequest,
): resource.DiffRequest {
  return {
    id: request.getId(),
    urn: request.getUrn(),
    oldInputs: decodeOrThrow(request.getOldInputs()),
    oldOutputs: decodeOrThrow(request.getOlds()),
    news: decodeOrThrow(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

const DIFF_KINDS: Record<
  resource.DiffKind,
  { plain: PropertyDiff.Kind; replace: PropertyDiff.Kind }
> = {
  add: {
    plain: PropertyDiff.Kind.ADD,
    replace: PropertyDiff.Kind.ADD_REPLACE,
  },
  delete: {
    plain: PropertyDiff.Kind.DELETE,
    replace: PropertyDiff.Kind.DELETE_REPLACE,
  },
  update: {
    plain: PropertyDiff.Kind.UPDATE,
    replace: PropertyDiff.Kind.UPDATE_REPLACE,
  },
};

/** deleteBeforeReplace is never requested: an old key must not be deleted before its successor exists. */
export function fromDiff(reply: resource.DiffReply): DiffResponse {
  const changes = Object.entries(reply.detailed);
  const response = new DiffResponse()
    .setChanges(
      changes.length > 0
        ? DiffResponse.DiffChanges.DIFF_SOME
        : DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setDiffsList(rootsOf(changes))
    .setReplacesList(rootsOf(changes.filter(([, change]) => change.replace)))
    .setStablesList(reply.stables)
    .setHasdetaileddiff(true);
  for (const [path, { kind, replace, inputDiff }] of changes)
    response
      .getDetaileddiffMap()
      .set(
        wellFormed(path),
        new PropertyDiff()
          .setKind(DIFF_KINDS[kind][replace ? "replace" : "plain"])
          .setInputdiff(inputDiff),
      );
  return response;
}

/** The top-level properties of some paths, without duplicates. */
function rootsOf(changes: [path: string, change: unknown][]): string[] {
  const roots = changes.map(([path]) => String(parsePath(path)?.[0] ?? path));
  return [...new Set(roots)].map(wellFormed);
}

export function toCreate(request: CreateRequest): resource.CreateRequest {
  return {
    urn: request.getUrn(),
    inputs: decodeOrThrow(request.getProperties()),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

export function fromCreate(
  reply: resource.CreateReply,
  preview: boolean,
): CreateResponse {
  return new CreateResponse()
    .setId(reply.id)
    .setProperties(encode(reply.outputs, { unknowns: preview }));
}

export function toRead(request: ReadRequest): resource.ReadRequest {
  return {
    id: request.getId(),
    urn: request.getUrn(),
    inputs: decodeOrThrow(request.getInputs()),
    outputs: decodeOrThrow(request.getProperties()),
    // docs/clouds/pulumi.md#read
    isOnlyRead: request.getInputs()?.getFieldsMap().getLength() === 0,
    timeout: request.getTimeout(),
  };
}

/** An empty reply drops the resource from the state. */
export function fromRead(reply: resource.ReadReply): ReadResponse {
  if (!reply) return new ReadResponse();
  return new ReadResponse()
    .setId(reply.id)
    .setInputs(encode(reply.inputs, { unknowns: false }))
    .setProperties(encode(reply.outputs, { unknowns: false }));
}

export function toUpdate(request: UpdateRequest): resource.UpdateRequest {
  return {
    ...toDiff(request),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

export function fromUpdate(
  reply: resource.UpdateReply,
  preview: boolean,
): UpdateResponse {
  return new UpdateResponse().setProperties(
    encode(reply.outputs, { unknowns: preview }),
  );
}

export function toDelete(request: DeleteRequest): resource.DeleteRequest {
  return {
    id: request.getId(),
    urn: request.getUrn(),
    oldInputs: decodeOrThrow(request.getOldInputs()),
    outputs: decodeOrThrow(request.getProperties()),
    timeout: request.getTimeout(),
  };
}

export function toInvoke(request: InvokeRequest): resource.InvokeRequest {
  return {
    token: request.getTok(),
    args: decodeOrThrow(request.getArgs()),
    preview: request.getPreview(),
  };
}

export function fromInvoke(
  reply: resource.InvokeReply,
  preview: boolean,
): InvokeResponse {
  return new InvokeResponse()
    .setReturn(encode(reply.result, { unknowns: preview }))
    .setFailuresList(reply.failures.map(argumentFailure));
}
