import type {
  Cloud,
  CreateRequest as CloudRequest,
  Rotation,
  Survey,
} from "../clouds/cloud";
import {
  cmkInputs,
  DEFAULTS,
  INPUT_NAMES,
  parametersOf,
  type CmkInputs,
} from "../model/inputs";
import { nameOf, uniqueName } from "./autoname";
import { usageInForce } from "./constraints";
import { Failures } from "./failures";
import { findCloud } from "./id";
import { parseInterval } from "./interval";
import { markOf, newToken, tokenIn } from "./mark";
import { RequestError } from "./requests";
import type { Session } from "./session";
import { holdsUnknown, type Bag } from "./values";

/** Inputs that a key can be made from: all known, sound, with a cloud and a region. Throws RequestError otherwise. */
export function knownInputs({ values, secrets }: Bag): {
  cloud: Cloud;
  inputs: CmkInputs;
} {
  const open = Object.keys(values).filter((name) => holdsUnknown(values[name]));
  if (open.length > 0)
    throw new RequestError(
      "FAILED_PRECONDITION",
      `a key can't be made or changed while these inputs are not known: ${open.join(", ")}. What they come from has to be made first.`,
    );
  const parsed = cmkInputs.safeParse(values);
  const failures = new Failures(values, secrets);
  failures.addIssues(parsed.error?.issues ?? [], INPUT_NAMES);
  const cloud = findCloud(parsed.data?.cloud ?? "");
  if (!parsed.data || !cloud || parsed.data.region === undefined)
    throw new RequestError(
      "INVALID_ARGUMENT",
      failures.all.map(({ reason }) => reason).join(" ") ||
        "a key can't be made without cloud and region.",
    );
  return { cloud, inputs: parsed.data };
}

/**
 * The inputs as one CreateKey, which carries a token of its own. The token of an auto-name is one, unless a key has the
 * name already: a program may spell out what an earlier run gave its key, as the one does that `pulumi import` writes.
 */
export function orderOf(
  cloud: Cloud,
  inputs: CmkInputs,
  urn: string,
  session: Session,
  survey: Survey | undefined,
): CloudRequest {
  const mark = markOf(session.providerId, urn);
  const mayBeNew =
    inputs.alias !== undefined &&
    cloud.rules.alias.count === "one" &&
    !survey?.aliases?.has(inputs.alias);
  const ownToken = mayBeNew ? tokenIn(inputs.alias ?? "", mark) : undefined;
  const token = ownToken ?? newToken();
  return {
    region: inputs.region ?? "",
    spec: inputs.spec ?? DEFAULTS.spec,
    usage: usageInForce(cloud, inputs),
    origin: inputs.origin ?? DEFAULTS.origin,
    ...parametersOf(inputs),
    uniqueAlias:
      ownToken !== undefined && inputs.alias !== undefined
        ? inputs.alias
        : uniqueName(cloud.rules, nameOf(urn), mark, token),
    description: inputs.description ?? "",
    rotation: inputs.rotation && wishedRotation(inputs),
    tags: inputs.tags ?? {},
    policy: inputs.policy,
    mark,
    token,
  };
}

export function wishedRotation({ rotation }: CmkInputs): Rotation {
  if (!rotation || rotation.enabled === false) return { enabled: false };
  return {
    enabled: true,
    intervalSeconds: parseInterval(rotation.interval ?? ""),
  };
}
