import { ApiError } from "../errors";
import {
  dateText,
  isSymmetric,
  type KeyRecord,
  type KeyVersion,
} from "../state/key";
import { rotateIfOverdue, withVersions } from "../state/lifecycle";
import { LIMITS } from "../tables/limits";
import { PLACES } from "../tables/places";
import type { Fields } from "../wire/reply";
import { keyAction, missingParameter, type Call } from "./action";
import { refusedAt, rotates, rotatesAt } from "./home";
import { pageOf, pageParameters } from "./paging";

const DAY_MS = 86_400_000;

/** Key versions: docs/clouds/alibaba.md#rotation-and-versions, docs/clouds/alibaba.md#lists-of-keys. */
export const VERSION_ACTIONS = {
  UpdateRotationPolicy: keyAction(
    {
      EnableAutomaticRotation: { type: "boolean", required: true },
      RotationInterval: {
        type: "interval",
        minDays: LIMITS.rotationDays.min,
        maxDays: LIMITS.rotationDays.max,
      },
    },
    (call, key, { EnableAutomaticRotation, RotationInterval }) => {
      const { place, keyStorageMechanism, dkmsInstanceId } = key;
      const unsupported = ApiError.of("Rejected.UnsupportedOperation");
      if (
        !isSymmetric(key) ||
        key.origin === "EXTERNAL" ||
        key.product !== undefined
      )
        throw unsupported;
      if (!rotates(place, keyStorageMechanism))
        throw refusedAt(place, dkmsInstanceId, unsupported);
      if (!EnableAutomaticRotation) {
        call.keys.put({ ...key, rotationSeconds: undefined });
        return {};
      }
      if (RotationInterval === undefined)
        throw missingParameter(call.switches, "RotationInterval");
      if (!rotatesAt(place, keyStorageMechanism, RotationInterval))
        throw ApiError.of("InvalidParameter", "RotationInterval");
      const rotating = { ...key, rotationSeconds: RotationInterval };
      const { versionRoom } = call.keys;
      call.keys.put(rotateIfOverdue(rotating, call.now, versionRoom));
      return {};
    },
  ),

  CreateKeyVersion: keyAction({}, (call, key) => {
    checkManualVersion(call, key);
    const rotated = withVersions(key, [call.now]);
    call.keys.put(rotated);
    const version = rotated.versions.at(-1);
    return { KeyVersion: version && versionFields(key, version) };
  }),

  ListKeyVersions: keyAction(
    pageParameters("ListKeyVersions"),
    (_, key, paging) => {
      const { page, totals } = pageOf(key.versions, paging);
      const KeyVersion = page.map((version) => versionFields(key, version));
      return { KeyVersions: { KeyVersion }, ...totals };
    },
    { alias: true },
  ),

  DescribeKeyVersion: keyAction(
    { KeyVersionId: { type: "text", required: true } },
    (_, key, { KeyVersionId }) => ({
      KeyVersion: versionFields(key, findVersion(key, KeyVersionId)),
    }),
    { alias: true },
  ),
};

function checkManualVersion(call: Call, key: KeyRecord): void {
  const taken = PLACES[key.place].manualVersions;
  const kind = isSymmetric(key) ? "symmetric" : "asymmetric";
  if (taken !== kind || key.origin === "EXTERNAL")
    throw refusedAt(
      key.place,
      key.dkmsInstanceId,
      ApiError.of("Rejected.UnsupportedOperation"),
    );
  const newest = key.versions.at(-1)?.created ?? key.created;
  if (call.now - newest < LIMITS.versionDaysApart * DAY_MS)
    throw ApiError.because(
      "Rejected.UnsupportedOperation",
      `A key takes a new version ${LIMITS.versionDaysApart} days after the last one.`,
    );
  if (key.versions.length >= LIMITS.versionsPerKey || roomByNow(call) === 0)
    throw ApiError.of("Rejected.LimitExceeded");
}

/** Keys rotate when they are looked at: each one is, so that all that is due by now counts. */
function roomByNow(call: Call): number {
  for (const keyId of [...call.keys.ids(call)]) call.keys.find(call, keyId);
  return call.keys.versionRoom(call);
}

export function findVersion(key: KeyRecord, versionId: string): KeyVersion {
  const version = key.versions.find(({ id }) => id === versionId);
  if (version === undefined) throw ApiError.of("Forbidden.KeyVersionNotFound");
  return version;
}

function versionFields(key: KeyRecord, version: KeyVersion): Fields {
  return {
    KeyId: key.keyId,
    KeyVersionId: version.id,
    CreationDate: dateText(version.created),
  };
}
