import type { Cloud, Facets, Key } from "../clouds/cloud";
import { unasked } from "../clouds/parameters";
import {
  DEFAULTS,
  PARAMETER_NAMES,
  type CmkInputs,
  type InputName,
} from "../model/inputs";
import { same, sameInterval } from "./compare";
import { usageInForce } from "./constraints";
import { callContext } from "./context";
import { confirmGone, formatId, fullName, parseId } from "./id";
import { formatInterval } from "./interval";
import { isEnabled, outputsOf, ownAlias, present } from "./outputs";
import type { CallHost, ReadReply, ReadRequest } from "./requests";
import { withSecretsOf } from "./secrets";
import type { Session } from "./session";
import { soundInputs } from "./sound-inputs";
import { sameSpec } from "./spec";
import type { Properties, Value } from "./values";

/**
 * Reads a key for refresh (inputs and outputs from the state), import and `.get()` (both may be empty). Undefined only
 * where the cloud says, in the key's own account, that there is no such key.
 */
export async function read(
  request: ReadRequest,
  session: Session,
  host: CallHost,
): Promise<ReadReply> {
  const address = parseId(request.id, session.config);
  const { cloud, region, keyId } = address;
  const id = formatId(address);
  const stored = soundInputs(request.inputs.values);
  const imported = Object.keys(request.inputs.values).length === 0;
  const service = await session.service(cloud.name);
  const key = await service.describe(
    region,
    keyId,
    imported ? EVERYTHING : facetsFor(cloud, stored),
    callContext(host, request.timeout),
    fullName(address, request.id, request.outputs.values),
  );
  if (!key) {
    confirmGone(address, request.id, request.outputs.values);
    return undefined;
  }
  if (imported) {
    session.noteSpelled(request.urn, request.id, id);
    noteOnImport(cloud, key, host);
  } else session.meet(request.urn, id);

  const inputs = inputsOf(cloud, key, stored);
  const digest = request.outputs.values["keyMaterialDigest"];
  const outputs = outputsOf(
    cloud,
    key,
    imported ? inputs : stored,
    typeof digest === "string" ? digest : undefined,
  );
  return {
    id,
    inputs: withSecretsOf(present(inputs), request.inputs),
    outputs: withSecretsOf(outputs, request.inputs, request.outputs),
  };
}

const EVERYTHING: Facets = { aliases: true, tags: true, policy: true };

/** What a refresh must ask for beyond the key itself; each facet costs a call on some cloud. */
export function facetsFor(cloud: Cloud, inputs: CmkInputs): Facets {
  return {
    aliases: inputs.alias !== undefined || cloud.rules.alias.count === "one",
    tags: true,
    policy: inputs.policy !== undefined,
  };
}

function noteOnImport(cloud: Cloud, key: Key, host: CallHost): void {
  if (key.state === "PendingDeletion")
    host.log(
      "warning",
      `Key ${key.keyId} is scheduled for destruction${key.deletionDate ? ` on ${key.deletionDate}` : ""}. It is read as \`enabled: false\`; the next \`pulumi up\` on it cancels that, and so does: ${cloud.rules.cancelDeletionCommand(key.region, key.keyId)}`,
    );
  const others = (key.aliases ?? []).length;
  if (cloud.rules.alias.count === "many" && others > 1)
    host.log(
      "warning",
      `Key ${key.keyId} has ${String(others)} aliases (${(key.aliases ?? []).join(", ")}). The resource keeps the first; the others stay as they are.`,
    );
}

/** What the cloud says of an input, and whether that goes without saying where the program left it out. */
type Told = { [N in InputName]?: [actual: CmkInputs[N], unsaid: boolean] };

/**
 * Inputs as the cloud has them. What the program set is told again, in the program's own form where that means the same;
 * what it left out is told only where it is no default, so that drift shows and nothing else does.
 */
export function inputsOf(cloud: Cloud, key: Key, stored: CmkInputs): CmkInputs {
  const imported = Object.keys(stored).length === 0;
  const rules = cloud.rules;
  const enabled = isEnabled(key, stored.enabled);
  const described = key.description === "" ? undefined : key.description;
  const implied = usageInForce(cloud, { spec: key.spec });
  const told: Told = {
    spec: [key.spec, !imported || sameSpec(rules, key.spec, DEFAULTS.spec)],
    usage: [key.usage, !imported || key.usage === implied],
    origin: [key.origin, !imported || key.origin === DEFAULTS.origin],
    ...Object.fromEntries(
      PARAMETER_NAMES.map((name) => [
        name,
        [key[name], !imported || key[name] === unasked(rules.parameters, name)],
      ]),
    ),
    description: [described, false],
    enabled: [enabled, enabled],
    policy: [key.policy, !imported],
    deletionProtection: [
      key.deletionProtection,
      key.deletionProtection !== true,
    ],
  };
  const inputs: Properties = {
    ...present({ ...stored, cloud: cloud.name, region: key.region }),
  };
  for (const [name, [actual, unsaid]] of Object.entries(told) as [
    InputName,
    [Value | undefined, boolean],
  ][]) {
    const wished = stored[name] as Value | undefined;
    if (wished === undefined ? unsaid : same(name, wished, actual, rules))
      continue;
    if (actual === undefined) delete inputs[name];
    else inputs[name] = actual;
  }
  const alias = stored.alias ?? (imported ? key.aliases?.[0] : undefined);
  return present({
    ...inputs,
    alias: ownAlias(cloud, key, alias),
    rotation: rotationInput(key, stored),
    tags: tagsInput(key, stored),
    ...materialInputs(key, stored),
  });
}

/** Material that is gone from the key is gone from its inputs, so that the next update imports it again. */
function materialInputs(
  key: Key,
  { keyMaterial, keyMaterialExpiry }: CmkInputs,
): Pick<CmkInputs, "keyMaterial" | "keyMaterialExpiry"> {
  if (keyMaterial === undefined || key.state === "PendingImport")
    return { keyMaterial: undefined, keyMaterialExpiry: undefined };
  const actual = key.materialExpireTime;
  return {
    keyMaterial,
    keyMaterialExpiry: same("keyMaterialExpiry", keyMaterialExpiry, actual)
      ? keyMaterialExpiry
      : actual,
  };
}

function rotationInput(
  key: Key,
  { rotation: stored }: CmkInputs,
): CmkInputs["rotation"] {
  const { enabled, intervalSeconds } = key.rotation;
  const wished = stored?.enabled ?? stored !== undefined;
  if (!enabled)
    return stored && { ...stored, ...(wished ? { enabled: false } : {}) };
  const interval =
    intervalSeconds === undefined ? undefined : formatInterval(intervalSeconds);
  if (!stored) return present({ interval });
  return {
    ...stored,
    ...(wished ? {} : { enabled: true }),
    ...(interval === undefined || sameInterval(stored.interval, interval)
      ? {}
      : { interval }),
  };
}

function tagsInput(key: Key, stored: CmkInputs): CmkInputs["tags"] {
  const tags = key.tags ?? {};
  return Object.keys(tags).length > 0 || stored.tags ? tags : undefined;
}
