import type { CallContext, Cloud, Key, KeyInclude } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import { DEFAULTS, type CmkInputs } from "../../model/inputs";
import type { Placement, Session } from "../session/session";
import { parseId, type KeyAddress } from "../values/id";
import { validInputs } from "../values/inputs";
import { NAMES, namesOf } from "../values/names";
import { ownerIdOf, tokenIn } from "../values/owner";
import { holdsUnknown } from "../values/properties";
import {
  callContext,
  RequestError,
  requestErrorOf,
  type CallHost,
  type DeleteRequest,
} from "../values/requests";
import { nameOf } from "../values/urn";
import { acceptedWindow } from "../plan/deletion-window";
import { cloudTagsIn, evidenceOfUse } from "../plan/usage-evidence";
import { guardOf } from "../plan/guard";
import { planCreate } from "./create";
import { retiredAlias, withAliasesFreed } from "./free-alias";
import { describeUnlessGone, howToTakeBack } from "./gone";
import { howToImport } from "../values/import-command";

/** One Delete, by what the state says of the resource. */
interface Deletion extends Placement {
  id: string;
  urn: string;
  /** Undefined if the resource has another key by now, or gets one in this run. */
  importUrn: string | undefined;
  settings: CmkInputs;
  /** Those that are freed before the key is deleted. */
  aliases: readonly string[];
  /** By the state: a read of the key's tags would be one more call. */
  evidence: string[];
  tell: (message: string) => void;
}

/**
 * Does what the key's deletion policy says, after its aliases have been freed. Succeeds if the key is gone or already
 * pending deletion.
 */
export async function remove(
  request: DeleteRequest,
  session: Session,
  host: CallHost,
): Promise<void> {
  const { id, urn } = request;
  const outputs = request.outputs.values;
  const address = parseId(id, session.config);
  const other = session.history.otherResourceKeeping(urn, id);
  if (other !== undefined) {
    // A failure would leave the key in the state, and the next run would destroy it.
    host.log("warning", keptByOther(other, address));
    return;
  }
  const settings = settingsOf(request);
  refuseGuarded(request, address, session);
  const context = callContext(host, request.timeout);
  await refuseUnlessReplaceable(request, address, session, context);
  const deletion: Deletion = {
    ...(await session.placement(address, context)),
    id,
    urn,
    importUrn: importUrn(urn, session),
    settings,
    aliases: explicitAliases(request, session).filter((alias) =>
      isStillIts(alias, address, session),
    ),
    evidence: evidenceOfUse(address.cloud, cloudTagsIn(outputs)),
    tell: (message) => {
      host.log("info", message, "stack");
    },
  };
  const read = (include: KeyInclude) =>
    describeUnlessGone({ address, id, outputs }, include, session, context);
  const found = await read({ aliases: deletion.aliases.length > 0 });
  session.history.noteKnown(id);
  const key = found && (await deleteKey(deletion, found, read));
  if (!key) context.warn(goneKey(address, urn, session));
  session.history.noteDeleted(urn, { id, inputs: request.oldInputs });
}

/** Gives the key, or undefined if it has gone meanwhile. */
async function deleteKey(
  deletion: Deletion,
  key: Key,
  read: (include: KeyInclude) => Promise<Key | undefined>,
): Promise<Key | undefined> {
  try {
    await deleteUnlessPending(deletion, key);
    return key;
  } catch (error) {
    // One refusal does not prove that it has gone. Or another resource's Delete has met the same key.
    // Tencent Cloud has no code of a state for UpdateAlias (docs/clouds/tencent.md#states).
    if (!isKind(error, "notFound", "state", "invalid")) throw error;
    const left = await read({});
    if (left && left.state !== "PendingDeletion") throw error;
    if (left) await deleteUnlessPending(deletion, left);
    return left;
  }
}

function importUrn(urn: string, { history }: Session): string | undefined {
  return history.isInProgram(urn) ? undefined : urn;
}

function goneKey(address: KeyAddress, urn: string, session: Session): string {
  const { cloud, region, keyId } = address;
  return `Key ${keyId} in ${region} was not deleted, because ${cloud.title} no longer has this key: two reads and a listing agree. Pulumi no longer manages it. ${howToTakeBack(address, importUrn(urn, session), session)}`;
}

function keptByOther(other: string, { region, keyId }: KeyAddress): string {
  return `Key ${keyId} in ${region} was not deleted, because the program still has it: ${other} stands for the same key, under another name or another form of its id.`;
}

/** The deletion settings in the state: the outputs, or the inputs if an old state's outputs lack them. */
function settingsOf({ oldInputs, outputs }: DeleteRequest): CmkInputs {
  return {
    ...validInputs(oldInputs.values),
    ...validInputs(outputs.values),
  };
}

