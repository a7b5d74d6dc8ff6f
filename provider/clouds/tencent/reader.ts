import { Batch, chunksOf } from "../common/reads/batch";
import type { CreateRequest, Key, KeyInclude, RefreshPass } from "../cloud";
import {
  FEW,
  type ListedPages,
  ListedReads,
  ListedRegions,
} from "../common/reads/listed-reads";
import { Memo } from "../common/reads/memo";
import { countedPages, type Page } from "../common/reads/pages";
import { readReply, unreadable } from "../common/replies/replies";
import { CloudError, isKind } from "../errors";
import { Algorithms, type AlgorithmMemo } from "./algorithms";
import type { Client, RegionalClient } from "./client";
import { keyOf, type KeyTags } from "./mapping";
import {
  creatorOf,
  keyMetadata,
  resourceIdOf,
  type KeyMetadata,
  type ListedKey,
} from "./replies";
import { parseName } from "./rules";
import type { ListKeyDetailRequest } from "./sdk";
import { KEYS_PER_TAG_CALL, tagBatch, tagPages } from "./tags";

/** DescribeKeys.KeyIds, at most (docs/clouds/tencent.md#lists-of-keys). */
const KEYS_PER_CALL = 100;

/** What is read once, or for many keys in one call, whoever asks for it. */
export interface SharedReads {
  keys: Batch<KeyMetadata>;
  tags: Batch<KeyTags>;
  listed: ListedRegions<KeyInListing>;
  algorithms: AlgorithmMemo;
  newKey: Memo<NewKey>;
}

export function sharedReads(client: Client): SharedReads {
  return {
    keys: new Batch(KEYS_PER_CALL, (region, ids, context) =>
      readKeys(client.in(region, context), ids),
    ),
    tags: tagBatch(client),
    listed: new ListedRegions(
      (region) =>
        new ListedReads(
          (context) => listedPages(() => client.in(region, context())),
          FEW,
          client.writes.since(region),
        ),
    ),
    algorithms: new Memo(),
    newKey: new Memo(),
  };
}

type NewKey = Pick<
  KeyMetadata,
  "CreatorUinString" | "IsSyncReplica" | "SourceRegion" | "SyncStatus"
>;

interface KeyInListing {
  listed: ListedKey;
  /** Of this key and of those next to it in the listing, in calls for many. */
  tags: ListedReads<KeyTags>;
}

/** Keys of one stack are made at about the same time, so that they stand together, oldest first. */
async function* listedPages(
  client: () => RegionalClient,
): ListedPages<KeyInListing> {
  for await (const { rows, total } of countedKeyPages(client, {})) {
    const whole: [string, KeyInListing][] = [];
    for (const block of chunksOf(rows, KEYS_PER_TAG_CALL)) {
      const ids = block.flatMap((listed) => findResourceId(listed) ?? []);
      const tags = new ListedReads(
        (context) => tagPages(() => client().with(context()), ids),
        0,
      );
      for (const listed of block) whole.push([listed.KeyId, { listed, tags }]);
    }
    yield { whole, pages: Math.ceil(total / KEYS_PER_PAGE) };
  }
}

/** Undefined for a key whose creator the listing does not tell. */
function findResourceId(listed: ListedKey): string | undefined {
  const { data } = keyMetadata.safeParse(listed);
  return data && resourceIdOf(data);
}

/** Whole keys: what KMS, the tag service and the account each know, put together. */
export class KeyReader {
  readonly #client: RegionalClient;
  readonly #shared: SharedReads;
  readonly #algorithms: Algorithms;

  constructor(client: RegionalClient, shared: SharedReads) {
    this.#client = client;
    this.#shared = shared;
    this.#algorithms = new Algorithms(client, shared.algorithms);
  }

  /** What KMS itself knows. Throws the cloud's own error for a key that is not there. */
  key(keyId: string): Promise<KeyMetadata> {
    const { region, context } = this.#client;
    return this.#shared.keys.load(region, keyId, context);
  }

