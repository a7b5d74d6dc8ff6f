/** Requests and replies of the resource layer, from and to protobuf. */
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
import { parsePath } from "../resource/values/properties";
import type * as resource from "../resource/values/requests";
import { decodeOrRefuse, type Decoded } from "./decode";
import { encode } from "./encode";
import { wellFormed } from "./text";

/** `news` decoded before: what is wrong with them is a failure of the check. */
export function toCheck(
  request: CheckRequest,
  news: resource.Bag,
): resource.CheckRequest {
  return {
    urn: request.getUrn(),
    olds: decodeOrRefuse(request.getOlds()),
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

/** A mode of a later engine is taken as the mildest one that there is. */
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

/** `problems` of decoding come first: what the resource layer could not look at. */
export function fromCheck(
  reply: resource.CheckReply,
  problems: Decoded["problems"],
): CheckResponse {
  return new CheckResponse()
    .setInputs(encode(reply.inputs, { unknowns: true }))
    .setFailuresList([...problems, ...reply.failures].map(checkFailure));
}

/**
 * The engine repeats the property of a failure and prints what `inputs[property]` gives: a secret in clear, `<nil>` for a
 * nested path. So the reason, which names path and value, stands alone.
 */
function checkFailure({ reason }: resource.CheckFailure): CheckFailure {
  return new CheckFailure().setReason(wellFormed(reason));
}

/** The SDKs print both, `REASON (PROPERTY)`, and no value. */
function argumentFailure(failure: resource.CheckFailure): CheckFailure {
  return new CheckFailure()
    .setProperty(wellFormed(failure.property))
    .setReason(wellFormed(failure.reason));
}

export function toDiff(request: DiffRequest): resource.DiffRequest {
  return {
    id: request.getId(),
    urn: request.getUrn(),
    oldInputs: decodeOrRefuse(request.getOldInputs()),
    oldOutputs: decodeOrRefuse(request.getOlds()),
    news: decodeOrRefuse(request.getNews()),
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

/** deleteBeforeReplace is never asked for: a key must not go before its successor is there. */
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

/** The top-level properties in which paths lie, each once. */
function rootsOf(changes: [path: string, change: unknown][]): string[] {
  const roots = changes.map(([path]) => String(parsePath(path)?.[0] ?? path));
  return [...new Set(roots)].map(wellFormed);
}

export function toCreate(request: CreateRequest): resource.CreateRequest {
  return {
    urn: request.getUrn(),
    inputs: decodeOrRefuse(request.getProperties()),
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
    inputs: decodeOrRefuse(request.getInputs()),
    outputs: decodeOrRefuse(request.getProperties()),
    timeout: request.getTimeout(),
  };
}

/** A reply without anything drops the resource from the state. */
export function fromRead(reply: resource.ReadReply): ReadResponse {
  if (!reply) return new ReadResponse();
  return new ReadResponse()
    .setId(reply.id)
    .setInputs(encode(reply.inputs, { unknowns: false }))
    .setProperties(encode(reply.outputs, { unknowns: false }));
}

export function toUpdate(request: UpdateRequest): resource.UpdateRequest {
  return {
    id: request.getId(),
    urn: request.getUrn(),
    oldInputs: decodeOrRefuse(request.getOldInputs()),
    oldOutputs: decodeOrRefuse(request.getOlds()),
    news: decodeOrRefuse(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
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
    oldInputs: decodeOrRefuse(request.getOldInputs()),
    outputs: decodeOrRefuse(request.getProperties()),
    timeout: request.getTimeout(),
  };
}

export function toInvoke(request: InvokeRequest): resource.InvokeRequest {
  return {
    token: request.getTok(),
    args: decodeOrRefuse(request.getArgs()),
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
