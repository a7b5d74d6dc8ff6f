import type {
  CallContext,
  KeyInclude,
  Key,
  KeyFilter,
  ListedKey as KeyInListing,
  OwnedKey,
  Listing,
} from "../cloud";
import { CloudError, isKind } from "../errors";
import type { Algorithms } from "./algorithms";
import type { Api } from "./api";
import { listRequest, matches } from "./filter";
import { findState, keyOf, type KeyTags, timeOf } from "./mapping";
import { ownerOfName } from "./owner";
import { wholeKey, type KeyReader } from "./reader";
import { Remembered } from "./remembered";
import { resourceIdOf, type KeyMetadata, type ListedKey } from "./replies";
import { parseName } from "./resource-name";
import type { TagService } from "./tags";

/** Whole keys: what KMS, the tag service and the account each know, put together. */
export class Catalog {
  readonly #api: Api;
  readonly #reader: KeyReader;
  readonly #tags: TagService;
  readonly #algorithms: Algorithms;
  readonly #account = new Remembered<string>();

  constructor(
    api: Api,
    reader: KeyReader,
    tags: TagService,
    algorithms: Algorithms,
  ) {
    this.#api = api;
    this.#reader = reader;
    this.#tags = tags;
    this.#algorithms = algorithms;
  }

  account(context: CallContext): Promise<string> {
    return this.#account.get("", () => this.#api.account(context));
  }

  async describe(
    region: string,
    keyId: string,
    facets: KeyInclude,
    context: CallContext,
    arn?: string,
  ): Promise<Key | undefined> {
    const resourceId = arn && parseName(arn)?.resourceId;
    // Where the key's name is known, its tags need not wait for what KMS knows.
    const tags =
      facets.tags && resourceId
        ? this.#tags.read(region, resourceId, context)
        : undefined;
    tags?.catch(() => undefined);
    let metadata: KeyMetadata;
    try {
      metadata = await this.#reader.key(region, keyId, context);
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
      if (arn !== undefined) await this.#checkAccount(error, arn, context);
      return undefined;
    }
    return this.#complete(region, metadata, facets, context, tags);
  }

  /** Another account has no such key either, so "not found" says nothing about the key's own account. */
  async #checkAccount(
    notFound: CloudError,
    arn: string,
    context: CallContext,
  ): Promise<void> {
    const owner = parseName(arn)?.owner;
    const account = await this.account(context);
    if (!owner || owner === account) return;
    throw new CloudError(
      `the key belongs to account ${owner}, but the credentials belong to account ${account}`,
      {
        kind: "accountMismatch",
        cloud: "tencent",
        action: notFound.action,
        code: notFound.code,
        requestId: notFound.requestId,
        region: notFound.region,
        keyId: notFound.keyId,
        remedy: `Use credentials of account ${owner}.`,
      },
    );
  }

  async #complete(
    region: string,
    metadata: KeyMetadata,
    facets: KeyInclude,
    context: CallContext,
    tagsUnderWay?: Promise<KeyTags>,
  ): Promise<Key> {
    const readTags = () =>
      this.#tags.read(region, resourceIdOf(metadata), context);
    const [owner, symmetric, tags] = await Promise.all([
      this.account(context),
      this.#algorithms.symmetricSpec(region, context),
      facets.tags ? (tagsUnderWay ?? readTags()) : undefined,
    ]);
    return keyOf(metadata, { region, owner, symmetric, tags });
  }

  async arn(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<string> {
    const metadata = await this.#reader.key(region, keyId, context);
    return (await this.#complete(region, metadata, {}, context)).arn;
  }

  async findByAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<Key | undefined> {
    const [found] = await this.#reader.withAlias(region, alias, context);
    return (
      found && this.#complete(region, wholeKey(region, found), {}, context)
    );
  }

  async *list(
    region: string,
    filter: KeyFilter,
    facets: KeyInclude,
    context: CallContext,
  ): AsyncGenerator<Key> {
    const pages = this.#reader.list(region, listRequest(filter), context);
    for await (const page of pages) {
      const keys = await Promise.all(
        page.map((listed) => this.#listed(region, listed, facets, context)),
      );
      yield* keys.filter(
        (key): key is Key => key !== undefined && matches(key, filter),
      );
    }
  }

  /** Of a kind that this provider knows; others are left out, which is told. */
  async #listed(
    region: string,
    listed: ListedKey,
    facets: KeyInclude,
    context: CallContext,
  ): Promise<Key | undefined> {
    try {
      const metadata = wholeKey(region, listed);
      return await this.#complete(region, metadata, facets, context);
    } catch (error) {
      if (!isKind(error, "unsupported")) throw error;
      context.warn(`Left out of the list: ${error.message}`);
      return undefined;
    }
  }

  async keyIds(
    region: string,
    context: CallContext,
  ): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for await (const page of this.#reader.list(region, {}, context))
      for (const { KeyId: keyId } of page) if (keyId) ids.add(keyId);
    return ids;
  }

  async listing(region: string, context: CallContext): Promise<Listing> {
    const listing = {
      owned: [] as OwnedKey[],
      aliases: new Map<string, KeyInListing>(),
    };
    for await (const page of this.#reader.list(region, {}, context))
      for (const metadata of page) {
        const { KeyId: keyId, CreateTime: time } = metadata;
        const alias = metadata.Alias ?? undefined;
        const state = findState(metadata);
        const key = { keyId, state, creationDate: timeOf(time) };
        if (alias) listing.aliases.set(alias, key);
        const owner = ownerOfName(alias);
        if (owner) listing.owned.push({ ...key, ...owner });
      }
    return listing;
  }
}
