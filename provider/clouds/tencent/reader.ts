import type { ListKeyDetailRequest } from "./sdk";
import { Batch } from "../batch";
import type { CallContext } from "../cloud";
import { countedPages } from "../common/pages";
import { readReply, unreadable } from "../common/replies";
import { CloudError } from "../errors";
import type { Api } from "./api";
import { keyMetadata, type KeyMetadata, type ListedKey } from "./replies";

/** DescribeKeys.KeyIds, at most (docs/clouds/tencent.md#lists-of-keys). */
const KEYS_PER_CALL = 100;
/** ListKeyDetail.Limit, at most. */
const KEYS_PER_PAGE = 200;

/** All that ListKeyDetail can tell: by default it leaves out asymmetric keys (docs/clouds/tencent.md#lists-of-keys). */
const EVERY_KEY = {
  KeyUsage: "ALL",
  KeyState: 0,
  Role: 0,
  // Oldest first, so that a key that is made meanwhile comes last, and shifts no page.
  OrderType: 1,
  Limit: KEYS_PER_PAGE,
} satisfies ListKeyDetailRequest;

/** Reads what KMS itself knows of keys. */
export class KeyReader {
  readonly #api: Api;
  readonly #keys: Batch<KeyMetadata>;

  constructor(api: Api) {
    this.#api = api;
    this.#keys = new Batch(KEYS_PER_CALL, (region, ids, context) =>
      this.#readAll(region, ids, context),
    );
  }

  /** Throws the cloud's own error for a key that is not there. */
  key(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<KeyMetadata> {
    return this.#keys.load(region, keyId, context);
  }

  /** Customer keys, oldest first, those pending deletion included. */
  list(
    region: string,
    filter: ListKeyDetailRequest,
    context: CallContext,
  ): AsyncGenerator<ListedKey[]> {
    const action = "ListKeyDetail";
    return countedPages(
      async (offset) => {
        const { TotalCount: total, KeyMetadatas: rows } = await this.#api.kms(
          action,
          { region },
          { ...EVERY_KEY, ...filter, Offset: offset },
          context,
        );
        return { rows, total, step: KEYS_PER_PAGE };
      },
      (field, why) => unreadable("tencent", { action, region }, field, why),
    );
  }

  /** Keys with exactly this alias: the cloud's search also matches parts of aliases, and key ids. */
  async withAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<ListedKey[]> {
    const found: ListedKey[] = [];
    const filter = { SearchKeyAlias: alias };
    for await (const page of this.list(region, filter, context))
      found.push(...page.filter(({ Alias }) => Alias === alias));
    return found;
  }

  async #readAll(
    region: string,
    keyIds: string[],
    context: CallContext,
  ): Promise<Map<string, KeyMetadata | Error>> {
    const { KeyMetadatas: keys } =
      keyIds.length === 1
        ? { KeyMetadatas: [] }
        : await this.#api.kms(
            "DescribeKeys",
            { region },
            { KeyIds: keyIds },
            context,
          );
    const found = new Map<string, KeyMetadata | Error>();
    for (const key of keys) {
      const { data } = keyMetadata.safeParse(key);
      if (data) found.set(data.KeyId, data);
    }
    // What is left out, or can't be read, is asked for by itself, so that the cloud says why.
    const left = keyIds.filter((id) => !found.has(id));
    await Promise.all(
      left.map(async (id) => {
        found.set(id, await this.#readOne(region, id, context));
      }),
    );
    return found;
  }

  async #readOne(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<KeyMetadata | Error> {
    const action = "DescribeKey";
    try {
      const { KeyMetadata: key } = await this.#api.kms(
        action,
        { region, keyId },
        { KeyId: keyId },
        context,
      );
      if (key.KeyId === keyId) return key;
      const where = { action, region, keyId };
      const why = `it is another key's, ${key.KeyId}`;
      return unreadable("tencent", where, "KeyMetadata.KeyId", why);
    } catch (error) {
      if (error instanceof CloudError) return error;
      throw error;
    }
  }
}

/** A key of a listing as a whole one. */
export function wholeKey(region: string, listed: ListedKey): KeyMetadata {
  const { KeyId: keyId } = listed;
  const where = { action: "ListKeyDetail", region, keyId };
  return readReply("tencent", where, keyMetadata, listed, {
    within: "KeyMetadatas",
  });
}
