import type { CreatedKey, CreateRequest, Key } from "../cloud";
import { createOnce } from "../common/create-recovery";
import { requestFields } from "../parameters";
import type { RegionalClient } from "./client";
import { nativeSpec, ORIGINS, toKey, USAGES } from "./mapping";
import { formatOwner, OWNER_TAG } from "./owner";
import { tagRows } from "./tags";
import { PARAMETERS } from "./parameters";
import { created, described, keyMetadata, type KeyMetadata } from "./replies";
import type { Parameters } from "./connection";

/** How often one Create sends CreateKey where no reply comes and no key appears. */
const MAX_SENDS = 3;

/**
 * Makes a key. Each request puts a token of its own into a tag, which no other request can have written, so that after an
 * unknown outcome the key is found by that tag.
 */
export function createKey(
  client: RegionalClient,
  request: CreateRequest,
): Promise<CreatedKey> {
  const creation = new Creation(client, request);
  const { region, context } = client;
  const tag = formatOwner(request);
  return createOnce(
    {
      cloud: "alibaba",
      region,
      send: () => creation.send(),
      find: (attempt) => creation.find(client.with(attempt)),
      hasUniqueName: false,
      maxSends: MAX_SENDS,
      howToFind: howToFind(client, tag),
    },
    context,
  );
}

/** Tells the user how to look for a key that may have been made. */
export function howToFind(
  client: Pick<RegionalClient, "command">,
  tag: string,
): string {
  const command = client.command("ListTagResources", {
    ResourceType: "key",
    "Tag.1.Key": OWNER_TAG,
    "Tag.1.Value": tag,
  });
  return `Such a key has the tag ${OWNER_TAG}=${tag}: \`${command}\` lists it.`;
}

class Creation {
  readonly #client: RegionalClient;
  readonly #request: CreateRequest;
  readonly #tag: string;

  constructor(client: RegionalClient, request: CreateRequest) {
    this.#client = client;
    this.#request = request;
    this.#tag = formatOwner(request);
  }

  async send(): Promise<CreatedKey> {
    const { KeyMetadata } = await this.#client.kms(
      {
        action: "CreateKey",
        parameters: this.#parameters(),
        inputs: this.#request,
        retry: "never",
      },
      created,
    );
    const { KeyId: keyId } = KeyMetadata;
    const { data } = keyMetadata.safeParse(KeyMetadata);
    const key = data && this.#keyOf(data);
    return { keyId, undone: {}, doubled: [], key };
  }

  /** By a client that a grace period bounds. */
  async find(client: RegionalClient): Promise<CreatedKey | undefined> {
    const ids = new Set<string>();
    const filter = { key: OWNER_TAG, value: this.#tag };
    for await (const row of tagRows(client, filter))
      if (row.TagKey === OWNER_TAG && row.TagValue === this.#tag)
        ids.add(row.ResourceId);
    return ids.size > 0 ? this.#oldestOf(client, [...ids]) : undefined;
  }

  /** CreateKey's reply leaves out what is known from the request. */
  #keyOf(metadata: KeyMetadata): Key | undefined {
    const { tags, policy, ownerId } = this.#request;
    try {
      const key = toKey(this.#client.region, metadata, {
        aliases: [],
        tags,
        policy,
      });
      const { deletionProtection = false } = key;
      return { ...key, ownerId, deletionProtection };
    } catch {
      // The key is there, whatever is odd about it: its id must not be lost.
      return undefined;
    }
  }

  #parameters(): Parameters {
    const request = this.#request;
    const rotates = request.rotation?.enabled;
    const tags = { ...request.tags, [OWNER_TAG]: this.#tag };
    return {
      Description: request.description || undefined,
      KeySpec: nativeSpec(request.spec, request.usage),
      KeyUsage: USAGES[request.usage],
      Origin: ORIGINS[request.origin],
      ...requestFields<Parameters>(PARAMETERS, request),
      EnableAutomaticRotation: rotates,
      RotationInterval: rotates
        ? `${request.rotation?.intervalSeconds}s`
        : undefined,
      Policy: request.policy,
      Tags: JSON.stringify(
        Object.entries(tags).map(([TagKey, TagValue]) => ({
          TagKey,
          TagValue,
        })),
      ),
    };
  }

  /** All of them are this request's own, so that where one can't be read any choice is right. */
  async #oldestOf(
    client: RegionalClient,
    keyIds: string[],
  ): Promise<CreatedKey | undefined> {
    const keys = await Promise.all(
      keyIds.map(async (keyId) => {
        const metadata = await read(client, keyId).catch(() => undefined);
        return { keyId, metadata, age: metadata?.CreationDate ?? "" };
      }),
    );
    keys.sort((a, b) =>
      `${a.age} ${a.keyId}`.localeCompare(`${b.age} ${b.keyId}`),
    );
    const [oldest, ...others] = keys;
    return (
      oldest && {
        keyId: oldest.keyId,
        undone: {},
        doubled: others.map(({ keyId }) => keyId),
        key: oldest.metadata && this.#keyOf(oldest.metadata),
      }
    );
  }
}

async function read(
  client: RegionalClient,
  keyId: string,
): Promise<KeyMetadata> {
  const { KeyMetadata } = await client.kms(
    { action: "DescribeKey", keyId, parameters: { KeyId: keyId } },
    described,
  );
  return KeyMetadata;
}
