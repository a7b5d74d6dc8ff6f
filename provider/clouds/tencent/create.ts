import type { CreateKeyRequest, Tag } from "./sdk";
import type { CreatedKey, CreateRequest, Key } from "../cloud";
import { createOnce, uncertain } from "../common/create-recovery";
import { CloudError } from "../errors";
import { requestFields } from "../parameters";
import type { RegionalClient } from "./client";
import { keyUsageOf, ORIGIN_TYPES, ORIGINS, STATES } from "./mapping";
import { ownerTag } from "./owner";
import { PARAMETERS } from "./parameters";
import { type KeyReader, keysWithAlias } from "./reader";
import { keyMetadata, type ListedKey, type Read } from "./replies";

/** How often one Create sends CreateKey where no reply comes and no key appears. */
const MAX_SENDS = 5;
const TAGS_NOT_EXISTED = "InvalidParameterValue.TagsNotExisted";

/**
 * Makes a key. Its alias is a name of this very request, and unique in the cloud, so that after an unknown outcome the
 * key is found by it.
 */
export async function createKey(
  client: RegionalClient,
  reader: OwnReader,
  request: CreateRequest,
): Promise<CreatedKey> {
  const creation = new Creation(client, request);
  const { region, context } = client;
  const created = await createOnce(
    {
      cloud: "tencent",
      region,
      send: () => creation.send(),
      find: (attempt) => creation.find(client.with(attempt)),
      hasUniqueName: true,
      maxSends: MAX_SENDS,
      howToFind: howToFind(client, request.uniqueAlias),
    },
    context,
  );
  return { ...created, key: await creation.keyOf(created, reader) };
}

type OwnReader = Pick<KeyReader, "newKey" | "complete">;

/** Tells the user how to look for a key that may have been made. */
export function howToFind(
  client: Pick<RegionalClient, "command">,
  alias: string,
): string {
  const command = client.command("ListKeyDetail", {
    KeyUsage: "ALL",
    SearchKeyAlias: alias,
  });
  return `Such a key has the alias ${alias}: \`${command}\` lists it.`;
}

/** What of the tags goes with CreateKey: each refusal of tags leaves out more. */
type TagsSent = "all" | "user's" | "none";

class Creation {
  readonly #client: RegionalClient;
  readonly #request: CreateRequest;
  #tagsSent: TagsSent = "all";
  #reply?: Read<"kms", "CreateKey">;
  /** Why the user's tags have still to be set. */
  #undone?: string;

  constructor(client: RegionalClient, request: CreateRequest) {
    this.#client = client;
    this.#request = request;
  }

