import type { CallContext, Cloud, MarkedKey, Survey } from "../clouds/cloud";
import { isKind } from "../clouds/errors";
import { formatId } from "./id";
import { markOf } from "./mark";
import type { Session } from "./session";

/**
 * Names keys that carry this resource's own mark although this run has not met them: an earlier run may have been killed
 * before it could write them to its state. None is adopted, as a forced replacement looks just the same (its old key is
 * live, and deleted next). Gives the listing of the region; undefined where none may be made.
 */
export async function warnOfStrays(
  urn: string,
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<Survey | undefined> {
  const mark = markOf(session.providerId, urn);
  const survey = await surveyOf(cloud, region, session, context);
  for (const found of survey?.marked ?? []) {
    const id = formatId({ cloud, region, keyId: found.keyId });
    if (found.mark !== mark || session.met.has(id)) continue;
    const key = await withState(found, cloud, region, session, context);
    if (!key || key.state === "PendingDeletion") continue;
    session.met.add(id);
    context.warn(strayWarning(key, id, cloud, region));
  }
  return survey;
}

/** Where the listing does not tell states, the key itself does: what is to be destroyed is no stray. */
async function withState(
  found: MarkedKey,
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<MarkedKey | undefined> {
  if (found.state !== undefined) return found;
  try {
    const service = await session.service(cloud.name);
    const key = await service.describe(region, found.keyId, {}, context);
    return key && { ...found, ...key, mark: found.mark };
  } catch (error) {
    if (isKind(error, "cancelled", "deadline")) throw error;
    return found;
  }
}

async function surveyOf(
  cloud: Cloud,
  region: string,
  session: Session,
  context: CallContext,
): Promise<Survey | undefined> {
  try {
    return await session.survey(cloud.name, region, context);
  } catch (error) {
    if (!isKind(error, "denied", "unsupported")) throw error;
    context.warn(
      `Could not look for keys that an interrupted run may have left behind: ${error.message}`,
    );
    return undefined;
  }
}

function strayWarning(
  key: MarkedKey,
  id: string,
  cloud: Cloud,
  region: string,
): string {
  return (
    `There is a key that was made for this very resource and that this run does not know: ${key.keyId} in ${region}` +
    `${key.creationDate ? `, made ${key.creationDate}` : ""}. If this run replaces it, Pulumi deletes it next. Otherwise an interrupted run left it behind, and it is billed until it is deleted. ` +
    `To keep it beside the new key: pulumi import cmk:index:Cmk NAME ${id}. To be rid of it: ${cloud.rules.scheduleDeletionCommand(region, key.keyId, key.state)}`
  );
}
