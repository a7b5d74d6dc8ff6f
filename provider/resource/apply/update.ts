import type { CallContext, Cloud, Key, KeyInclude } from "../../clouds/cloud";
import {
  type CmkInputs,
  IMMUTABLE,
  INPUT_NAMES,
  type InputName,
  MATERIAL,
} from "../../model/inputs";
import { same } from "../plan/compare";
import { cloudTagsIn } from "../plan/usage-evidence";
import { materialConflict } from "../plan/material";
import { updatedOutputs } from "../plan/preview";
import {
  isJustRotated,
  isRotationDue,
  lastTrigger,
} from "../plan/rotation-trigger";
import { warnOfUpdate } from "../plan/update-warnings";
import type { Session } from "../session/session";
import { parseId } from "../values/id";
import { resolvedInputs, validInputs } from "../values/inputs";
import {
  applyIgnoreChanges,
  holdsUnknown,
  parsePath,
  type Properties,
  withSecretsOf,
} from "../values/properties";
import {
  callContext,
  type CallHost,
  RequestError,
  type UpdateReply,
  type UpdateRequest,
} from "../values/requests";
import { describeUnlessGone } from "./gone";
import { warnOfUnknown, warnOfUnseenDrift } from "./drift-warnings";
import { inputsOf, withUnreported } from "./key-properties";
import { reconcile } from "./reconcile";

/** Reconciles an existing key with what the program declares. A preview only shows the result. */
export async function update(
  request: UpdateRequest,
  session: Session,
  host: CallHost,
): Promise<UpdateReply> {
  const oldInputs = request.oldInputs.values;
  const oldOutputs = request.oldOutputs.values;
  const news = applyIgnoreChanges(
    request.news.values,
    oldInputs,
    request.ignoreChanges,
  );
  refuseOnMaterial(request, news, host);
  if (request.preview) {
    warnOfUpdate(request, host);
    const outputs = updatedOutputs(oldInputs, oldOutputs, news);
    return {
      outputs: withSecretsOf(outputs, request.news, request.oldOutputs),
    };
  }
  const { inputs } = resolvedInputs({ ...request.news, values: news });
  const address = parseId(request.id, session.config);
  const { cloud, region, keyId } = address;
  const context = callContext(host, request.timeout);
  const place = await session.placement(address, context);
  const include = partsToCompare(inputs, oldInputs, oldOutputs);
  const read = await describeUnlessGone(
    { address, id: request.id, outputs: oldOutputs },
    include,
    session,
    context,
  );
  session.history.noteKnown(request.id);
  if (!read)
    throw new RequestError(
      "NOT_FOUND",
      `${cloud.title} has no key ${keyId} in ${region} any longer, so it can't be changed. \`pulumi refresh\` removes it from the state; the next \`pulumi up\` creates a new key, which can't decrypt what the old one encrypted.`,
    );
  warnOfUnknown(read, host);
  const key = withUnreported(read, oldOutputs, oldInputs);
  // A part that was not read has the state's value.
  key.cloudTags ??= cloudTagsIn(oldOutputs);
  if (!include.policy) key.policy ??= validInputs(oldOutputs).policy;
  const left = pathsLeftToOthers(key, request);
  const values = preserveUnmanaged(news, key, cloud, oldInputs, left);
  const desired = validInputs(values);
  warnOfUnseenDrift(key, desired, oldOutputs, context);
  const digest = oldOutputs["keyMaterialDigest"];
  const outputs = await reconcile(
    {
      ...place,
      actual: key,
      desired,
      priorInputs: { ...validInputs(oldInputs), tags: tagsBefore(request) },
      priorOutputs: validInputs(oldOutputs),
      applicant: { urn: request.urn, session },
      materialDigest: typeof digest === "string" ? digest : undefined,
      rotatedFor: rotatedFor(key, desired, request, context),
    },
    {
      inputs: { ...request.news, values },
      left: { paths: left, outputs: oldOutputs },
      secretsOf: [request.oldOutputs],
    },
  );
  return { outputs };
}

