import type {
  CallContext,
  Cloud,
  Key,
  KeyInclude,
  KeysInRegion,
} from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import {
  cmkView,
  type CmkArguments,
  FUNCTIONS,
  type FunctionToken,
  type KeyArguments,
  type ListArguments,
  listInputs,
} from "../../model/functions";
import { CheckFailures } from "../values/failures";
import type { Session } from "../session/session";
import {
  configuredRegion,
  findCloud,
  formatId,
  type KeyAddress,
  parseGivenId,
} from "../values/id";
import {
  type Bag,
  holdsUnknown,
  type Properties,
  withoutNulls,
} from "../values/properties";
import {
  callContext,
  type CallHost,
  type InvokeReply,
  type InvokeRequest,
  type ListItem,
  type ListRequest,
  RequestError,
} from "../values/requests";
import { regionRule } from "../values/regions";
import { nameOf } from "../values/urn";
import { defaultCloud } from "../values/settings";
import { warnOfUnknown } from "./drift-warnings";
import { allNames, outputsOf, present } from "./key-properties";
import { describeTwice, readTwice } from "./gone";

interface Region {
  cloud: Cloud;
  region: string;
}
interface FoundKey extends Region {
  keys: KeysInRegion;
  key: Key;
}

/** The key that a function's arguments name. Throws RequestError for wrong arguments, or if there is no such key. */
export async function lookUp(
  given: KeyArguments,
  include: KeyInclude,
  session: Session,
  context: CallContext,
): Promise<FoundKey> {
  const { id, arn, keyId, alias } = given;
  const named = [id, arn, keyId, alias].filter((name) => name !== undefined);
  if (named.length !== 1)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `name the key by exactly one of id, keyId, alias and arn; ${named.length === 0 ? "none of them has a value" : `${String(named.length)} are given`}.`,
    );
  if (alias !== undefined) {
    const place = regionOf(given, session);
    const keys = await session.keys(place, context);
    const key = await readTwice(() => keys.findByAlias(alias), context);
    if (!key)
      throw new RequestError(
        "NOT_FOUND",
        `${place.cloud.title} has no key with alias "${alias}" in ${place.region}.${alias.startsWith("alias/") ? " Leave out alias/." : ""}`,
      );
    return describe({ ...place, keys, key }, include, context);
  }
  const address = addressOf(given, session);
  const keys = await session.keys(address, context);
  const { cloud, region } = address;
  const sought = { address, id: arn ?? "", outputs: {} };
  const key = await describeTwice(sought, include, session, context);
  if (!key)
    throw new RequestError(
      "NOT_FOUND",
      `${cloud.title} has no key ${address.keyId} in ${region}.`,
    );
  return { cloud, region, keys, key };
}

function addressOf(given: KeyArguments, session: Session): KeyAddress {
  const { arn } = given;
  if (
    arn !== undefined &&
    !Object.values(CLOUDS).some(({ rules }) => rules.parseArn(arn))
  )
    throw new RequestError(
      "INVALID_ARGUMENT",
      `arn "${arn}" is no full name of a key. Give the output \`arn\` of a Cmk, or name the key by its \`id\`, CLOUD/REGION/KEYID.`,
    );
  const whole = given.id ?? arn;
  if (whole !== undefined) {
    const address = parseGivenId(whole, session.config);
    refuseOtherPlace(given, address);
    return address;
  }
  const { cloud, region } = regionOf(given, session);
  return parseGivenId(
    `${cloud.name}/${region}/${given.keyId ?? ""}`,
    session.config,
  );
}

/** Whoever gives both wants to be sure of the key. */
function refuseOtherPlace(given: KeyArguments, address: KeyAddress): void {
  const place = { cloud: address.cloud.name, region: address.region };
  for (const name of ["cloud", "region"] as const)
    if (given[name] !== undefined && given[name] !== place[name])
      throw new RequestError(
        "INVALID_ARGUMENT",
        `${name} is "${given[name]}", but ${given.id === undefined ? "arn" : "id"} names a key of ${place.cloud} in ${place.region}. Leave ${name} out, or name another key.`,
      );
}

