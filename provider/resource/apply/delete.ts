import type { Cloud, Key, KeyInclude } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import { DEFAULTS, type CmkInputs } from "../../model/inputs";
import type { Session } from "../session/session";
import { parseId, type KeyAddress } from "../values/id";
import { validInputs } from "../values/inputs";
import { NAMES, namesOf } from "../values/names";
import { ownerIdOf, tokenIn } from "../values/owner";
import {
  callContext,
  RequestError,
  type CallHost,
  type DeleteRequest,
} from "../values/requests";
import { nameOf } from "../plan/autoname";
import { cloudTagsIn, evidenceOfUse } from "../plan/evidence";
import { guardOf } from "../plan/guard";
import { type Placement, retiredAlias, withAliasesFreed } from "./free-alias";
import { describeUnlessGone, howToTakeBack } from "./gone";

/**
 * Does what the key's deletion policy says, after its aliases have been freed. Succeeds if the key is gone or already
 * pending deletion.
 */
export async function remove(
  request: DeleteRequest,
  session: Session,
  host: CallHost,
): Promise<void> {
  const address = parseId(request.id, session.config);
  const { cloud } = address;
  const other = session.history.otherResourceKeeping(request.urn, request.id);
  if (other !== undefined) {
    // A failure would leave the key in the state, and the next run would destroy it.
    host.log("warning", keptByOther(other, address));
    return;
  }
  const state = stateOf(request);
  refuseGuarded(request, address);
  const aliases = explicitAliases(request, session);
  const context = callContext(host, request.timeout);
  const keys = await session.keys(address, context);
  const read = (include: KeyInclude) =>
    describeUnlessGone(
      { address, id: request.id, outputs: request.outputs.values },
      include,
      session,
      context,
    );
  const key = await read({ aliases: aliases.length > 0 });
  session.history.noteKnown(request.id);
  if (key) {
    const tell = (message: string) => {
      host.log("info", message, "stack");
    };
    const commands = session.commands(cloud);
    const { id, urn } = request;
    const evidence = evidenceOfUse(cloud, cloudTagsIn(request.outputs.values));
    const end = {
      id,
      urn,
      cloud,
      commands,
      keys,
      key,
      evidence,
      context,
      tell,
    };
    try {
      await endUnlessPending(end, aliases, state);
    } catch (error) {
      // It may have gone meanwhile, which one refusal does not prove, or another resource's Delete has met the same key.
      // Tencent Cloud has no code of a state for UpdateAlias (docs/clouds/tencent.md#states).
      if (!isKind(error, "notFound", "state", "invalid")) throw error;
      const left = await read({});
      if (left && left.state !== "PendingDeletion") throw error;
      if (left) await endUnlessPending({ ...end, key: left }, aliases, state);
      else context.warn(goneKey(address, session));
    }
  } else context.warn(goneKey(address, session));
  session.history.noteDeleted(request.urn, {
    id: request.id,
    inputs: request.oldInputs,
  });
}

function goneKey(address: KeyAddress, session: Session): string {
  const { cloud, region, keyId } = address;
  return `Key ${keyId} in ${region} was not deleted, because ${cloud.title} no longer has this key: two reads and a listing agree. Pulumi no longer manages it. ${howToTakeBack(address, session)}`;
}

function keptByOther(other: string, { region, keyId }: KeyAddress): string {
  return `Key ${keyId} in ${region} was not deleted, because the program still has it: ${other} stands for the same key, under another name or another form of its id.`;
}

/**
 * The deletion settings in the state: the outputs, or the inputs if an old state's outputs lack them. Throws
 * RequestError for a deletionPolicy that this version does not know, so that no misunderstood state ends in a
 * destruction.
 */
function stateOf({ id, oldInputs, outputs }: DeleteRequest): CmkInputs {
  const state = {
    ...validInputs(oldInputs.values),
    ...validInputs(outputs.values),
  };
  const given =
    outputs.values["deletionPolicy"] ?? oldInputs.values["deletionPolicy"];
  if ((given ?? undefined) === state.deletionPolicy) return state;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `the state's deletionPolicy for ${id} is ${JSON.stringify(given)}, which this version of the provider does not know, so the key was left as it is. Use the version that wrote it, or set deletionPolicy and run \`pulumi up\` first.`,
  );
}

/** Whether it is protected by the cloud is the cloud's to say. */
function refuseGuarded(
  { urn, oldInputs, outputs }: DeleteRequest,
  { region, keyId }: KeyAddress,
): void {
  const policies = [oldInputs, outputs].map(({ values }) => ({
    deletionPolicy: validInputs(values).deletionPolicy,
  }));
  const guard = guardOf(...policies);
  if (!guard) return;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `key ${keyId} (${nameOf(urn)}) in ${region} ${guard.text}, and was left as it is. To delete it, first run \`pulumi up\` with ${guard.release} and no other change. To keep it without Pulumi: pulumi state delete '${urn}'`,
  );
}

