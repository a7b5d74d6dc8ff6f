import { isDeepStrictEqual } from "node:util";
import type { CallContext, Cloud, Key, KeyInclude } from "../../clouds/cloud";
import type { CmkInputs } from "../../model/inputs";
import { isUnknownPolicy } from "../plan/guard";
import { warnOfUnknown } from "./drift-warnings";
import type { Session } from "../session/session";
import {
  formatId,
  fullName,
  type KeyAddress,
  parseGivenId,
  parseId,
} from "../values/id";
import { validInputs } from "../values/inputs";
import { NAMES, namesOf } from "../values/names";
import { isOfUrn, ownerIdOf } from "../values/owner";
import { type Bag, type Properties, withSecretsOf } from "../values/properties";
import {
  callContext,
  type CallHost,
  type ReadReply,
  type ReadRequest,
} from "../values/requests";
import {
  type Applicant,
  otherResource,
  refuseProductKey,
  ALIASES,
} from "./key-owner";
import {
  describeTwice,
  describeUnlessGone,
  howToTakeBack,
  type NamedKey,
} from "./gone";
import {
  allNames,
  heldNames,
  inputsOf,
  outputsOf,
  present,
  withUnreported,
} from "./key-properties";
import { tellImportReplaces } from "./replaced";

/**
 * Reads a key for refresh (with inputs and outputs from the state), import and `.get()` (both may be empty). Undefined
 * only if the cloud answers, in the key's own account, that the key does not exist.
 */
export async function read(
  request: ReadRequest,
  session: Session,
  host: CallHost,
): Promise<ReadReply> {
  const imported = Object.keys(request.inputs.values).length === 0;
  const parse = imported ? parseGivenId : parseId;
  const address = parse(request.id, session.config);
  const { cloud } = address;
  const id = formatId(address);
  const named = { address, id: request.id, outputs: request.outputs.values };
  const context = callContext(host, request.timeout);
  const key = imported
    ? await describeTwice(named, EVERYTHING, session, context)
    : ((await confirmed(request, named, session, context)) ??
      (await describeUnlessGone(
        named,
        partsToRead(cloud, request),
        session,
        context,
      )));
  if (!key) {
    if (!imported) context.warn(droppedKey(address, request.urn, session));
    return undefined;
  }
  if (imported) {
    refuseProductKey(key);
    tellImportReplaces(request.urn, id, session, host);
    session.history.noteImported(request.urn, request.id, id);
    notePendingDeletion(cloud, key, request, session, host);
    if (!request.isOnlyRead) {
      noteSeveralAliases(cloud, key, host);
      noteOtherOwner(key, id, { urn: request.urn, session }, host);
    }
  }

  warnOfUnknown(key, host);
  const reply = replyOf(request, address, key);
  if (!imported)
    session.history.noteRefreshed(request.urn, id, reply.outputs.values);
  return reply;
}

/**
 * The key as the refresh has listed it, if that is how the state has it already: a listing confirms, and no more
 * (provider/clouds/common/reads/listed-reads.ts).
 */
async function confirmed(
  request: ReadRequest,
  { address, id, outputs }: NamedKey,
  session: Session,
  context: CallContext,
): Promise<Key | undefined> {
  const keys = await session.keys(address, context);
  const key = await keys.listed(
    session.refreshPass,
    address.keyId,
    partsToRead(address.cloud, request),
    fullName(address, id, outputs),
  );
  if (!key) return undefined;
  const reply = replyOf(request, address, key);
  const isAsInState =
    isDeepStrictEqual(reply.inputs.values, present(request.inputs.values)) &&
    isDeepStrictEqual(reply.outputs.values, present(request.outputs.values));
  return isAsInState ? key : undefined;
}

function replyOf(request: ReadRequest, address: KeyAddress, key: Key) {
  const { cloud } = address;
  const stored = storedInputs(request);
  const imported = Object.keys(request.inputs.values).length === 0;
  const known = withUnreported(
    key,
    request.outputs.values,
    request.inputs.values,
  );
  // A refresh of what `.get()` has read: inputs would make it look like a resource, whose alias a new key may take.
  const isRefreshOfGet =
    imported && Object.keys(request.outputs.values).length > 0;
  const inputs = inputsOf(cloud, known, stored);
  const digest = request.outputs.values["keyMaterialDigest"];
  const outputs = outputsOf(
    cloud,
    known,
    imported ? inputs : inForce(request, stored, known),
    typeof digest === "string" ? digest : undefined,
  );
  return {
    id: formatId(address),
    inputs: withSecretsOf(
      isRefreshOfGet ? {} : withUnknownPolicy(present(inputs), request.inputs),
      request.inputs,
    ),
    outputs: withSecretsOf(
      withUnknownPolicy(outputs, request.outputs),
      request.inputs,
      request.outputs,
    ),
  };
}

/** A deletionPolicy of another version guards the key until an update sets one that this version knows. */
function withUnknownPolicy(values: Properties, { values: state }: Bag) {
  const { deletionPolicy } = state;
  return deletionPolicy !== undefined && isUnknownPolicy(deletionPolicy)
    ? { ...values, deletionPolicy }
    : values;
}