function inOtherState(
  { keyId, region, state, deletionDate }: Key,
  states: readonly string[],
): RequestError {
  const until = deletionDate ? `, and is destroyed on ${deletionDate}` : "";
  return new RequestError(
    "FAILED_PRECONDITION",
    `key ${keyId} in ${region} is ${state}${until}; the program asks for one that is ${states.join(" or ")}. Bring the key back with the stack that owns it, or name another key.`,
  );
}

function noVersions({ title }: Cloud): RequestError {
  return new RequestError(
    "UNIMPLEMENTED",
    `${title} does not list the versions of a key. getCmk returns the date of the last rotation, lastRotationDate.`,
  );
}

/** Reads in full what findByAlias doesn't return. */
async function describe(
  found: FoundKey,
  include: KeyInclude,
  context: CallContext,
): Promise<FoundKey> {
  const { keys, key } = found;
  const read = await readTwice(
    () => keys.describe(key.keyId, include, key.arn),
    context,
  );
  return { ...found, key: read ?? key };
}

/** Cloud and region from a function's arguments, else from the provider's explicit configuration. */
function regionOf(
  given: Pick<KeyArguments, "cloud" | "region">,
  session: Session,
): Region {
  const name = given.cloud ?? defaultCloud(session.config);
  const cloud = name === undefined ? undefined : findCloud(name);
  if (!cloud)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `cloud is required: ${Object.keys(CLOUDS).join(" or ")}; the provider's configuration does not name exactly one.`,
    );
  const region = given.region ?? configuredRegion(session.config, cloud);
  if (region === undefined)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `region is required: a region of ${cloud.title}, such as ${cloud.rules.regionExample}.`,
    );
  const rule = regionRule(cloud, region, session.config);
  if (rule !== undefined)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `region is "${region}": ${rule}.`,
    );
  return { cloud, region };
}

const EVERY_PART = { aliases: true, tags: true, policy: true };

type Handler = (
  args: Properties,
  session: Session,
  host: CallHost,
) => Promise<Properties>;

const HANDLERS: Readonly<Record<FunctionToken, Handler>> = {
  "cmk:index:getCmk": async (args, session, host) => {
    const context = callContext(host, 0);
    const { states, ...named } = args as CmkArguments;
    const found = await lookUp(named, EVERY_PART, session, context);
    if (states && !states.includes(found.key.state))
      throw inOtherState(found.key, states);
    return viewOf(found, found.key, host);
  },
  "cmk:index:getCmks": async (args, session, host) => {
    const cmks: Properties[] = [];
    for await (const { place, key } of listKeys(args, session, host))
      cmks.push(viewOf(place, key, host));
    return { cmks };
  },
  "cmk:index:getKeyVersions": async (args, session, host) => {
    const context = callContext(host, 0);
    const found = await lookUp(args, {}, session, context);
    const { cloud, keys, key } = found;
    const versions = await keys.versions?.(key.keyId);
    if (!versions) throw noVersions(cloud);
    return {
      keyId: key.keyId,
      versions: versions.map((version) => ({
        ...version,
        primary: version.id === key.primaryKeyVersion,
      })),
    };
  },
  "cmk:index:getPublicKey": async (args, session, host) => {
    const context = callContext(host, 0);
    const found = await lookUp(args, {}, session, context);
    const { keys, key } = found;
    const { der, pem } = await keys.publicKey(key);
    return { keyId: key.keyId, publicKeyPem: pem, publicKeyDer: der };
  },
};

