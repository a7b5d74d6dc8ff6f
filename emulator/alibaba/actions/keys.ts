import { ApiError } from "../errors";
import { keyArn, primaryVersion, type KeyRecord } from "../state/key";
import { rotateIfOverdue } from "../state/lifecycle";
import { LIMITS } from "../tables/limits";
import { REGIONS } from "../tables/regions";
import type { KeyState } from "../tables/states";
import {
  action,
  keyAction,
  missingParameter,
  usableKey,
  type Call,
} from "./action";
import { createKey } from "./create-key";
import { matchesFilters, readFilters } from "./filters";
import { describedMetadata } from "./metadata";
import { pageOf, pageParameters } from "./paging";

const DAY_MS = 86_400_000;

/** A key's life: docs/clouds/alibaba.md#createkey, docs/clouds/alibaba.md#states. */
export const KEY_ACTIONS = {
  CreateKey: createKey,

  DescribeKey: keyAction(
    {},
    (call, key) => ({ KeyMetadata: describedMetadata(key, call.switches) }),
    { alias: true },
  ),

  ListKeys: action(
    { ...pageParameters("ListKeys"), Filters: { type: "json" } },
    (call, { Filters, ...paging }) => {
      const filters = readFilters(Filters);
      const ids =
        filters.length === 0
          ? call.keys.ids(call)
          : [...call.keys.inScope(call)]
              .filter((key) => matchesFilters(call, key, filters))
              .map((key) => key.keyId);
      const { page, totals } = pageOf(ids, paging);
      const { region, account } = call;
      const Key = page.map((keyId) => ({
        KeyId: keyId,
        KeyArn: keyArn({ region, account, keyId }),
      }));
      return { Keys: { Key }, ...totals };
    },
  ),

  DescribeRegions: action({}, () => ({
    Regions: { Region: REGIONS.map((RegionId) => ({ RegionId })) },
  })),

  EnableKey: keyAction({}, (call, key) => {
    call.keys.put(
      rotateIfOverdue(
        { ...key, state: "Enabled" },
        call.now,
        call.keys.versionRoom,
      ),
    );
    return {};
  }),

  DisableKey: keyAction({}, (call, key) => {
    call.keys.put({ ...key, state: "Disabled" });
    return {};
  }),

  UpdateKeyDescription: keyAction(
    {
      Description: {
        type: "text",
        required: true,
        mayBeEmpty: true,
        maxCharacters: LIMITS.descriptionCharacters,
      },
    },
    (call, key, { Description }) => {
      const mayBeEmpty = call.switches.get<boolean>("alibaba.emptyDescription");
      if (Description === "" && !mayBeEmpty)
        throw missingParameter(call.switches, "Description");
      call.keys.put({ ...key, description: Description });
      return {};
    },
  ),

  ScheduleKeyDeletion: keyAction(
    {
      PendingWindowInDays: {
        type: "integer",
        required: true,
        ...LIMITS.pendingWindowDays,
      },
    },
    (call, key, { PendingWindowInDays }) => {
      // docs/clouds/alibaba.md#ids
      if (key.product !== undefined)
        throw ApiError.of("Rejected.UnsupportedOperation");
      const max = call.switches.get<number>("alibaba.maxPendingWindowInDays");
      if (PendingWindowInDays > max)
        throw ApiError.of("InvalidParameter", "PendingWindowInDays");
      if (key.deletionProtection !== undefined)
        throw ApiError.custom(
          call.switches.get("alibaba.protectedDeletionCode"),
          409,
          "The request was rejected because deletion protection is enabled for the key.",
        );
      const deleteAt = call.now + PendingWindowInDays * DAY_MS;
      call.keys.put({ ...key, state: "PendingDeletion", deleteAt });
      return {};
    },
  ),

  CancelKeyDeletion: keyAction({}, (call, key) => {
    const state = stateAfterCancel(call, key);
    const kept: KeyRecord = { ...key, state, deleteAt: undefined };
    call.keys.put(rotateIfOverdue(kept, call.now, call.keys.versionRoom));
    return {};
  }),

  SetDeletionProtection: action(
    {
      EnableDeletionProtection: { type: "boolean", required: true },
      ProtectedResourceArn: { type: "text" },
      KeyId: { type: "text" },
      KmsInstanceId: { type: "text" },
      DeletionProtectionDescription: {
        type: "text",
        maxCharacters: LIMITS.descriptionCharacters,
      },
    },
    (call, request) => {
      const keyId = request.ProtectedResourceArn ?? request.KeyId;
      if (keyId === undefined && request.KmsInstanceId !== undefined)
        throw ApiError.because(
          "UnsupportedOperation",
          "This emulator protects keys from deletion, not instances.",
        );
      if (keyId === undefined)
        throw missingParameter(call.switches, "ProtectedResourceArn");
      const key = usableKey(call, keyId, false);
      const description = request.DeletionProtectionDescription;
      if (!request.EnableDeletionProtection && description !== undefined)
        throw ApiError.of("InvalidParameter", "DeletionProtectionDescription");
      call.keys.put({
        ...key,
        deletionProtection: request.EnableDeletionProtection
          ? { description: description ?? "" }
          : undefined,
      });
      return {};
    },
  ),
};

/**
 * Enabled, also if it was disabled before (docs/clouds/alibaba.md#states); nothing is said of a key without material.
 */
function stateAfterCancel(call: Call, key: KeyRecord): KeyState {
  const hasMaterial =
    key.origin !== "EXTERNAL" || primaryVersion(key).material !== undefined;
  const otherwise = call.switches.get<string>(
    "alibaba.cancelledWithoutMaterial",
  );
  return hasMaterial || otherwise === "Enabled" ? "Enabled" : "PendingImport";
}
