import type {
  CallContext,
  Cloud,
  CreatedKey,
  CreateRequest as CloudRequest,
  Key,
  KeyService,
} from "../clouds/cloud";
import type { CmkInputs } from "../model/inputs";
import { aliasTaken, type Holder } from "./alias";
import { callContext } from "./context";
import { formatId, parseId } from "./id";
import { knownInputs, orderOf } from "./order";
import { previewOutputs } from "./preview";
import { messageOf } from "./refusals";
import {
  RequestError,
  type CallHost,
  type CreateReply,
  type CreateRequest,
} from "./requests";
import { withSecretsOf } from "./secrets";
import type { OldKey, Session } from "./session";
import { settle } from "./settle";
import { warnOfStrays } from "./strays";
import { describeMade } from "./visibility";
import { warnOfReplaced } from "./warnings";

/** Makes a key, and then all of it that CreateKey can't make. In a preview it only tells. */
export async function create(
  request: CreateRequest,
  session: Session,
  host: CallHost,
): Promise<CreateReply> {
  const old = session.compared.get(request.urn);
  if (request.preview) {
    if (old) warnOfReplaced(old, session, host);
    const outputs = previewOutputs(request.inputs.values);
    return { id: "", outputs: withSecretsOf(outputs, request.inputs) };
  }
  const { cloud, inputs } = knownInputs(request.inputs.values);
  const context = callContext(host, request.timeout);
  const service = await session.service(cloud.name);
  const order = orderOf(cloud, inputs, request.urn, session);
  const alias = inputs.alias === order.uniqueAlias ? undefined : inputs.alias;
  const former = old && formerHolder(old, alias, order, session);
  await warnOfStrays(request.urn, cloud, order.region, session, host);
  await service.precheck(order, context);
  if (alias !== undefined) {
    claimAlias(alias, request.urn, cloud, order, session);
    const place = { cloud, service, region: order.region, context };
    await refuseTakenAlias(place, alias, former, session, host);
  }

  const created = await service.create(order, context);
  const id = formatId({ cloud, region: order.region, keyId: created.keyId });
  session.met.add(id);
  await discardDoubled(service, order.region, created, context);
  const key =
    created.key ?? (await firstRead(cloud, service, order, created, context));
  const outputs = await settle({
    journey: {
      cloud,
      service,
      context,
      key,
      wished: inputs,
      before: {},
      former,
    },
    unread: created.key === undefined && key.arn === "",
    inputs: request.inputs,
  });
  return { id, outputs };
}

/** The old key of this replacement, if it is the one that holds the alias which the new key asks for. */
function formerHolder(
  old: OldKey,
  alias: string | undefined,
  order: CloudRequest,
  session: Session,
): Holder | undefined {
  if (alias === undefined || (old.outputs as CmkInputs).alias !== alias)
    return undefined;
  const { cloud, region, keyId } = parseId(old.id, session.config);
  return region === order.region && old.id.startsWith(`${cloud.name}/`)
    ? { region, keyId }
    : undefined;
}

function claimAlias(
  alias: string,
  urn: string,
  cloud: Cloud,
  order: CloudRequest,
  session: Session,
): void {
  const other = session.claimAlias(cloud.name, order.region, alias, urn);
  if (other !== undefined)
    throw new RequestError(
      "ALREADY_EXISTS",
      `alias "${alias}" is asked for by another resource of this program, too: ${other}. No key was made. Give one of them another alias.`,
    );
}

interface Place {
  cloud: Cloud;
  service: KeyService;
  region: string;
  context: CallContext;
}

/** Asked before the key is made: a key can't be unmade. Where the region's survey tells that the alias is free, no call is needed. */
async function refuseTakenAlias(
  { cloud, service, region, context }: Place,
  alias: string,
  former: Holder | undefined,
  session: Session,
  host: CallHost,
): Promise<void> {
  const survey = await session
    .survey(cloud.name, region, host)
    .catch(() => undefined);
  const seen = survey?.aliases;
  if (seen && (!seen.has(alias) || seen.get(alias) === former?.keyId)) return;
  const holder = await service.findByAlias(region, alias, context);
  if (holder && holder.keyId !== former?.keyId)
    throw aliasTaken(cloud, alias, holder);
}

/** Keys that a resend made beside the one that is kept: new, empty, and certainly ours. */
async function discardDoubled(
  service: KeyService,
  region: string,
  { doubled }: CreatedKey,
  context: CallContext,
): Promise<void> {
  for (const keyId of doubled)
    try {
      await service.scheduleDeletion(
        region,
        { keyId, state: "Enabled" },
        SHORTEST_WINDOW_DAYS,
        context,
      );
      context.warn(
        `The request to make this key reached the cloud twice. The second key, ${keyId} in ${region}, which nothing has used, is scheduled for deletion.`,
      );
    } catch (error) {
      context.warn(
        `The request to make this key reached the cloud twice. The second key, ${keyId} in ${region}, which nothing has used, could not be deleted and is billed until it is: ${messageOf(error)}`,
      );
    }
}

/** Both clouds' shortest. */
const SHORTEST_WINDOW_DAYS = 7;

/**
 * The key to start from. Its request tells enough, unless its tags are to be mended: some clouds address them by the
 * key's full name.
 */
async function firstRead(
  cloud: Cloud,
  service: KeyService,
  order: CloudRequest,
  created: CreatedKey,
  context: CallContext,
): Promise<Key> {
  const told = asRequested(cloud, order, created);
  if (created.undone.tags === undefined) return told;
  context.warn(
    `The cloud made key ${created.keyId} without its tags (${created.undone.tags}); they are set now.`,
  );
  const read = await describeMade(
    service,
    order.region,
    created.keyId,
    {},
    context,
  ).catch(() => undefined);
  return read
    ? { ...read, aliases: read.aliases ?? told.aliases, tags: {} }
    : told;
}

function asRequested(
  cloud: Cloud,
  order: CloudRequest,
  created: CreatedKey,
): Key {
  return {
    region: order.region,
    keyId: created.keyId,
    arn: "",
    state: order.origin === "EXTERNAL" ? "PendingImport" : "Enabled",
    spec: order.spec,
    usage: order.usage,
    origin: order.origin,
    aliases: cloud.rules.alias.count === "one" ? [order.uniqueAlias] : [],
    description: order.description,
    rotation: { enabled: false },
    tags: created.undone.tags === undefined ? order.tags : {},
  };
}
