import type { KeyState } from "../../model/types";
import type { Key, Rotation } from "../cloud";
import { isRotatedSoon } from "../common/rotation";
import { type CloudError, isKind, term } from "../errors";
import type { RegionalClient } from "./client";
import { stateOf, timeOf } from "./mapping";
import type { KeyReader } from "./reader";

const DAY = 86_400;
const ROTATING = "FailedOperation.RotateTaskRunning";

/**
 * Moves a key between its states. A repeat of a change that already took effect is refused because of its state
 * (docs/clouds/tencent.md#states), so a refusal, like an unknown outcome, counts only after the state has been read.
 */
export class Lifecycle {
  readonly #client: RegionalClient;
  readonly #reader: KeyReader;

  constructor(client: RegionalClient, reader: KeyReader) {
    this.#client = client;
    this.#reader = reader;
  }

  async #state(keyId: string): Promise<KeyState> {
    return stateOf(await this.#reader.key(keyId));
  }

  enable(keyId: string): Promise<void> {
    return this.#client.kms("EnableKey", { KeyId: keyId });
  }

  disable(keyId: string): Promise<void> {
    return this.#client.kms("DisableKey", { KeyId: keyId });
  }

  async setRotation(keyId: string, rotation: Rotation): Promise<void> {
    if (!rotation.enabled) {
      await this.#client.kms("DisableKeyRotation", { KeyId: keyId });
      return;
    }
    const set = () => this.#enableRotation(keyId, rotation);
    try {
      await set();
    } catch (error) {
      // Sources disagree on whether rotation can be set on a disabled key (docs/clouds/tencent.md#rotation).
      if (!isKind(error, "state")) throw error;
      const key = await this.#reader.key(keyId);
      const state = stateOf(key);
      // Nor does one tell whether the period can change while rotation is on.
      if (state === "Enabled" && key.KeyRotationEnabled) {
        await this.setRotation(keyId, { enabled: false });
        await set();
        return;
      }
      if (state !== "Disabled") throw error;
      await this.enable(keyId);
      try {
        await set();
      } finally {
        await this.disable(keyId);
      }
    }
  }

  async #enableRotation(keyId: string, rotation: Rotation): Promise<void> {
    const days = (rotation.intervalSeconds ?? 365 * DAY) / DAY;
    const request = { KeyId: keyId, RotateDays: days };
    await this.#client.kms("EnableKeyRotation", request);
  }

  /** On demand and later than its answer: LastRotateTime moves (docs/clouds/tencent.md#rotation). */
  async rotate({
    keyId,
    lastRotationDate,
  }: Pick<Key, "keyId" | "lastRotationDate">): Promise<void> {
    const { context } = this.#client;
    let failure: unknown;
    try {
      await this.#client.kms("RotateKey", { KeyId: keyId }, { retry: "never" });
    } catch (error) {
      const { code } = error as Partial<CloudError>;
      // One that is under way already rotates the key just as well.
      if (code !== ROTATING && !isKind(error, "unknownOutcome")) throw error;
      if (code !== ROTATING) failure = error;
    }
    const isRotated = async () =>
      timeOf((await this.#reader.key(keyId)).LastRotateTime) !==
      lastRotationDate;
    if (await isRotatedSoon(isRotated, context)) return;
    if (failure !== undefined) throw failure as CloudError;
    context.warn(
      `Tencent Cloud has begun to rotate key ${keyId}, and has not completed it yet. ${term("refresh")} reads the date once it has.`,
    );
  }

  async scheduleDeletion(
    { keyId, state: seen }: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void> {
    const schedule = (state: KeyState) =>
      this.#schedule(keyId, state, windowInDays);
    try {
      await schedule(seen);
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      const state = await this.#state(keyId);
      if (state === seen) throw error;
      await schedule(state);
    }
  }

  /**
   * The cloud schedules disabled keys only, and those that wait for their material (docs/clouds/tencent.md#deletion).
   */
  async #schedule(
    keyId: string,
    state: KeyState,
    windowInDays: number,
  ): Promise<void> {
    // It may be so since a request whose answer was lost.
    if (state === "PendingDeletion") return;
    if (state === "Archived") await this.cancelArchive(keyId);
    const disables = state === "Archived" || state === "Enabled";
    if (disables) await this.disable(keyId);
    const request = { KeyId: keyId, PendingWindowInDays: windowInDays };
    try {
      await this.#client.kms("ScheduleKeyDeletion", request);
    } catch (error) {
      // A key that the cloud refuses to delete must not stay disabled either.
      if (
        state === "Enabled" &&
        isKind(error, "denied", "invalid", "inUse", "unsupported")
      )
        await this.enable(keyId);
      throw error;
    }
  }

  /** Usually disabled; a key without material may wait for it again (docs/clouds/tencent.md#deletion). */
  async cancelDeletion(keyId: string): Promise<KeyState> {
    try {
      await this.#client.kms("CancelKeyDeletion", { KeyId: keyId });
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      const state = await this.#state(keyId);
      if (state === "PendingDeletion") throw error;
      return state;
    }
    return this.#state(keyId);
  }

  cancelArchive(keyId: string): Promise<void> {
    return this.#reaching("Enabled", keyId, () =>
      this.#client.kms("CancelKeyArchive", { KeyId: keyId }),
    );
  }

  deleteMaterial(keyId: string): Promise<void> {
    return this.#reaching("PendingImport", keyId, () =>
      this.#client.kms("DeleteImportedKeyMaterial", { KeyId: keyId }),
    );
  }

  /** A change counts as made if the key is in the state that it leads to. */
  async #reaching(
    desired: KeyState,
    keyId: string,
    change: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      if ((await this.#state(keyId)) !== desired) throw error;
    }
  }
}
