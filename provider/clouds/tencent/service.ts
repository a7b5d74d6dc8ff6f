import type { KeyState } from "../../model/types";
import type {
  CallContext,
  CreatedKey,
  CreateRequest,
  KeyInclude,
  ImportMaterialRequest,
  Key,
  KeyFilter,
  KeyService,
  KeysInRegion,
  PublicKey,
  Rotation,
  Listing,
  Sweep,
  TagChange,
} from "../cloud";
import { isKind } from "../errors";
import type { Settings } from "../settings";
import { Client, type RegionalClient } from "./client";
import { createKey } from "./create";
import { thisMachine, type Surroundings } from "./credentials/chain";
import { Lifecycle } from "./lifecycle";
import { listKeyIds, listKeys, listOwnedKeys } from "./listing";
import { importMaterial, readPublicKey } from "./material";
import { ownerTag } from "./owner";
import {
  KeyReader,
  keysWithAlias,
  sharedReads,
  type SharedReads,
} from "./reader";
import { parseName } from "./rules";
import { setTags } from "./tags";

/** What all requests on an account share. */
interface Shared {
  reads: SharedReads;
  /** Owners of keys that CreateKey may have left without their tag. */
  untagged: Map<string, string>;
}

export async function connect(
  settings: Settings,
  around: Surroundings = thisMachine(),
): Promise<TencentKeyService> {
  return new TencentKeyService(await Client.open(settings, around));
}

/** Tencent Cloud KMS, API version 2019-01-18. */
export class TencentKeyService implements KeyService {
  readonly #client: Client;
  readonly #shared: Shared;

  constructor(client: Client) {
    this.#client = client;
    this.#shared = { reads: sharedReads(client), untagged: new Map() };
  }

  in(region: string, context: CallContext): TencentKeys {
    return new TencentKeys(this.#client.in(region, context), this.#shared);
  }

  close(): void {
    this.#client.close();
  }
}

/** The keys of one region. */
class TencentKeys implements KeysInRegion {
  readonly #client: RegionalClient;
  readonly #shared: Shared;
  readonly #reader: KeyReader;
  readonly #lifecycle: Lifecycle;

  constructor(client: RegionalClient, shared: Shared) {
    this.#client = client;
    this.#shared = shared;
    this.#reader = new KeyReader(client, shared.reads);
    this.#lifecycle = new Lifecycle(client, this.#reader);
  }

  get region(): string {
    return this.#client.region;
  }

  with(context: CallContext): TencentKeys {
    return new TencentKeys(this.#client.with(context), this.#shared);
  }

  describe(
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined> {
    return this.#reader.describe(keyId, include, arn);
  }

  listed(
    sweep: Sweep,
    keyId: string,
    include: KeyInclude,
  ): Promise<Key | undefined> {
    return this.#reader.listed(sweep, keyId, include);
  }

  findByAlias(alias: string): Promise<Key | undefined> {
    return this.#reader.findByAlias(alias);
  }

  list(filter: KeyFilter, include: KeyInclude): AsyncIterable<Key> {
    return listKeys(this.#client, this.#reader, filter, include);
  }

  listing(): Promise<Listing> {
    return listOwnedKeys(this.#client);
  }

  keyIds(): Promise<ReadonlySet<string>> {
    return listKeyIds(this.#client);
  }

  precheck(request: CreateRequest): Promise<void> {
    return this.#reader.checkAlgorithm(request);
  }

  async create(request: CreateRequest): Promise<CreatedKey> {
    const made = await createKey(this.#client, this.#reader, request);
    if (made.undone.ownerTag)
      this.#shared.untagged.set(made.keyId, request.ownerId);
    return made;
  }

  async setDescription(keyId: string, description: string): Promise<void> {
    const request = { KeyId: keyId, Description: description };
    await this.#client.kms("UpdateKeyDescription", request);
  }

  setRotation(keyId: string, rotation: Rotation): Promise<void> {
    return this.#lifecycle.setRotation(keyId, rotation);
  }

  rotate(key: Pick<Key, "keyId" | "lastRotationDate">): Promise<void> {
    return this.#lifecycle.rotate(key);
  }

  enable(keyId: string): Promise<void> {
    return this.#lifecycle.enable(keyId);
  }

  disable(keyId: string): Promise<void> {
    return this.#lifecycle.disable(keyId);
  }

  async setTags(
    { keyId, arn: known }: Pick<Key, "keyId" | "arn">,
    change: TagChange,
  ): Promise<void> {
    // A key that was only just made may not have been read yet, and its name holds the uin of who made it.
    const arn = parseName(known) ? known : await this.#reader.arn(keyId);
    await setTags(this.#client, { keyId, arn }, change);
    await this.#setOwnerTag({ keyId, arn });
  }

  /** In a call of its own: whatever refuses it, the user's tags are set. */
  async #setOwnerTag(key: Pick<Key, "keyId" | "arn">): Promise<void> {
    const { untagged } = this.#shared;
    const ownerId = untagged.get(key.keyId);
    if (ownerId === undefined) return;
    const { TagKey, TagValue } = ownerTag(ownerId);
    const change = { set: { [TagKey]: TagValue }, remove: [] };
    await setTags(this.#client, key, change)
      .then(() => untagged.delete(key.keyId))
      .catch(() => undefined);
  }

  async addAlias(keyId: string, alias: string): Promise<void> {
    try {
      await this.#client.kms("UpdateAlias", { KeyId: keyId, Alias: alias });
    } catch (error) {
      // It may be this very key's already, from a request whose answer was lost
      // (docs/clouds/tencent.md#alias-and-description).
      if (!isKind(error, "aliasTaken")) throw error;
      const [holder] = await keysWithAlias(this.#client, alias);
      if (holder?.KeyId !== keyId) throw error;
    }
  }

  scheduleDeletion(
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void> {
    return this.#lifecycle.scheduleDeletion(key, windowInDays);
  }

  cancelDeletion(keyId: string): Promise<KeyState> {
    return this.#lifecycle.cancelDeletion(keyId);
  }

  cancelArchive(keyId: string): Promise<void> {
    return this.#lifecycle.cancelArchive(keyId);
  }

  importMaterial(keyId: string, request: ImportMaterialRequest): Promise<void> {
    return importMaterial(this.#client, keyId, request);
  }

  deleteMaterial(keyId: string): Promise<void> {
    return this.#lifecycle.deleteMaterial(keyId);
  }

  publicKey({ keyId }: Pick<Key, "keyId">): Promise<PublicKey> {
    return readPublicKey(this.#client, keyId);
  }
}
