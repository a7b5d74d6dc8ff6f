import type { Session } from "../session/session";
import type { CallHost, DiffRequest } from "../values/requests";

/**
 * Two resources of the program stand for one key. The Delete of one of them in another run can't know of the other, so each
 * run that sees both says so. A refresh says nothing, because the program may have one of them only.
 */
export function warnOfShared(
  { urn, id }: DiffRequest,
  { history }: Session,
  host: CallHost,
): void {
  const other = history.otherResourceSharing(urn, id);
  if (other === undefined || !history.isKept(urn, id)) return;
  const [, region = "", keyId = ""] = id.split("/");
  host.log(
    "warning",
    `Key ${keyId} in ${region} belongs to two resources of this stack, ${urn} and ${other}. Deleting one of them in a run that doesn't see the other, such as \`pulumi destroy --target\`, schedules the key's destruction. Keep one: take the other out of the program, and then out of the state: \`pulumi state delete --force URN\`.`,
  );
}
