import type {
  CallContext,
  Cloud,
  CreateRequest as CloudRequest,
  CreatedKey,
  Key,
  KeysInRegion,
  Listing,
} from "../../clouds/cloud";
import { undoContext } from "../../clouds/common/undo";
import { unreportedParameters } from "../../clouds/parameters";
import { type CmkInputs, DEFAULTS, parametersOf } from "../../model/inputs";
import { uniqueName } from "../plan/autoname";
import { previewOutputs } from "../plan/preview";
import { warnOfUnshown } from "../plan/unshown";
import { warnOfReplaced } from "../plan/replacement-warnings";
import type { Placement, Session } from "../session/session";
import { formatId, parseId } from "../values/id";
import { forgetAndImport, howToImport } from "../values/import-command";
import { resolvedInputs } from "../values/inputs";
import { namesOf } from "../values/names";
import { newToken, ownerIdOf, tokenIn } from "../values/owner";
import { type Bag, withSecretsOf } from "../values/properties";
import {
  callContext,
  type CallHost,
  type CreateReply,
  type CreateRequest,
  messageOf,
  RequestError,
  requestErrorOf,
} from "../values/requests";
import { desiredRotation } from "../values/rotation";
import { usageInForce } from "../values/spec";
import { nameOf } from "../values/urn";
import { type FormerHolders, giveBackUnset, reserveAliases } from "./alias";
import { retiredAlias, withAliasesFreed } from "./free-alias";
import { listRegion, warnOfFormerKeys } from "./orphans";
import { reconcile } from "./reconcile";
import { refuseGuarded } from "./replaced";
import { withUnreported } from "./key-properties";
import { describeMade } from "./visibility";

/** Creates a key, and then sets everything that CreateKey can't set. A preview only shows it. */
export async function create(
  request: CreateRequest,
  session: Session,
  host: CallHost,
): Promise<CreateReply> {
  const old = session.history.keyToReplace(request.urn);
  refuseGuarded(request.urn, old, session, "No key was created.");
  if (request.preview) {
    const aliasIsGiven = session.history.givesAlias(request.urn);
    if (old) warnOfReplaced(request.urn, old, session, host);
    if (old) warnOfUnshown(request, old, session, host);
    const outputs = previewOutputs(request.inputs.values, aliasIsGiven);
    return { id: "", outputs: withSecretsOf(outputs, request.inputs) };
  }
  try {
    return await make(request, session, host);
  } catch (error) {
    throw withDeleted(request.urn, session, error);
  }
}

/** A CreateKey that nothing known speaks against. */
interface PlannedCreate {
  inputs: CmkInputs;
  place: Placement;
  listing: Listing | undefined;
  createRequest: CloudRequest;
  /** Those that the program asks for. */
  aliases: readonly string[];
  formers: FormerHolders;
}

/** Reserves the aliases of a new key, and asks the cloud what it can be asked. Throws if the key can't be made. */
export async function planCreate(
  urn: string,
  bag: Bag,
  session: Session,
  context: CallContext,
): Promise<PlannedCreate> {
  const { cloud, inputs } = resolvedInputs(bag);
  const { region = "" } = inputs;
  const place = await session.placement({ cloud, region }, context);
  const listing = await listRegion(cloud, region, session, context);
  const createRequest = createRequestOf(cloud, inputs, urn, session, listing);
  const aliases = namesOf(inputs).filter(
    (alias) => alias !== createRequest.uniqueAlias,
  );
  await place.keys.precheck?.(createRequest);
  const formers = await reserveAliases(aliases, place, { urn, session });
  return { inputs, place, listing, createRequest, aliases, formers };
}