/** Whether it is protected by the cloud is the cloud's to say. */
function refuseGuarded(
  { id, urn, oldInputs, outputs }: DeleteRequest,
  { region, keyId }: KeyAddress,
  { history }: Session,
): void {
  const policies = [oldInputs, outputs].map(({ values }) => ({
    deletionPolicy: values["deletionPolicy"] ?? null,
  }));
  const guard = guardOf(...policies);
  if (!guard) return;
  const forget = `pulumi state delete '${urn}'`;
  const key = `key ${keyId} (${nameOf(urn)}) in ${region}`;
  throw new RequestError(
    "FAILED_PRECONDITION",
    // No program changes the state of a key that another one has replaced.
    history.isReplaced(urn, id)
      ? `${key} was replaced, but ${guard.text}, and was left as it is. Take it out of the state, in a terminal, where Pulumi asks which of the resource's keys is meant: ${forget}. Choose ${id}. Then it is yours to keep or to delete.`
      : `${key} ${guard.text}, and was left as it is. To delete it, first run \`pulumi up\` with ${guard.release} and no other change. To keep it without Pulumi, or if another key has replaced it: ${forget}`,
  );
}

/** With deleteBeforeReplace, the old key must not go before it is clear that the new one can be made. */
async function refuseUnlessReplaceable(
  { urn }: DeleteRequest,
  { region, keyId }: KeyAddress,
  session: Session,
  context: CallContext,
): Promise<void> {
  const inputs = session.history.inputsToCreate(urn);
  if (!inputs || holdsUnknown(inputs.values)) return;
  try {
    await planCreate(urn, inputs, session, context);
  } catch (error) {
    const conflict = requestErrorOf(error);
    if (!(conflict instanceof RequestError)) throw error;
    throw new RequestError(
      conflict.status,
      `${conflict.message} Key ${keyId} in ${region}, which the new key is to replace (deleteBeforeReplace), was left as it is.`,
    );
  }
}

async function deleteUnlessPending(
  deletion: Deletion,
  key: Key,
): Promise<void> {
  if (key.state === "PendingDeletion")
    tellHowToKeep(
      deletion,
      key,
      key.deletionDate ? `on ${key.deletionDate}` : "soon",
    );
  else if (key.deletionProtection) throw protectedKey(deletion.cloud, key);
  else await deleteWithoutAliases(deletion, key);
}

/** Frees the aliases first, because a key that is pending deletion refuses that. */
async function deleteWithoutAliases(
  deletion: Deletion,
  key: Key,
): Promise<void> {
  const { cloud, settings } = deletion;
  const { region, keyId } = key;
  const held = deletion.aliases.filter(
    (alias) =>
      key.aliases?.includes(alias) &&
      alias !== retiredAlias(cloud, alias, keyId),
  );
  await withAliasesFreed(
    deletion,
    new Map(held.map((alias) => [alias, key])),
    () =>
      settings.deletionPolicy === "DISABLE"
        ? disableForGood(deletion, key)
        : scheduleDeletion(deletion, key),
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

/** Unless this run has moved it to another key: clouds remove an alias by its name, from whichever key has it by then. */
function isStillIts(
  alias: string,
  { cloud: { name: cloud }, region, keyId }: KeyAddress,
  { history }: Session,
): boolean {
  const holder = history.aliases.givenTo({ cloud, region, alias });
  return holder === undefined || holder === keyId;
}

function protectedKey(cloud: Cloud, { keyId, region }: Key): RequestError {
  return new RequestError(
    "FAILED_PRECONDITION",
    `key ${keyId} in ${region} is protected against deletion on ${cloud.title}, and was left as it is. To delete it, first run \`pulumi up\` with deletionProtection: false; if this key was replaced, turn its protection off in the cloud instead.`,
  );
}

async function disableForGood(
  { id, importUrn, keys, evidence, context }: Deletion,
  { keyId, region, state }: Key,
): Promise<void> {
  if (state === "Enabled") await keys.disable(keyId);
  const kept = `Key ${keyId} in ${region} is ${state === "Enabled" ? "disabled" : state}. It is kept, and still billed, because its deletionPolicy is DISABLE. Pulumi no longer manages it.`;
  const back = `To manage it again: ${howToImport(id, importUrn)}`;
  context.warn([kept, ...evidence, back].join(" "));
}

async function scheduleDeletion(deletion: Deletion, key: Key): Promise<void> {
  const { cloud, keys, settings, context } = deletion;
  const declared =
    settings.deletionWindowInDays ?? DEFAULTS.deletionWindowInDays;
  const days = acceptedWindow(cloud.rules, declared);
  if (days !== declared)
    context.warn(
      `The state's deletionWindowInDays, ${String(declared)}, is not accepted by ${cloud.title}; key ${key.keyId} will be destroyed in ${String(days)} days.`,
    );
  await keys.scheduleDeletion(key, days);
  tellHowToKeep(deletion, key, `in ${String(days)} days`);
}

/**
 * From now on no Pulumi state knows the key. The message has one line, because many keys may be deleted at a time.
 */
function tellHowToKeep(
  { id, urn, importUrn, commands, evidence, tell }: Deletion,
  { region, keyId }: Key,
  when: string,
): void {
  const end = `Key ${keyId} (${nameOf(urn)}) in ${region} will be destroyed ${when}.`;
  const keeping = `To keep it: ${howToImport(id, importUrn, commands.cancelDeletion(region, keyId))}`;
  tell([end, ...evidence, keeping].join(" "));
}