type State = Pick<ReadRequest, "inputs" | "outputs">;

/**
 * The inputs in the state. An update that failed leaves those of the one before: only the outputs show the trigger that it
 * has rotated for.
 */
function storedInputs({ inputs, outputs }: State): CmkInputs {
  const stored = validInputs(inputs.values);
  if (Object.keys(stored).length === 0) return stored;
  const former = validInputs(outputs.values, ["rotationTrigger"]);
  return {
    ...stored,
    rotationTrigger: former.rotationTrigger ?? stored.rotationTrigger,
  };
}

/**
 * What no cloud reports is as the outputs have it, and so is which of a key's aliases is the resource's: an update that
 * failed may have left the inputs of the one before. A policy, and the expiry of material, that the program no longer
 * names also keep their form.
 */
function inForce(
  { outputs }: ReadRequest,
  stored: CmkInputs,
  key: Key,
): CmkInputs {
  const former = validInputs(outputs.values);
  return {
    keyMaterialExpiry: former.keyMaterialExpiry,
    policy: former.policy,
    ...stored,
    ...heldNames(key, former, stored),
    deletionPolicy: former.deletionPolicy ?? stored.deletionPolicy,
    deletionWindowInDays:
      former.deletionWindowInDays ?? stored.deletionWindowInDays,
  };
}

function droppedKey(
  address: KeyAddress,
  urn: string,
  session: Session,
): string {
  const { cloud, region, keyId } = address;
  return `Key ${keyId} in ${region} is removed from the state, because ${cloud.title} no longer has this key: two reads and a listing agree. The next \`pulumi up\` creates a new key, which can't decrypt what this one encrypted. ${howToTakeBack(address, urn, session)}`;
}

const EVERYTHING: KeyInclude = { aliases: true, tags: true, policy: true };

/** What a refresh must request in addition to the key itself; each part costs a call on some cloud. */
export function partsToRead(cloud: Cloud, state: State): KeyInclude {
  const stored = storedInputs(state);
  const names = namesOf(stored, validInputs(state.outputs.values, NAMES));
  return {
    aliases: names.length > 0 || cloud.rules.alias.count === "one",
    expectedAliases: names,
    tags: true,
    // A key keeps a policy that the program no longer gives.
    policy: (stored.policy ?? state.outputs.values["policy"]) !== undefined,
  };
}

/**
 * Two resources may stand for one key. The Delete of one of them can't know that the other still has the key, unless
 * the engine compared that one in the same run, which it doesn't with --target, --exclude or destroy. So refresh warns.
 */
function noteOtherOwner(
  { keyId, region, ownerId }: Key,
  id: string,
  reader: Applicant,
  host: CallHost,
): void {
  const { urn, session } = reader;
  const other = otherResource(id, ownerId, reader);
  if (other === undefined && ownerId === undefined) return;
  // The Diff that follows says so.
  if (session.history.otherResourceSharing(urn, id) !== undefined) return;
  // Of another URN part: a destroyed stack's keys have another owner than those of its successor.
  if (ownerId === ownerIdOf(session.providerId, urn)) return;
  if (other === undefined && ownerId !== undefined && isOfUrn(ownerId, urn))
    return;
  const whose =
    other === undefined
      ? "was made for another resource, of this stack or of another one. If that one still has it"
      : `belongs to another resource of this stack, too: ${other}. While both have it`;
  host.log(
    other === undefined ? "info" : "warning",
    `Key ${keyId} in ${region} ${whose}, deleting either resource schedules the key's destruction. To move a key to another resource, take it out of the former one's state first (\`pulumi state delete URN\`), or rename that with the resource option \`${ALIASES}\`.`,
  );
}

function notePendingDeletion(
  cloud: Cloud,
  { state, keyId, region, deletionDate }: Key,
  { isOnlyRead }: ReadRequest,
  session: Session,
  host: CallHost,
): void {
  if (state !== "PendingDeletion") return;
  const scheduled = `Key ${keyId} is scheduled for destruction${deletionDate ? ` on ${deletionDate}` : ""}`;
  const cancel = session.commands(cloud).cancelDeletion(region, keyId);
  host.log(
    "warning",
    isOnlyRead
      ? `${scheduled}. To cancel it now: ${cancel}`
      : `${scheduled}, and so is read as \`enabled: false\`. With the resource option \`import\`, this same run cancels the deletion; after \`pulumi import\`, the next \`pulumi up\` does. To cancel it now: ${cancel}`,
  );
}

function noteSeveralAliases(cloud: Cloud, key: Key, host: CallHost): void {
  const { alias, additionalAliases } = allNames(key);
  if (cloud.rules.alias.count !== "many" || !additionalAliases) return;
  host.log(
    "warning",
    `Key ${key.keyId} has several aliases. It is read as \`alias: ${String(alias)}\` and \`additionalAliases: [${additionalAliases.join(", ")}]\`. A program that names only some of them removes the others, as its preview shows.`,
  );
}