/**
 * The trigger that the key was last rotated for. A run that was killed after it had the key rotated has left no trace in
 * the state, but on the key.
 */
function rotatedFor(
  key: Key,
  { rotationTrigger: desired }: CmkInputs,
  { oldInputs, oldOutputs }: UpdateRequest,
  context: CallContext,
): string | undefined {
  const last = lastTrigger(oldInputs.values, oldOutputs.values);
  if (!isRotationDue(desired, last) || !isJustRotated(key)) return last;
  context.warn(
    `Key ${key.keyId} in ${key.region} was rotated on ${String(key.lastRotationDate)}, less than a day ago: perhaps by a run that was interrupted. So rotationTrigger doesn't rotate it again.`,
  );
  return desired;
}

/**
 * Nothing is started that every cloud would refuse. While it is open whether the key is replaced, this is only a
 * warning.
 */
function refuseOnMaterial(
  { urn, oldInputs, oldOutputs }: UpdateRequest,
  news: Properties,
  host: CallHost,
): void {
  const conflict = materialConflict({
    urn,
    oldInputs: oldInputs.values,
    oldOutputs: oldOutputs.values,
    news,
  });
  if (conflict === undefined) return;
  if (!IMMUTABLE.some((name) => holdsUnknown(news[name])))
    throw new RequestError("FAILED_PRECONDITION", conflict);
  host.log(
    "warning",
    `Unless the key turns out to be replaced, this fails: ${conflict}`,
  );
}

/** A part that costs its own call is requested if the program changes it, or an earlier run did not complete it. */
function partsToCompare(
  inputs: CmkInputs,
  oldInputs: Properties,
  oldOutputs: Properties,
): KeyInclude {
  const differs = (name: "alias" | "additionalAliases" | "tags" | "policy") =>
    [oldInputs, oldOutputs].some(
      (old) => !same(name, old[name], (inputs as Properties)[name]),
    );
  return {
    aliases: differs("alias") || differs("additionalAliases"),
    tags: differs("tags"),
    policy: differs("policy"),
  };
}

/** All tags that the program has ever set on the key, as far as the state tells. */
function tagsBefore({
  oldInputs,
  oldOutputs,
}: UpdateRequest): CmkInputs["tags"] {
  return {
    ...validInputs(oldOutputs.values).tags,
    ...validInputs(oldInputs.values).tags,
  };
}

/**
 * The paths of ignoreChanges that the program leaves to others. What an earlier run did not complete, as the state's
 * outputs show, still belongs to the program.
 */
function pathsLeftToOthers(
  { state }: Key,
  { ignoreChanges, oldInputs, oldOutputs }: UpdateRequest,
): string[] {
  const isDone = (name: InputName) =>
    MATERIAL.some((one) => one === name) ||
    same(name, oldInputs.values[name], oldOutputs.values[name]);
  // The effects of a pending deletion, which the update cancels, are nobody's decision.
  const names: readonly string[] = INPUT_NAMES.filter(
    (name) =>
      isDone(name) && (name !== "enabled" || state !== "PendingDeletion"),
  );
  return ignoreChanges.flatMap((path) => {
    const [name] = parsePath(path) ?? [];
    if (name === "*") return names;
    return names.includes(String(name)) ? [path] : [];
  });
}

/** The new inputs with the cloud's values at these paths: what others have changed since the last read stays. */
function preserveUnmanaged(
  news: Properties,
  key: Key,
  cloud: Cloud,
  oldInputs: Properties,
  paths: readonly string[],
): Properties {
  if (paths.length === 0) return news;
  const stored = validInputs(oldInputs);
  const read = { ...key, tags: key.tags ?? stored.tags };
  return applyIgnoreChanges(news, { ...inputsOf(cloud, read, stored) }, paths);
}