  async send(): Promise<CreatedKey> {
    for (;;)
      try {
        return this.#made(await this.#call());
      } catch (error) {
        if (!(error instanceof CloudError) || !this.#sendsFewerTags(error))
          throw error;
        // Its outcome is not known; the next one that is sent has fewer tags.
        if (error.kind === "unknownOutcome") throw error;
      }
  }

  /** The owner tag is never worth a refusal. The user's tags can be set afterwards if they only don't exist yet. */
  #sendsFewerTags(error: CloudError): boolean {
    const hasOwn = Object.keys(this.#request.tags).length > 0;
    const mayBeTags =
      error.action === "CreateKey" &&
      (error.kind === "denied" || /Tag/.test(error.code ?? ""));
    if (this.#tagsSent === "none" || !mayBeTags) return false;
    if (error.code === TAGS_NOT_EXISTED) {
      // The account demands that a tag exists before a key is made with it. The tag service makes tags that don't.
      this.#tagsSent = "none";
      if (hasOwn) this.#undone = error.message;
      return true;
    }
    if (this.#tagsSent !== "all") return false;
    this.#tagsSent = hasOwn ? "user's" : "none";
    return true;
  }

  /** By a client that a grace period bounds. */
  async find(client: RegionalClient): Promise<CreatedKey | undefined> {
    const keys = await keysWithAlias(client, this.#request.uniqueAlias);
    return keys.length > 0 ? this.#ownOf(keys) : undefined;
  }

  #call(): Promise<Read<"kms", "CreateKey">> {
    const { uniqueAlias, description, origin } = this.#request;
    const tags = this.#tags();
    return this.#client.kms(
      "CreateKey",
      {
        Alias: uniqueAlias,
        Description: description || undefined,
        KeyUsage: keyUsageOf(this.#request),
        Type: ORIGIN_TYPES[origin],
        Tags: tags.length ? tags : undefined,
        ...requestFields<CreateKeyRequest>(PARAMETERS, this.#request),
      },
      { inputs: this.#request, retry: "never" },
    );
  }

  #tags(): Tag[] {
    const { tags, ownerId } = this.#request;
    const own = Object.entries(tags).map(([TagKey, TagValue]) => ({
      TagKey,
      TagValue,
    }));
    if (this.#tagsSent === "all") return [...own, ownerTag(ownerId)];
    return this.#tagsSent === "none" ? [] : own;
  }

  /**
   * The key as DescribeKey would tell it, with what the reply leaves out: what was asked for, and what all new keys have. Undefined
   * if any of it is not certain; the key is there all the same.
   */
  async keyOf(
    { keyId, undone }: CreatedKey,
    reader: OwnReader,
  ): Promise<Key | undefined> {
    const { tags, ownerId, origin } = this.#request;
    if (this.#reply?.KeyId !== keyId || undone.tags || undone.ownerTag)
      return undefined;
    try {
      const metadata = keyMetadata.parse({
        ...(await reader.newKey(keyId)),
        ...this.#reply,
        Origin: ORIGINS[origin],
        KeyRotationEnabled: false,
        ValidTo: 0,
      });
      const known = { own: { ...tags }, ownerId };
      return await reader.complete(metadata, { tags: true }, known);
    } catch {
      return undefined;
    }
  }

  #made(reply: Read<"kms", "CreateKey">): CreatedKey {
    this.#reply = reply;
    const { KeyId: keyId, tagFailure } = reply;
    const failed = this.#tags().length > 0 ? tagFailure : undefined;
    return {
      keyId,
      undone: this.#undoneAs(failed ?? this.#undone, failed !== undefined),
      doubled: [],
    };
  }

  #ownOf(keys: ListedKey[]): CreatedKey {
    const keyUsage = keyUsageOf(this.#request);
    const own = keys.filter(
      (key) =>
        key.KeyUsage === keyUsage &&
        key.Origin === ORIGINS[this.#request.origin],
    );
    const [keyId, ...doubled] = [...own]
      .sort((a, b) => Number(isPending(a)) - Number(isPending(b)))
      .map((key) => key.KeyId);
    if (!keyId) throw this.#notOwn(keys);
    const unknownTags =
      "CreateKey's answer was lost, so it is not known whether the tags were attached";
    return {
      keyId,
      undone: this.#undoneAs(this.#undone ?? unknownTags, true),
      doubled,
    };
  }

  /** What is left to be set: the user's tags for this reason, if there are any, and the owner tag if it may be missing. */
  #undoneAs(reason: string | undefined, failed: boolean): CreatedKey["undone"] {
    const hasOwn = Object.keys(this.#request.tags).length > 0;
    return {
      tags: hasOwn ? reason : undefined,
      ownerTag: failed || this.#tagsSent !== "all",
    };
  }

  #notOwn(keys: ListedKey[]): CloudError {
    const ids = keys.map((key) => key.KeyId).join(", ");
    return uncertain(
      {
        cloud: "tencent",
        region: this.#client.region,
        howToFind: howToFind(this.#client, this.#request.uniqueAlias),
      },
      `whether a key was made is not known: ${ids} has the alias of this request, but is not the key that was asked for`,
    );
  }
}

function isPending(key: ListedKey): boolean {
  return key.KeyState === STATES.PendingDeletion.native;
}
