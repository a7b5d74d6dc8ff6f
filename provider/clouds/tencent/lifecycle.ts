import type { KeyState } from "../../model/types";
import type { CallContext, Key, Rotation } from "../cloud";
import { isKind } from "../errors";
import type { Api, Target } from "./api";
import { stateOf } from "./mapping";
import type { KeyReader } from "./reader";

const DAY = 86_400;

/** Where one key is changed. */
interface Place {
  region: string;
  keyId: string;
}

/**
 * Moves a key between its states. A repeat of a change that already took effect is refused by its state
 * (docs/clouds/tencent.md#states), so a refusal, like an unknown outcome, counts only after the state has been read.
 */
export class Lifecycle {
  readonly #api: Api;
  readonly #reader: KeyReader;

  constructor(api: Api, reader: KeyReader) {
    this.#api = api;
    this.#reader = reader;
  }

  async state(place: Place, context: CallContext): Promise<KeyState> {
    const { region, keyId } = place;
    return stateOf(await this.#reader.key(region, keyId, context));
  }

  async enable(place: Place, context: CallContext): Promise<void> {
    await this.#api.kms("EnableKey", place, { KeyId: place.keyId }, context);
  }

  async disable(place: Place, context: CallContext): Promise<void> {
    await this.#api.kms("DisableKey", place, { KeyId: place.keyId }, context);
  }

  async setRotation(
    place: Place,
    rotation: Rotation,
    context: CallContext,
  ): Promise<void> {
    const request = { KeyId: place.keyId };
    if (!rotation.enabled) {
      await this.#api.kms("DisableKeyRotation", place, request, context);
      return;
    }
    const set = () => this.#enableRotation(place, rotation, context);
    try {
      await set();
    } catch (error) {
      // Sources disagree on whether rotation can be set on a disabled key (docs/clouds/tencent.md#rotation).
      if (!isKind(error, "state")) throw error;
      if ((await this.state(place, context)) !== "Disabled") throw error;
      await this.enable(place, context);
      try {
        await set();
      } finally {
        await this.disable(place, context);
      }
    }
  }

  async #enableRotation(
    place: Place,
    rotation: Rotation,
    context: CallContext,
  ): Promise<void> {
    const days = (rotation.intervalSeconds ?? 365 * DAY) / DAY;
    const request = { KeyId: place.keyId, RotateDays: days };
    await this.#api.kms("EnableKeyRotation", place, request, context);
  }

  async scheduleDeletion(
    region: string,
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
    context: CallContext,
  ): Promise<void> {
    const place = { region, keyId: key.keyId };
    const schedule = (state: KeyState) =>
      this.#schedule(place, state, windowInDays, context);
    try {
      await schedule(key.state);
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      const state = await this.state(place, context);
      if (state === "PendingDeletion") return;
      if (state === key.state) throw error;
      await schedule(state);
    }
  }

  /**
   * The cloud schedules disabled keys only, and those that wait for their material (docs/clouds/tencent.md#deletion).
   */
  async #schedule(
    place: Place,
    state: KeyState,
    windowInDays: number,
    context: CallContext,
  ): Promise<void> {
    if (state === "PendingDeletion") return;
    if (state === "Archived") await this.cancelArchive(place, context);
    const disables = state === "Archived" || state === "Enabled";
    if (disables) await this.disable(place, context);
    const request = { KeyId: place.keyId, PendingWindowInDays: windowInDays };
    try {
      await this.#api.kms("ScheduleKeyDeletion", place, request, context);
    } catch (error) {
      // What the cloud refuses to delete is not to stay disabled either.
      if (
        state === "Enabled" &&
        isKind(error, "denied", "invalid", "inUse", "unsupported")
      )
        await this.enable(place, context);
      throw error;
    }
  }

  /** Disabled as a rule; a key without material may wait for it again (docs/clouds/tencent.md#deletion). */
  async cancelDeletion(place: Place, context: CallContext): Promise<KeyState> {
    try {
      const request = { KeyId: place.keyId };
      await this.#api.kms("CancelKeyDeletion", place, request, context);
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      const state = await this.state(place, context);
      if (state === "PendingDeletion") throw error;
      return state;
    }
    return this.state(place, context);
  }

  cancelArchive(place: Place, context: CallContext): Promise<void> {
    const request = { KeyId: place.keyId };
    return this.#reaching(
      "Enabled",
      () => this.#api.kms("CancelKeyArchive", place, request, context),
      place,
      context,
    );
  }

  deleteMaterial(place: Place, context: CallContext): Promise<void> {
    const request = { KeyId: place.keyId };
    return this.#reaching(
      "PendingImport",
      () => this.#api.kms("DeleteImportedKeyMaterial", place, request, context),
      place,
      context,
    );
  }

  /** Counts a change as made when the key is found in the state that it leads to. */
  async #reaching(
    wished: KeyState,
    change: () => Promise<unknown>,
    place: Place & Target,
    context: CallContext,
  ): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      if ((await this.state(place, context)) !== wished) throw error;
    }
  }
}
