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
  KeyVersion,
  PublicKey,
  Rotation,
  Listing,
  Sweep,
  TagChange,
} from "../cloud";
import type { KeyState } from "../../model/types";
import { isKind } from "../errors";
import type { CloudSettings } from "../rules";
import { ListedAliases } from "./aliases";
import { Client, type RegionalClient } from "./client";
import { createKey } from "./create";
import { Lifecycle } from "./lifecycle";
import { listKeys, listOwnedKeys, listKeyIds } from "./listing";
import { toKey } from "./mapping";
import { importMaterial, readPublicKey } from "./material";
import { KeyReader, sharedReads, type SharedReads, withPrefix } from "./reader";
import { nothing } from "./replies";
import { setTags } from "./tags";
import { createVersion, listVersions } from "./versions";

export function connect(
  configured: CloudSettings,
  environment: NodeJS.ProcessEnv = process.env,
): AlibabaKeyService {
  return new AlibabaKeyService(Client.open(configured, environment));
}

/** What all requests on an account share. */
interface Shared {
  reads: SharedReads;
  aliases: ListedAliases;
}

/** Alibaba Cloud KMS, API 2016-01-20. */
export class AlibabaKeyService implements KeyService {
  readonly #client: Client;
  readonly #shared: Shared;

  constructor(client: Client) {
    this.#client = client;
    const aliases = new ListedAliases(client);
    this.#shared = { reads: sharedReads(client), aliases };
  }

  in(region: string, context: CallContext): AlibabaKeys {
    return new AlibabaKeys(this.#client.in(region, context), this.#shared);
  }

  close(): void {
    this.#client.close();
  }
}

/** The keys of one region. */
class AlibabaKeys implements KeysInRegion {
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

  with(context: CallContext): AlibabaKeys {
    return new AlibabaKeys(this.#client.with(context), this.#shared);
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
    arn?: string,
  ): Promise<Key | undefined> {
    return this.#reader.listed(sweep, keyId, include, arn);
  }

  async findByAlias(alias: string): Promise<Key | undefined> {
    try {
      const name = withPrefix(alias);
      return toKey(this.region, await this.#reader.metadata(name));
    } catch (error) {
      if (isKind(error, "notFound")) return undefined;
      throw error;
    }
  }

  lacksAlias(alias: string): Promise<boolean> {
    return this.#shared.aliases.lack(this.#client, alias);
  }

  #changingAlias<T>(alias: string, change: () => Promise<T>): Promise<T> {
    return this.#shared.aliases.whileChanging(this.#client, alias, change);
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

  create(request: CreateRequest): Promise<CreatedKey> {
    return createKey(this.#client, request);
  }

  setDescription(keyId: string, description: string): Promise<void> {
    const more = { Description: description };
    return this.#client.change("UpdateKeyDescription", keyId, more);
  }

  setRotation(
    keyId: string,
    { enabled, intervalSeconds }: Rotation,
  ): Promise<void> {
    return this.#client.change("UpdateRotationPolicy", keyId, {
      EnableAutomaticRotation: enabled,
      RotationInterval: enabled ? `${intervalSeconds}s` : undefined,
    });
  }

  rotate(key: Pick<Key, "keyId" | "primaryKeyVersion">): Promise<void> {
    return createVersion(this.#client, this.#reader, key);
  }

  versions(keyId: string): Promise<KeyVersion[]> {
    return listVersions(this.#client, keyId);
  }

  enable(keyId: string): Promise<void> {
    return this.#client.change("EnableKey", keyId);
  }

  disable(keyId: string): Promise<void> {
    return this.#client.change("DisableKey", keyId);
  }

  setTags({ keyId }: Pick<Key, "keyId">, change: TagChange): Promise<void> {
    return setTags(this.#client, keyId, change);
  }

  /** A try whose answer was lost may have given it already: then the key has it, and all is well. */
  async addAlias(keyId: string, alias: string): Promise<void> {
    const more = { AliasName: withPrefix(alias) };
    try {
      await this.#changingAlias(alias, () =>
        this.#client.change("CreateAlias", keyId, more),
      );
    } catch (error) {
      if (!isKind(error, "aliasTaken")) throw error;
      const holder = await this.findByAlias(alias);
      if (holder?.keyId !== keyId) throw error;
    }
  }

  moveAlias(alias: string, toKeyId: string): Promise<void> {
    const more = { AliasName: withPrefix(alias) };
    return this.#changingAlias(alias, () =>
      this.#client.change("UpdateAlias", toKeyId, more),
    );
  }

  async removeAlias(alias: string): Promise<void> {
    const parameters = { AliasName: withPrefix(alias) };
    try {
      await this.#changingAlias(alias, () =>
        this.#client.kms({ action: "DeleteAlias", parameters }, nothing),
      );
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
    }
  }

  setPolicy(keyId: string, policy: string): Promise<void> {
    const more = { Policy: policy, PolicyName: "default" };
    return this.#client.change("SetKeyPolicy", keyId, more);
  }

  /**
   * By key id, the newer form, which the vendor's Terraform provider uses, too
   * (docs/clouds/alibaba.md#deletion-protection).
   */
  setDeletionProtection(keyId: string, enabled: boolean): Promise<void> {
    const more = { EnableDeletionProtection: enabled };
    return this.#client.change("SetDeletionProtection", keyId, more);
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

  importMaterial(keyId: string, request: ImportMaterialRequest): Promise<void> {
    return importMaterial(this.#client, keyId, request);
  }

  deleteMaterial(keyId: string): Promise<void> {
    return this.#client.change("DeleteKeyMaterial", keyId);
  }

  publicKey(key: Pick<Key, "keyId" | "primaryKeyVersion">): Promise<PublicKey> {
    return readPublicKey(this.#client, key);
  }
}
