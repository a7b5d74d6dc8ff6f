import type {
  CallContext,
  Cloud,
  CreatedKey,
  CreateRequest as CloudRequest,
  Key,
  KeyService,
} from "../clouds/cloud";
import { claimAlias, withAliasFreed } from "./alias-claim";
import { callContext } from "./context";
import { formatId, parseId } from "./id";
import { markOf } from "./mark";
import { knownInputs, orderOf } from "./order";
import { previewOutputs } from "./preview";
import { messageOf, refusalOf } from "./refusals";
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
  if (old) refuseProtected(old, session);
  if (request.preview) {
    if (old) warnOfReplaced(old, session, host);
    const outputs = previewOutputs(
      request.inputs.values,
      session.named.has(request.urn),
    );
    return { id: "", outputs: withSecretsOf(outputs, request.inputs) };
  }
  try {
    return await make(request, session, host);
  } catch (error) {
    throw withDeleted(request.urn, session, error);
  }
}

async function make(
  request: CreateRequest,
  session: Session,
  host: CallHost,
): Promise<CreateReply> {
  const { cloud, inputs } = knownInputs(request.inputs);
  const context = callContext(host, request.timeout);
  const service = await session.service(cloud.name);
  const { urn } = request;
  const { region = "" } = inputs;
  const survey = await warnOfStrays(urn, cloud, region, session, context);
  const order = orderOf(cloud, inputs, urn, session, survey);
  const alias = inputs.alias === order.uniqueAlias ? undefined : inputs.alias;
  await service.precheck(order, context);
  const place = { cloud, service, region, context };
  const former =
    alias === undefined
      ? undefined
      : await claimAlias(alias, place, urn, session);

  const created = await withAliasFreed(alias, former, place, () =>
    service.create(order, context),
  );
  const id = formatId({ cloud, region, keyId: created.keyId });
  session.met.add(id);
  await discardDoubled(service, region, created, context);
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
      told: {},
      mark: markOf(session.providerId, urn),
      former: cloud.rules.alias.count === "many" ? former : undefined,
    },
    unread: created.key === undefined && key.arn === "",
    inputs: request.inputs,
  });
  return { id, outputs };
}

/** Its Delete would be refused once the new key is made. Check has told of what it could see without outputs. */
function refuseProtected(old: OldKey, session: Session): void {
  if (old.deletionProtection !== true) return;
  const { region, keyId } = parseId(old.id, session.config);
  throw new RequestError(
    "FAILED_PRECONDITION",
    `this replaces key ${keyId} in ${region}, which is protected against deletion. No key was made. To replace it, first run \`pulumi up\` with deletionProtection: false and no other change.`,
  );
}

/** A refusal after deleteBeforeReplace has had the old key scheduled for deletion: told how to keep it. */
function withDeleted(urn: string, session: Session, error: unknown): unknown {
  const old = session.deleted.get(urn);
  const refusal = refusalOf(error);
  if (!old || !(refusal instanceof RequestError)) return error;
  const { cloud, region, keyId } = parseId(old.id, session.config);
  return new RequestError(
    refusal.status,
    `${refusal.message} The key that it was to replace, ${keyId} in ${region}, has been deleted first (deleteBeforeReplace). To keep that one: ${cloud.rules.cancelDeletionCommand(region, keyId)}`,
  );
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
