import type { KeyState } from "../../model/types";
import type { Key, Rotation } from "../cloud";
import { readCancelled } from "../common/cancellation";
import { isRotatedSoon } from "../common/rotation";
import { DAY_SECONDS } from "../common/time";
import { changeOrUndo, undoContext } from "../common/undo";
import { type CloudError, isKind, term } from "../errors";
import type { RegionalClient } from "./client";
import { rotationOf, stateOf, timeOf } from "./mapping";
import type { KeyReader } from "./reader";

const ROTATING = "FailedOperation.RotateTaskRunning";

/** One deletion, from any state. */
interface Deletion {
  keyId: string;
  windowInDays: number;
  /** Whether it may have disabled the key. */
  mayBeDisabled: boolean;
}

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

  /** The same with time of its own, after Cancel too. */
  get #undoing(): Lifecycle {
    const { context } = this.#client;
    const client = this.#client.with(undoContext(context));
    return new Lifecycle(client, this.#reader);
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
      if (state === "Enabled" && key.KeyRotationEnabled)
        await this.#changePeriod(keyId, rotation, rotationOf(key));
      else if (state === "Disabled") await this.#whileEnabled(keyId, set);
      else throw error;
    }
  }

  /** By way of turning rotation off. It is turned on again after Cancel and the time-out, too. */
  async #changePeriod(
    keyId: string,
    rotation: Rotation,
    former: Rotation,
  ): Promise<void> {
    const { region, context } = this.#client;
    await changeOrUndo(
      () => this.setRotation(keyId, { enabled: false }),
      () => this.#undoing.#enableRotation(keyId, rotation),
      () =>
        this.#undoing
          .#enableRotation(keyId, former)
          .catch((error: CloudError) => {
            context.warn(
              `The rotation of key ${keyId} in ${region} was turned off, so that its interval could change, and could not be turned on again: ${error.message} ${term("apply")} sets it.`,
            );
          }),
    );
  }

  /** The key is disabled again after Cancel and the time-out, too. */
  async #whileEnabled(keyId: string, act: () => Promise<void>): Promise<void> {
    const { region, context } = this.#client;
    const disableAgain = () =>
      this.#undoing.disable(keyId).catch((error: CloudError) => {
        context.warn(
          `Key ${keyId} in ${region} was enabled for a moment, to set its rotation, and could not be disabled again: ${error.message} ${term("apply")} disables it.`,
        );
        throw error;
      });
    await changeOrUndo(() => this.enable(keyId), act, disableAgain);
    await disableAgain();
    // No preview can tell whether the cloud will ask for this.
    context.warn(
      `Key ${keyId} in ${region} was enabled for a moment, because Tencent Cloud refused to set the rotation of a disabled key. It is disabled again.`,
    );
  }

  async #enableRotation(keyId: string, rotation: Rotation): Promise<void> {
    const days = (rotation.intervalSeconds ?? 365 * DAY_SECONDS) / DAY_SECONDS;
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

  /** A key that the cloud does not schedule for deletion must not stay disabled either. */
  async scheduleDeletion(
    { keyId, state: seen }: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void> {
    const attempt: Deletion = { keyId, windowInDays, mayBeDisabled: false };
    try {
      await this.#schedule(attempt, seen);
    } catch (error) {
      if (attempt.mayBeDisabled) await this.#enableAgain(keyId, error);
      throw error;
    }
  }

  async #schedule(attempt: Deletion, seen: KeyState): Promise<void> {
    try {
      await this.#scheduleFrom(seen, attempt);
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      const state = await this.#state(attempt.keyId);
      if (state === "Enabled") attempt.mayBeDisabled = false;
      if (state === seen) throw error;
      await this.#scheduleFrom(state, attempt);
    }
  }

  /**
   * The cloud schedules disabled keys only, and those that wait for their material (docs/clouds/tencent.md#deletion).
   */
  async #scheduleFrom(state: KeyState, attempt: Deletion): Promise<void> {
    const { keyId, windowInDays } = attempt;
    // It may be so since a request whose answer was lost.
    if (state === "PendingDeletion") return;
    if (state === "Archived") await this.cancelArchive(keyId);
    if (state === "Archived" || state === "Enabled") {
      await this.disable(keyId).catch((error: unknown) => {
        attempt.mayBeDisabled = isKind(error, "unknownOutcome");
        throw error;
      });
      attempt.mayBeDisabled = true;
    }
    const request = { KeyId: keyId, PendingWindowInDays: windowInDays };
    await this.#client.kms("ScheduleKeyDeletion", request);
  }

  /** After Cancel and the time-out, too. Never throws: `failure` is what the user must hear of. */
  async #enableAgain(keyId: string, failure: unknown): Promise<void> {
    const { region, context } = this.#client;
    const key = `Key ${keyId} in ${region}`;
    const command = this.#client.command("EnableKey", { KeyId: keyId });
    // Nobody knows what became of the request, so the key may be pending deletion, or be so any moment.
    if (isKind(failure, "unknownOutcome")) {
      context.warn(
        `${key} was disabled, as Tencent Cloud requires before a deletion, and it is not known whether the deletion is scheduled. If it isn't, the key stays disabled, and nothing can use it until it is enabled: ${command}`,
      );
      return;
    }
    await this.#undoing.enable(keyId).catch((error: CloudError) => {
      context.warn(
        `${key} was disabled, as Tencent Cloud requires before a deletion. The deletion failed, and the key could not be enabled again: ${error.message} Unless it is pending deletion all the same, nothing can use it until it is enabled: ${command}`,
      );
    });
  }

  /** Usually disabled; a key without material may wait for it again (docs/clouds/tencent.md#deletion). */
  async cancelDeletion(keyId: string): Promise<KeyState> {
    let failure: CloudError | undefined;
    try {
      await this.#client.kms("CancelKeyDeletion", { KeyId: keyId });
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      failure = error;
    }
    const { region } = this.#client;
    const where = { cloud: "tencent", region, keyId } as const;
    const state = await readCancelled(() => this.#state(keyId), where);
    if (failure && state === "PendingDeletion") throw failure;
    return state;
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
