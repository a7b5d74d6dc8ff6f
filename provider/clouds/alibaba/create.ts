import type { CallContext, CreatedKey, CreateRequest, Key } from "../cloud";
import { createOnce } from "../common/create-recovery";
import { requestFields } from "../parameters";
import type { Gateway } from "./gateway";
import { nativeSpec, ORIGINS, toKey, USAGES } from "./mapping";
import { formatOwner, OWNER_TAG } from "./owner";
import { tagRows } from "./paging";
import { PARAMETERS } from "./parameters";
import { created, described, keyMetadata, type KeyMetadata } from "./replies";
import type { Parameters } from "./rpc-client";

/** How often one Create sends CreateKey where no reply comes and no key appears. */
const MAX_SENDS = 3;

/**
 * Makes a key. Each request puts a token of its own into a tag, which no other request can have written, so that after an
 * unknown outcome the key is found by that tag.
 */
export function createKey(
  gateway: Pick<Gateway, "kms" | "command">,
  request: CreateRequest,
  context: CallContext,
): Promise<CreatedKey> {
  const creation = new Creation(gateway, request);
  const { region } = request;
  const tag = formatOwner(request);
  return createOnce(
    {
      cloud: "alibaba",
      region,
      send: () => creation.send(context),
      find: (attempt) => creation.find(attempt),
      hasUniqueName: false,
      maxSends: MAX_SENDS,
      howToFind: howToFind(gateway, region, tag),
    },
    context,
  );
}

/** Tells the user how to look for a key that may have been made. */
export function howToFind(
  gateway: Pick<Gateway, "command">,
  region: string,
  tag: string,
): string {
  const command = gateway.command("ListTagResources", region, {
    ResourceType: "key",
    "Tag.1.Key": OWNER_TAG,
    "Tag.1.Value": tag,
  });
  return `Such a key has the tag ${OWNER_TAG}=${tag}: \`${command}\` lists it.`;
}

class Creation {
  readonly #gateway: Pick<Gateway, "kms" | "command">;
  readonly #request: CreateRequest;
  readonly #tag: string;

  constructor(
    gateway: Pick<Gateway, "kms" | "command">,
    request: CreateRequest,
  ) {
    this.#gateway = gateway;
    this.#request = request;
    this.#tag = formatOwner(request);
  }

  async send(context: CallContext): Promise<CreatedKey> {
    const { region } = this.#request;
    const { KeyMetadata } = await this.#gateway.kms(
      {
        action: "CreateKey",
        region,
        parameters: this.#parameters(),
        inputs: this.#request,
        retry: "never",
      },
      created,
      context,
    );
    const { KeyId: keyId } = KeyMetadata;
    const { data } = keyMetadata.safeParse(KeyMetadata);
    const key = data && this.#keyOf(data);
    return { keyId, undone: {}, doubled: [], key };
  }

  async find(context: CallContext): Promise<CreatedKey | undefined> {
    const ids = new Set<string>();
    const filter = { key: OWNER_TAG, value: this.#tag };
    const { region } = this.#request;
    for await (const row of tagRows(this.#gateway, region, filter, context))
      if (row.TagKey === OWNER_TAG && row.TagValue === this.#tag)
        ids.add(row.ResourceId);
    return ids.size > 0 ? this.#oldestOf([...ids], context) : undefined;
  }

  /** CreateKey's reply leaves out what is known from the request. */
  #keyOf(metadata: KeyMetadata): Key | undefined {
    const { region, tags, policy, ownerId } = this.#request;
    try {
      const key = toKey(region, metadata, { aliases: [], tags, policy });
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
    keyIds: string[],
    context: CallContext,
  ): Promise<CreatedKey | undefined> {
    const keys = await Promise.all(
      keyIds.map(async (keyId) => {
        const metadata = await this.#read(keyId, context).catch(
          () => undefined,
        );
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

  async #read(keyId: string, context: CallContext): Promise<KeyMetadata> {
    const { region } = this.#request;
    const { KeyMetadata } = await this.#gateway.kms(
      { action: "DescribeKey", region, keyId, parameters: { KeyId: keyId } },
      described,
      context,
    );
    return KeyMetadata;
  }
}