  async describe(
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined> {
    const resourceId = arn && parseName(arn)?.resourceId;
    // Where the key's name is known, its tags need not wait for what KMS knows.
    const tags =
      include.tags && resourceId ? this.#tags(resourceId) : undefined;
    tags?.catch(() => undefined);
    let metadata: KeyMetadata;
    try {
      metadata = await this.key(keyId);
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
      if (arn !== undefined) await this.#checkAccount(error, arn);
      return undefined;
    }
    return this.complete(metadata, include, tags);
  }

  async listed(
    pass: RefreshPass,
    keyId: string,
    include: KeyInclude,
  ): Promise<Key | undefined> {
    const { region, context } = this.#client;
    const reads = this.#shared.listed.in(pass, region);
    const found = await reads.find(keyId, context);
    const { data: metadata } = keyMetadata.safeParse(found?.listed);
    if (!found || !metadata) return undefined;
    const resourceId = resourceIdOf(metadata);
    const tags = include.tags
      ? await found.tags.find(resourceId, context)
      : undefined;
    return this.complete(metadata, include, tags);
  }

  async findByAlias(alias: string): Promise<Key | undefined> {
    const [found] = await keysWithAlias(this.#client, alias);
    return found && this.complete(wholeKey(this.#client.region, found), {});
  }

  /** What all new keys of these credentials have alike and only a key tells, as who made it: so the first one is read. */
  newKey(ownKeyId: string): Promise<NewKey> {
    return this.#shared.newKey.get(this.#client.region, async () => {
      const key = await this.key(ownKeyId);
      const { IsSyncReplica, SourceRegion, SyncStatus } = key;
      const CreatorUinString = creatorOf(key);
      return { CreatorUinString, IsSyncReplica, SourceRegion, SyncStatus };
    });
  }

  async arn(keyId: string): Promise<string> {
    return (await this.complete(await this.key(keyId), {})).arn;
  }

  async complete(
    metadata: KeyMetadata,
    include: KeyInclude,
    knownTags?: KeyTags | Promise<KeyTags>,
  ): Promise<Key> {
    const readTags = () => this.#tags(resourceIdOf(metadata));
    const [owner, symmetric, tags] = await Promise.all([
      this.#client.account(),
      this.#algorithms.symmetricSpec(),
      include.tags ? (knownTags ?? readTags()) : undefined,
    ]);
    const { region } = this.#client;
    return keyOf(metadata, { region, owner, symmetric, tags });
  }

  checkAlgorithm(request: CreateRequest): Promise<void> {
    return this.#algorithms.check(request);
  }

  #tags(resourceId: string): Promise<KeyTags> {
    const { region, context } = this.#client;
    return this.#shared.tags.load(region, resourceId, context);
  }

  /** Another account has no such key either, so "not found" says nothing about the key's own account. */
  async #checkAccount(notFound: CloudError, arn: string): Promise<void> {
    const owner = parseName(arn)?.owner;
    const account = await this.#client.account();
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
}

async function readKeys(
  client: RegionalClient,
  keyIds: string[],
): Promise<Map<string, KeyMetadata | Error>> {
  const { KeyMetadatas: keys } =
    keyIds.length === 1
      ? { KeyMetadatas: [] }
      : await client.kms("DescribeKeys", { KeyIds: keyIds });
  const found = new Map<string, KeyMetadata | Error>();
  for (const key of keys) {
    const { data } = keyMetadata.safeParse(key);
    if (data) found.set(data.KeyId, data);
  }
  // What is left out, or can't be read, is asked for by itself, so that the cloud says why.
  const left = keyIds.filter((id) => !found.has(id));
  await Promise.all(
    left.map(async (id) => {
      found.set(id, await readKey(client, id));
    }),
  );
  return found;
}

async function readKey(
  client: RegionalClient,
  keyId: string,
): Promise<KeyMetadata | Error> {
  const action = "DescribeKey";
  try {
    const { KeyMetadata: key } = await client.kms(action, { KeyId: keyId });
    if (key.KeyId === keyId) return key;
    const where = { action, region: client.region, keyId };
    const why = `it is another key's, ${key.KeyId}`;
    return unreadable("tencent", where, "KeyMetadata.KeyId", why);
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
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

/** Customer keys, oldest first, those pending deletion included. */
export async function* keyPages(
  client: RegionalClient,
  filter: ListKeyDetailRequest,
): AsyncGenerator<ListedKey[]> {
  for await (const { rows } of countedKeyPages(() => client, filter))
    yield rows;
}

/** `client` is asked for each page's own. */
function countedKeyPages(
  client: () => RegionalClient,
  filter: ListKeyDetailRequest,
): AsyncGenerator<Page<ListedKey>> {
  const action = "ListKeyDetail";
  return countedPages(
    async (offset) => {
      const request = { ...EVERY_KEY, ...filter, Offset: offset };
      const reply = await client().kms(action, request);
      const { TotalCount: total, KeyMetadatas: rows } = reply;
      return { rows, total, step: KEYS_PER_PAGE };
    },
    (field, why) => {
      const { region } = client();
      return unreadable("tencent", { action, region }, field, why);
    },
  );
}

/** Keys with exactly this alias: the cloud's search also matches parts of aliases, and key ids. */
export async function keysWithAlias(
  client: RegionalClient,
  alias: string,
): Promise<ListedKey[]> {
  const found: ListedKey[] = [];
  for await (const page of keyPages(client, { SearchKeyAlias: alias }))
    found.push(...page.filter(({ Alias }) => Alias === alias));
  return found;
}