async function endUnlessPending(
  end: End,
  aliases: readonly string[],
  state: CmkInputs,
): Promise<void> {
  const { cloud, key } = end;
  if (key.state === "PendingDeletion")
    tellHowToKeep(end, key.deletionDate ? `on ${key.deletionDate}` : "soon");
  else if (key.deletionProtection) throw protectedKey(cloud, key);
  else await endNamedLife(end, aliases, state);
}

/** Frees the aliases first, because a key that is pending deletion refuses that. */
async function endNamedLife(
  end: End,
  aliases: readonly string[],
  state: CmkInputs,
): Promise<void> {
  const { cloud, key } = end;
  const { region, keyId } = key;
  const held = aliases.filter(
    (alias) =>
      key.aliases?.includes(alias) &&
      alias !== retiredAlias(cloud, alias, keyId),
  );
  await withAliasesFreed(
    end,
    new Map(held.map((alias) => [alias, key])),
    () => endLife(end, state),
    (alias) =>
      `Key ${keyId} in ${region} was not deleted, and has lost its alias "${alias}". The next \`pulumi destroy\` goes on; to keep the key, \`pulumi up --refresh\` gives it the alias back.`,
  );
}

/** An auto-generated name needn't be freed, because no other resource asks for it, unless the program spells it out. */
function explicitAliases(
  { urn, oldInputs, outputs }: DeleteRequest,
  { history, providerId }: Session,
): string[] {
  const names = namesOf(
    validInputs(outputs.values, NAMES),
    validInputs(oldInputs.values, NAMES),
  );
  if (history.givesAlias(urn)) return names;
  const ownerId = ownerIdOf(providerId, urn);
  return names.filter((alias) => tokenIn(alias, ownerId) === undefined);
}

function protectedKey(cloud: Cloud, { keyId, region }: Key): RequestError {
  return new RequestError(
    "FAILED_PRECONDITION",
    `key ${keyId} in ${region} is protected against deletion on ${cloud.title}, and was left as it is. To delete it, first run \`pulumi up\` with deletionProtection: false; if this key was replaced, turn its protection off in the cloud instead.`,
  );
}

interface End extends Placement {
  id: string;
  urn: string;
  key: Key;
  /** By the state: a read of the key's tags would be one more call. */
  evidence: string[];
  tell: (message: string) => void;
}

async function endLife(end: End, state: CmkInputs): Promise<void> {
  if (state.deletionPolicy === "DISABLE") await disableForGood(end);
  else await scheduleDeletion(end, state.deletionWindowInDays);
}

async function disableForGood({
  id,
  keys,
  key,
  evidence,
  context,
}: End): Promise<void> {
  if (key.state === "Enabled") await keys.disable(key.keyId);
  const state = key.state === "Enabled" ? "disabled" : key.state;
  const kept = `Key ${key.keyId} in ${key.region} is ${state}. It is kept, and still billed, because its deletionPolicy is DISABLE. Pulumi no longer manages it.`;
  const back = `To manage it again: pulumi import cmk:index:Cmk NAME ${id}`;
  context.warn([kept, ...evidence, back].join(" "));
}

async function scheduleDeletion(
  end: End,
  declared: number = DEFAULTS.deletionWindowInDays,
): Promise<void> {
  const { cloud, keys, key, context } = end;
  const { minDays, maxDays } = cloud.rules.deletionWindow;
  const days = Math.min(Math.max(Math.round(declared), minDays), maxDays);
  if (days !== declared)
    context.warn(
      `The state's deletionWindowInDays, ${String(declared)}, is not accepted by ${cloud.title}; key ${key.keyId} will be destroyed in ${String(days)} days.`,
    );
  await keys.scheduleDeletion(key, days);
  tellHowToKeep(end, `in ${String(days)} days`);
}

/**
 * From now on no Pulumi state knows the key. The message has one line, because many keys may be deleted at a time. It does
 * not import the key under its old name, which a replacement has by now.
 */
function tellHowToKeep(
  { id, urn, commands, key, evidence, tell }: End,
  when: string,
): void {
  const { region, keyId } = key;
  const end = `Key ${keyId} (${nameOf(urn)}) in ${region} will be destroyed ${when}.`;
  const keeping = `To keep it: ${commands.cancelDeletion(region, keyId)} && pulumi import cmk:index:Cmk NAME ${id}`;
  tell([end, ...evidence, keeping].join(" "));
}