async function make(
  request: CreateRequest,
  session: Session,
  host: CallHost,
): Promise<CreateReply> {
  const context = callContext(host, request.timeout);
  const { urn } = request;
  await checkOldKey(urn, session, context);
  const planned = await planCreate(urn, request.inputs, session, context);
  const { inputs, place, createRequest, formers } = planned;
  const { cloud, keys } = place;
  const { region } = keys;
  await warnOfFormerKeys(urn, place, session, planned.listing, planned);

  const created = await createNamed(createRequest, place, formers);
  const id = formatId({ cloud, region, keyId: created.keyId });
  session.history.noteCreated(urn, id);
  await discardDoubled(keys, created, context);
  const key = withUnreported(
    created.key ?? (await initialKey(place, createRequest, created)),
    unreportedParameters(cloud.rules.parameters, createRequest),
  );
  try {
    const outputs = await reconcile(
      {
        ...place,
        actual: key,
        desired: inputs,
        priorInputs: {},
        priorOutputs: {},
        applicant: { urn, session },
        formerHolders: formers,
      },
      {
        inputs: request.inputs,
        unread: created.key === undefined && key.arn === "",
      },
    );
    return { id, outputs };
  } catch (error) {
    await giveBackUnset(place, formers, key);
    throw error;
  }
}

/**
 * If a key can have only one alias, the former holder gives it up before CreateKey, and gets it back if no key is
 * created. Otherwise the alias moves once there is a key.
 */
async function createNamed(
  createRequest: CloudRequest,
  place: Placement,
  formers: FormerHolders,
): Promise<CreatedKey> {
  const { cloud, keys } = place;
  const create = () => keys.create(createRequest);
  if (keys.moveAlias) return create();
  return withAliasesFreed(
    place,
    new Map([...formers].map(([alias, { key }]) => [alias, key])),
    create,
    (alias, { region, keyId }) =>
      `No key was created, and key ${keyId} in ${region}, which was to be replaced, has the alias "${retiredAlias(cloud, alias, keyId)}" for now. The next \`pulumi up\` that replaces it gives "${alias}" to the new key; \`pulumi up --refresh\` with the former program gives it back.`,
  );
}

/**
 * The Delete of the old key must not fail after the new key is created. Throws CloudError accountMismatch if it belongs to
 * another account, and RequestError if others have protected it against deletion. Warns if its deletion is scheduled
 * already, because no preview could know the date.
 */
async function checkOldKey(
  urn: string,
  session: Session,
  context: CallContext,
): Promise<void> {
  const old = session.history.keyToReplace(urn);
  if (old?.arn === undefined) return;
  const address = parseId(old.id, session.config);
  const keys = await session.keys(address, context);
  const key = await keys.describe(address.keyId, {}, old.arn);
  if (!key) return;
  const { cloud, region, keyId } = address;
  if (key.state === "PendingDeletion" && old.deletionDate === undefined)
    context.warn(
      `Key ${keyId} in ${region}, which this replaces, was scheduled for deletion before this update${key.deletionDate ? `, and will be destroyed on ${key.deletionDate}` : ""}. To keep it: ${howToImport(formatId(address), undefined, session.commands(cloud).cancelDeletion(region, keyId))}`,
    );
  if (!key.deletionProtection) return;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `this replaces key ${keyId} in ${region}, which has been protected against deletion on ${cloud.title} outside of Pulumi. No key was created. To replace it, first run \`pulumi up --refresh\` with the former program, which turns the protection off.`,
  );
}

/** If the create is refused after deleteBeforeReplace deleted the old key, the message says how to keep that one. */
function withDeleted(urn: string, session: Session, error: unknown): unknown {
  const old = session.history.deletedKey(urn);
  const conflict = requestErrorOf(error);
  if (!old || !(conflict instanceof RequestError)) return error;
  const { cloud, region, keyId } = parseId(old.id, session.config);
  const isDisabled = old.inputs.values["deletionPolicy"] === "DISABLE";
  const cancel = session.commands(cloud).cancelDeletion(region, keyId);
  return new RequestError(
    conflict.status,
    `${conflict.message} The key that it was to replace, ${keyId} in ${region}, has been ${isDisabled ? "disabled" : "scheduled for deletion"} first (deleteBeforeReplace). The next \`pulumi up\` makes a new key, whatever the program says. To keep the old one instead: ${forgetAndImport(old.id, urn, isDisabled ? undefined : cancel)}, and then \`pulumi up\` with the former program.`,
  );
}