/** Runs a function of the schema. In a preview with unknown arguments the engine does not call it. */
export async function invoke(
  request: InvokeRequest,
  session: Session,
  host: CallHost,
): Promise<InvokeReply> {
  const token = Object.keys(FUNCTIONS).find((name) => name === request.token);
  if (token === undefined)
    throw new RequestError(
      "UNIMPLEMENTED",
      `there is no function ${request.token}; the functions are: ${Object.keys(FUNCTIONS).join(", ")}.`,
    );
  const known = token as FunctionToken;
  const failures = argumentFailures(
    request.args,
    FUNCTIONS[known].arguments,
  ).ofArguments;
  if (failures.length > 0) return { result: EMPTY, failures };
  refuseUnknowns(request.args);
  const args = withoutNulls(request.args.values);
  if (request.preview) warnOfMovingAlias(args, session, host);
  const values = await HANDLERS[known](args, session, host);
  // A result that was found by a secret reveals it.
  const secrets = request.args.secrets.length > 0 ? [[]] : [];
  return { result: { values, secrets }, failures: [] };
}

/** A preview looks a key up as it is now, not as the update will leave it. */
function warnOfMovingAlias(
  args: KeyArguments,
  session: Session,
  host: CallHost,
): void {
  const { alias } = args;
  if (alias === undefined) return;
  const { cloud, region } = regionOf(args, session);
  const place = { cloud: cloud.name, region, alias };
  const urn = session.history.aliases.changing(place);
  if (urn === undefined) return;
  host.log(
    "warning",
    `The update gives alias "${alias}" to another key: the resource ${nameOf(urn)} gets it or gives it up. This preview looks up the key that has it now, so the update may change or REPLACE more than is shown. Look the key up by \`id\`, from the resource's output, instead of by alias.`,
  );
}

const EMPTY: Bag = { values: {}, secrets: [] };

function argumentFailures(
  args: Bag,
  model: (typeof FUNCTIONS)[FunctionToken]["arguments"],
): CheckFailures {
  const failures = new CheckFailures(args.values, args.secrets);
  failures.addIssues(
    model.safeParse(withoutNulls(args.values)).error?.issues ?? [],
    model,
  );
  return failures;
}

/** The engine calls a function only when all arguments are known; other callers may not. */
function refuseUnknowns({ values }: Bag): void {
  const open = Object.keys(values).filter((name) => holdsUnknown(values[name]));
  if (open.length > 0)
    throw new RequestError(
      "FAILED_PRECONDITION",
      `not known yet: ${open.join(", ")}.`,
    );
}

/** A key as getCmk returns it, without what only a program can know. */
function viewOf(
  { cloud, region }: Region,
  key: Key,
  host: CallHost,
): Properties {
  warnOfUnknown(key, host);
  const outputs = outputsOf(cloud, key, allNames(key));
  const view = present({
    id: formatId({ cloud, region, keyId: key.keyId }),
    ...outputs,
    product: key.product,
    owner: key.ownerId,
  });
  return Object.fromEntries(
    Object.entries(view).filter(([name]) => name in cmkView.shape),
  );
}

async function* listKeys(
  args: Properties,
  session: Session,
  host: CallHost,
): AsyncIterable<{ place: Region; key: Key }> {
  const given = args as ListArguments;
  const place = regionOf(given, session);
  const { specs, usages, states, tags, aliasPrefix } = given;
  const filter = { specs, usages, states, tags, aliasPrefix };
  const keys = await session.keys(place, callContext(host, 0));
  for await (const key of keys.list(filter, EVERY_PART)) yield { place, key };
}

/** Keys for `pulumi do` and import tools: every key of one region that can be imported, with the filters of getCmks. */
export async function* list(
  request: ListRequest,
  session: Session,
  host: CallHost,
): AsyncIterable<ListItem> {
  if (request.token !== "cmk:index:Cmk")
    throw new RequestError(
      "UNIMPLEMENTED",
      `there is no resource ${request.token}; the only one is cmk:index:Cmk.`,
    );
  const { values } = request.query;
  const [failure] = argumentFailures(request.query, listInputs).all;
  if (failure) throw new RequestError("INVALID_ARGUMENT", failure.reason);
  refuseUnknowns(request.query);
  let given = 0;
  for await (const { place, key } of listKeys(
    withoutNulls(values),
    session,
    host,
  )) {
    if (key.product !== undefined) continue;
    yield {
      id: formatId({ ...place, keyId: key.keyId }),
      name: key.aliases?.[0] ?? key.keyId,
    };
    given += 1;
    if (given === request.limit) return;
  }
}
