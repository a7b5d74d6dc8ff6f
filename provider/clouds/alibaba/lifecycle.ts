import type { KeyState } from "../../model/types";
import type { Key } from "../cloud";
import { readCancelled } from "../common/cancellation";
import { CloudError, isKind } from "../errors";
import type { RegionalClient } from "./client";
import { toKey } from "./mapping";
import type { KeyReader } from "./reader";

/** Schedules a key's deletion and cancels it. */
export class Lifecycle {
  readonly #client: RegionalClient;
  readonly #reader: KeyReader;

  constructor(client: RegionalClient, reader: KeyReader) {
    this.#client = client;
    this.#reader = reader;
  }

  /**
   * A second call on a key that is already pending deletion is refused, so that an attempt whose answer was lost looks
   * like a failure (docs/clouds/alibaba.md#deletion). After a refusal the key itself is read for the truth. It also
   * shows protection, whose error code is in no source.
   */
  async scheduleDeletion(
    { keyId, state }: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void> {
    if (state === "PendingDeletion") return;
    try {
      const more = { PendingWindowInDays: windowInDays };
      await this.#client.change("ScheduleKeyDeletion", keyId, more);
    } catch (error) {
      if (!isKind(error, ...REFUSED)) throw error;
      const key = await this.#read(keyId);
      if (key.state === "PendingDeletion") return;
      throw key.deletionProtection ? protectedKey(error, key) : error;
    }
  }

  /** Gives the key's state afterwards: Enabled, except for an EXTERNAL key that never got its material. */
  async cancelDeletion(keyId: string): Promise<KeyState> {
    let refusal: CloudError | undefined;
    try {
      await this.#client.change("CancelKeyDeletion", keyId);
    } catch (error) {
      if (!isKind(error, "state")) throw error;
      refusal = error;
    }
    const { region } = this.#client;
    const where = { cloud: "alibaba", region, keyId } as const;
    const { state } = await readCancelled(() => this.#read(keyId), where);
    if (refusal && state === "PendingDeletion") throw refusal;
    return state;
  }

  async #read(keyId: string): Promise<Key> {
    const metadata = await this.#reader.metadata(keyId, keyId);
    return toKey(this.#client.region, metadata);
  }
}

const REFUSED = ["state", "denied", "invalid", "unsupported", "inUse"] as const;

function protectedKey(
  { code, requestId }: CloudError,
  { region, keyId }: Key,
): CloudError {
  return new CloudError("the key is protected against deletion", {
    kind: "protected",
    cloud: "alibaba",
    action: "ScheduleKeyDeletion",
    code,
    requestId,
    region,
    keyId,
    remedy: "Set deletionProtection to false first.",
  });
}
