import type {
  KeyMetadata,
  ListKeyDetailRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models";
import { Batch } from "../batch";
import type { CallContext } from "../cloud";
import { CloudError } from "../errors";
import type { Api } from "./api";

/** DescribeKeys.KeyIds, at most (reference 2.2). */
const KEYS_PER_CALL = 100;
/** ListKeyDetail.Limit, at most. */
const KEYS_PER_PAGE = 200;

/** All that ListKeyDetail can tell: by default it leaves out asymmetric keys (reference 0.11). */
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
  async *list(
    region: string,
    filter: ListKeyDetailRequest,
    context: CallContext,
  ): AsyncGenerator<KeyMetadata[]> {
    for (let offset = 0, total = 1; offset < total; offset += KEYS_PER_PAGE) {
      const page = await this.#api.kms(
        "ListKeyDetail",
        { region },
        { ...EVERY_KEY, ...filter, Offset: offset },
        context,
      );
      total = page.TotalCount ?? 0;
      yield page.KeyMetadatas ?? [];
    }
  }

  /** Keys with exactly this alias: the cloud's search also matches parts of aliases, and key ids. */
  async withAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<KeyMetadata[]> {
    const found: KeyMetadata[] = [];
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
    const { KeyMetadatas: keys = [] } =
      keyIds.length === 1
        ? {}
        : await this.#api.kms(
            "DescribeKeys",
            { region },
            { KeyIds: keyIds },
            context,
          );
    const found = new Map<string, KeyMetadata | Error>(
      keys.map((key) => [key.KeyId ?? "", key]),
    );
    // What is left out, if anything ever is, is asked for by itself, so that the cloud says why.
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
    try {
      const { KeyMetadata: key } = await this.#api.kms(
        "DescribeKey",
        { region, keyId },
        { KeyId: keyId },
        context,
      );
      return (
        key ??
        new CloudError("the reply holds no key", {
          kind: "unknownOutcome",
          cloud: "tencent",
          action: "DescribeKey",
          region,
          keyId,
        })
      );
    } catch (error) {
      if (error instanceof CloudError) return error;
      throw error;
    }
  }
}
