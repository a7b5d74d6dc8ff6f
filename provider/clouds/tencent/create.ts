import type { CreateKeyRequest } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models";
import type { Tags } from "../../model/types";
import type { CallContext, CreatedKey, CreateRequest } from "../cloud";
import { createOnce, uncertain } from "../common/create-recovery";
import { CloudError } from "../errors";
import { requestFields } from "../parameters";
import type { Api } from "./api";
import { keyUsageOf, ORIGIN_TYPES, ORIGINS, STATES } from "./mapping";
import { PARAMETERS } from "./parameters";
import type { KeyReader } from "./reader";
import type { ListedKey, Read } from "./replies";

/** How often one Create sends CreateKey where no reply comes and no key appears. */
const MAX_SENDS = 5;
const TAGS_NOT_EXISTED = "InvalidParameterValue.TagsNotExisted";

/**
 * Makes a key. Its alias is a name of this very request, and unique in the cloud, so that after an unknown outcome the
 * key is found by it.
 */
export function createKey(
  api: Pick<Api, "kms">,
  reader: Pick<KeyReader, "withAlias">,
  request: CreateRequest,
  context: CallContext,
): Promise<CreatedKey> {
  const creation = new Creation(api, reader, request);
  const { region, uniqueAlias: alias } = request;
  return createOnce(
    {
      cloud: "tencent",
      region,
      send: () => creation.send(context),
      find: (attempt) => creation.find(attempt),
      hasUniqueName: true,
      maxSends: MAX_SENDS,
      howToFind: howToFind(region, alias),
    },
    context,
  );
}

function howToFind(region: string, alias: string): string {
  return `Such a key has the alias ${alias}: \`tccli kms ListKeyDetail --region ${region} --KeyUsage ALL --SearchKeyAlias ${alias}\` lists it.`;
}

class Creation {
  readonly #api: Pick<Api, "kms">;
  readonly #reader: Pick<KeyReader, "withAlias">;
  readonly #request: CreateRequest;
  #tags: Tags;
  /** Why the tags have still to be set. */
  #undone?: string;

  constructor(
    api: Pick<Api, "kms">,
    reader: Pick<KeyReader, "withAlias">,
    request: CreateRequest,
  ) {
    this.#api = api;
    this.#reader = reader;
    this.#request = request;
    this.#tags = request.tags;
  }

  async send(context: CallContext): Promise<CreatedKey> {
    try {
      return this.#made(await this.#call(context));
    } catch (error) {
      const isRefused =
        error instanceof CloudError && error.code === TAGS_NOT_EXISTED;
      if (!isRefused || this.#undone !== undefined) throw error;
      // The account demands that a tag exists before a key is made with it. The tag service makes tags that don't.
      this.#tags = {};
      this.#undone = error.message;
      return this.#made(await this.#call(context));
    }
  }

  async find(context: CallContext): Promise<CreatedKey | undefined> {
    const { region, uniqueAlias } = this.#request;
    const keys = await this.#reader.withAlias(region, uniqueAlias, context);
    return keys.length > 0 ? this.#ownOf(keys) : undefined;
  }

  #call(context: CallContext): Promise<Read<"kms", "CreateKey">> {
    const { region, uniqueAlias, description, origin } = this.#request;
    const tags = Object.entries(this.#tags);
    return this.#api.kms(
      "CreateKey",
      { region, retry: "never" },
      {
        Alias: uniqueAlias,
        Description: description || undefined,
        KeyUsage: keyUsageOf(this.#request),
        Type: ORIGIN_TYPES[origin],
        Tags: tags.length
          ? tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
          : undefined,
        ...requestFields<CreateKeyRequest>(PARAMETERS, this.#request),
      },
      context,
    );
  }

  #made({ KeyId: keyId, tagFailure }: Read<"kms", "CreateKey">): CreatedKey {
    const hasTags = Object.keys(this.#tags).length > 0;
    const tags = hasTags ? tagFailure : this.#undone;
    return { keyId, undone: { tags }, doubled: [] };
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
    const hasTags = Object.keys(this.#tags).length > 0;
    const untold = hasTags
      ? "CreateKey's answer was lost, so it is not known whether the tags were attached"
      : undefined;
    return { keyId, undone: { tags: this.#undone ?? untold }, doubled };
  }

  #notOwn(keys: ListedKey[]): CloudError {
    const { region, uniqueAlias: alias } = this.#request;
    const ids = keys.map((key) => key.KeyId).join(", ");
    return uncertain(
      { cloud: "tencent", region, howToFind: howToFind(region, alias) },
      `whether a key was made is not known: ${ids} has the alias of this request, but is not the key that was asked for`,
    );
  }
}

function isPending(key: ListedKey): boolean {
  return key.KeyState === STATES.PendingDeletion.native;
}
