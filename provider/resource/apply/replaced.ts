import { guardOf } from "../plan/guard";
import { warnOfReplaced } from "../plan/replacement-warnings";
import type { OldKey } from "../session/run-history";
import type { Session } from "../session/session";
import { formatId, parseId } from "../values/id";
import { type CallHost, RequestError } from "../values/requests";

/**
 * Its Delete would be refused after the other key has taken its place. Check has reported what it could see. A key that this
 * run imports is not replaced: the engine fails.
 */
export function refuseGuarded(
  urn: string,
  old: OldKey | undefined,
  session: Session,
  consequence: string,
): void {
  if (old && session.history.isImported(urn, old.id)) return;
  const guard = guardOf(
    old?.inputs.values ?? {},
    old ?? {},
    session.history.inputsToReplace(urn) ?? {},
  );
  if (!guard) return;
  const address = old && parseId(old.id, session.config);
  const key = address ? `key ${address.keyId} in ${address.region}` : "a key";
  throw new RequestError(
    "FAILED_PRECONDITION",
    `this replaces ${key}, which ${guard.text}. ${consequence} To replace it, first run \`pulumi up\` with ${guard.release} and no other change.`,
  );
}

/**
 * A key that is imported, or only read, in place of the one that the state has for the resource. The engine deletes that
 * one without a Diff, so only a refresh before has shown it. What `.get()` has read, it doesn't delete.
 */
export function tellImportReplaces(
  urn: string,
  id: string,
  session: Session,
  host: CallHost,
): void {
  const old = session.history.keyToReplace(urn);
  if (!old || Object.keys(old.inputs.values).length === 0) return;
  if (formatId(parseId(old.id, session.config)) === id) return;
  refuseGuarded(urn, old, session, "Nothing was imported.");
  warnOfReplaced(urn, old, session, host);
}