/** Keys that a resend created beside the one that is kept. They are new, unused, and certainly ours. */
async function discardDoubled(
  keys: KeysInRegion,
  { doubled }: CreatedKey,
  context: CallContext,
): Promise<void> {
  const { region } = keys;
  for (const keyId of doubled)
    try {
      const key = { keyId, state: "Enabled" } as const;
      // After Cancel, too: nobody would look for it.
      await keys
        .with(undoContext(context))
        .scheduleDeletion(key, SHORTEST_WINDOW_DAYS);
      context.warn(
        `The request to make this key reached the cloud twice. The second key, ${keyId} in ${region}, which nothing has used, is scheduled for deletion.`,
      );
    } catch (error) {
      context.warn(
        `The request to make this key reached the cloud twice. The second key, ${keyId} in ${region}, which nothing has used, could not be deleted and is billed until it is: ${messageOf(error)}`,
      );
    }
}

/** The shortest window of both clouds. */
const SHORTEST_WINDOW_DAYS = 7;

/**
 * The key to start from. Its request is enough, unless its tags still have to be set: some clouds address them by the
 * key's full name.
 */
async function initialKey(
  { cloud, keys, context }: Placement,
  createRequest: CloudRequest,
  created: CreatedKey,
): Promise<Key> {
  const requested = asRequested(cloud, keys.region, createRequest, created);
  if (created.undone.tags === undefined) return requested;
  context.warn(
    `The cloud made key ${created.keyId} without its tags (${created.undone.tags}); they are set now.`,
  );
  const read = await describeMade(keys, created.keyId, {}, context).catch(
    () => undefined,
  );
  return read
    ? { ...read, aliases: read.aliases ?? requested.aliases, tags: {} }
    : requested;
}

function asRequested(
  cloud: Cloud,
  region: string,
  createRequest: CloudRequest,
  created: CreatedKey,
): Key {
  return {
    region,
    keyId: created.keyId,
    arn: "",
    state: createRequest.origin === "EXTERNAL" ? "PendingImport" : "Enabled",
    spec: createRequest.spec,
    usage: createRequest.usage,
    origin: createRequest.origin,
    aliases:
      cloud.rules.alias.count === "one" ? [createRequest.uniqueAlias] : [],
    description: createRequest.description,
    rotation: { enabled: false },
    tags: created.undone.tags === undefined ? createRequest.tags : {},
  };
}

/**
 * The inputs of one CreateKey, which carries a token of its own. An auto-generated name contains the token, unless a
 * key already has the name: a program may spell out a name that an earlier run generated, as `pulumi import` writes it.
 */
export function createRequestOf(
  cloud: Cloud,
  inputs: CmkInputs,
  urn: string,
  session: Session,
  listing: Listing | undefined,
): CloudRequest {
  const ownerId = ownerIdOf(session.providerId, urn);
  const mayBeNew =
    inputs.alias !== undefined &&
    cloud.rules.alias.count === "one" &&
    !listing?.aliases?.has(inputs.alias);
  const ownToken = mayBeNew ? tokenIn(inputs.alias ?? "", ownerId) : undefined;
  const token = ownToken ?? newToken();
  return {
    spec: inputs.spec ?? DEFAULTS.spec,
    usage: usageInForce(cloud, inputs),
    origin: inputs.origin ?? DEFAULTS.origin,
    ...parametersOf(inputs),
    uniqueAlias:
      ownToken !== undefined && inputs.alias !== undefined
        ? inputs.alias
        : uniqueName(cloud.rules, nameOf(urn), ownerId, token),
    description: inputs.description ?? "",
    rotation: inputs.rotation && desiredRotation(inputs),
    tags: inputs.tags ?? {},
    policy: inputs.policy,
    ownerId,
    token,
  };
}
