import type { KeyState, Tags } from "../../model/types";
import type {
  CallContext,
  CreatedKey,
  CreateRequest,
  KeyInclude,
  ImportMaterialRequest,
  Key,
  KeyFilter,
  KeyService,
  PublicKey,
  Rotation,
  Listing,
} from "../cloud";
import { CloudError, isKind } from "../errors";
import { Algorithms } from "./algorithms";
import type { Api } from "./api";
import { Catalog } from "./catalog";
import { createKey } from "./create";
import { Lifecycle } from "./lifecycle";
import { importMaterial, publicKey } from "./material";
import { ownerTag } from "./owner";
import { KeyReader } from "./reader";
import { parseName } from "./resource-name";
import { TagService } from "./tags";

/** The keys of one account on Tencent Cloud KMS. */
export class TencentKeys implements KeyService {
  readonly #api: Api;
  readonly #reader: KeyReader;
  readonly #tags: TagService;
  readonly #algorithms: Algorithms;
  readonly #catalog: Catalog;
  readonly #lifecycle: Lifecycle;
  /** Owners of keys that CreateKey may have left without their tag. */
  readonly #untagged = new Map<string, string>();

  constructor(api: Api) {
    this.#api = api;
    this.#reader = new KeyReader(api);
    this.#tags = new TagService(api);
    this.#algorithms = new Algorithms(api);
    this.#catalog = new Catalog(
      api,
      this.#reader,
      this.#tags,
      this.#algorithms,
    );
    this.#lifecycle = new Lifecycle(api, this.#reader);
  }

  account(context: CallContext): Promise<string> {
    return this.#catalog.account(context);
  }

  describe(
    region: string,
    keyId: string,
    facets: KeyInclude,
    context: CallContext,
    arn?: string,
  ): Promise<Key | undefined> {
    return this.#catalog.describe(region, keyId, facets, context, arn);
  }

  findByAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<Key | undefined> {
    return this.#catalog.findByAlias(region, alias, context);
  }

  list(
    region: string,
    filter: KeyFilter,
    facets: KeyInclude,
    context: CallContext,
  ): AsyncIterable<Key> {
    return this.#catalog.list(region, filter, facets, context);
  }

  listing(region: string, context: CallContext): Promise<Listing> {
    return this.#catalog.listing(region, context);
  }

  keyIds(region: string, context: CallContext): Promise<ReadonlySet<string>> {
    return this.#catalog.keyIds(region, context);
  }

  precheck(request: CreateRequest, context: CallContext): Promise<void> {
    return this.#algorithms.check(request, context);
  }

  async create(
    request: CreateRequest,
    context: CallContext,
  ): Promise<CreatedKey> {
    const { ownerId } = request;
    const made = await createKey(this.#api, this.#reader, request, context);
    if (made.undone.ownerTag) this.#untagged.set(made.keyId, ownerId);
    return made;
  }

  async setDescription(
    region: string,
    keyId: string,
    description: string,
    context: CallContext,
  ): Promise<void> {
    await this.#api.kms(
      "UpdateKeyDescription",
      { region, keyId },
      { KeyId: keyId, Description: description },
      context,
    );
  }

  setRotation(
    region: string,
    keyId: string,
    rotation: Rotation,
    context: CallContext,
  ): Promise<void> {
    return this.#lifecycle.setRotation({ region, keyId }, rotation, context);
  }

  enable(region: string, keyId: string, context: CallContext): Promise<void> {
    return this.#lifecycle.enable({ region, keyId }, context);
  }

  disable(region: string, keyId: string, context: CallContext): Promise<void> {
    return this.#lifecycle.disable({ region, keyId }, context);
  }

  async setTags(
    region: string,
    key: Pick<Key, "keyId" | "arn">,
    change: { set: Tags; remove: string[] },
    context: CallContext,
  ): Promise<void> {
    const { keyId } = key;
    // A key that was only just made may not have been read yet, and its name holds the uin of who made it.
    const arn = parseName(key.arn)
      ? key.arn
      : await this.#catalog.arn(region, keyId, context);
    await this.#tags.change(region, { keyId, arn }, change, context);
    await this.#setOwnerTag(region, { keyId, arn }, context);
  }

  /** In a call of its own: whatever refuses it, the user's tags are set. */
  async #setOwnerTag(
    region: string,
    key: Pick<Key, "keyId" | "arn">,
    context: CallContext,
  ): Promise<void> {
    const ownerId = this.#untagged.get(key.keyId);
    if (ownerId === undefined) return;
    const { TagKey, TagValue } = ownerTag(ownerId);
    const change = { set: { [TagKey]: TagValue }, remove: [] };
    await this.#tags
      .change(region, key, change, context)
      .then(() => this.#untagged.delete(key.keyId))
      .catch(() => undefined);
  }

  async addAlias(
    region: string,
    keyId: string,
    alias: string,
    context: CallContext,
  ): Promise<void> {
    try {
      const request = { KeyId: keyId, Alias: alias };
      await this.#api.kms("UpdateAlias", { region, keyId }, request, context);
    } catch (error) {
      // It may be this very key's already, from a request whose answer was lost
      // (docs/clouds/tencent.md#alias-and-description).
      if (!isKind(error, "aliasTaken")) throw error;
      const [holder] = await this.#reader.withAlias(region, alias, context);
      if (holder?.KeyId !== keyId) throw error;
    }
  }

  moveAlias(region: string): Promise<void> {
    return refuse("UpdateAlias", region, "an alias can't be moved");
  }

  removeAlias(region: string): Promise<void> {
    return refuse("UpdateAlias", region, "a key can't be without an alias");
  }

  setPolicy(region: string): Promise<void> {
    return refuse("set policy", region, "keys have no policy");
  }

  setDeletionProtection(region: string): Promise<void> {
    return refuse("set protection", region, "keys have no deletion protection");
  }

  scheduleDeletion(
    region: string,
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
    context: CallContext,
  ): Promise<void> {
    return this.#lifecycle.scheduleDeletion(region, key, windowInDays, context);
  }

  cancelDeletion(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<KeyState> {
    return this.#lifecycle.cancelDeletion({ region, keyId }, context);
  }

  cancelArchive(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<void> {
    return this.#lifecycle.cancelArchive({ region, keyId }, context);
  }

  importMaterial(
    region: string,
    keyId: string,
    request: ImportMaterialRequest,
    context: CallContext,
  ): Promise<void> {
    return importMaterial(this.#api, { region, keyId }, request, context);
  }

  deleteMaterial(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<void> {
    return this.#lifecycle.deleteMaterial({ region, keyId }, context);
  }

  publicKey(
    region: string,
    key: Pick<Key, "keyId" | "primaryKeyVersion">,
    context: CallContext,
  ): Promise<PublicKey> {
    return publicKey(this.#api, { region, keyId: key.keyId }, context);
  }

  close(): void {
    this.#api.close();
  }
}

/** What Check refuses on this cloud already. */
function refuse(action: string, region: string, rule: string): Promise<never> {
  return Promise.reject(
    new CloudError(`on Tencent Cloud ${rule}`, {
      kind: "unsupported",
      cloud: "tencent",
      action,
      region,
    }),
  );
}
