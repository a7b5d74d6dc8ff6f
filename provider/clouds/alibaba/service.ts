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
import type { CloudSettings } from "../rules";
import { trimmedEnvironment } from "../common/text";
import { Settings } from "../settings";
import { createKey } from "./create";
import { cancelDeletion, scheduleDeletion } from "./deletion";
import { Gateway } from "./gateway";
import { listKeys, listOwnedKeys, listKeyIds } from "./listing";
import { toKey } from "./mapping";
import { importMaterial } from "./material";
import { readPublicKey } from "./public-key";
import { KeyReader, withPrefix } from "./reader";
import { nothing } from "./replies";
import type { Parameters } from "./rpc-client";
import { settings as rules } from "./settings";
import { setTags } from "./tags";

/** Alibaba Cloud KMS, API 2016-01-20. */
export class AlibabaKeyService implements KeyService {
  readonly #gateway: Gateway;
  readonly #reader: KeyReader;

  constructor(
    configured: CloudSettings,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const variables = trimmedEnvironment(environment);
    const settings = new Settings(rules, configured, variables);
    this.#gateway = new Gateway(settings, variables);
    this.#reader = new KeyReader(this.#gateway);
  }

  account(context: CallContext): Promise<string> {
    return this.#reader.account(context);
  }

  describe(
    region: string,
    keyId: string,
    facets: KeyInclude,
    context: CallContext,
    arn?: string,
  ): Promise<Key | undefined> {
    return this.#reader.describe(region, keyId, facets, context, arn);
  }

  async findByAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<Key | undefined> {
    try {
      const name = withPrefix(alias);
      return toKey(region, await this.#reader.metadata(region, name, context));
    } catch (error) {
      if (isKind(error, "notFound")) return undefined;
      throw error;
    }
  }

  list(
    region: string,
    filter: KeyFilter,
    facets: KeyInclude,
    context: CallContext,
  ): AsyncIterable<Key> {
    return listKeys(
      this.#gateway,
      this.#reader,
      region,
      filter,
      facets,
      context,
    );
  }

  listing(region: string, context: CallContext): Promise<Listing> {
    return listOwnedKeys(this.#gateway, region, context);
  }

  keyIds(region: string, context: CallContext): Promise<ReadonlySet<string>> {
    return listKeyIds(this.#gateway, region, context);
  }

  /** There is nothing that only the cloud could tell before CreateKey does. */
  precheck(): Promise<void> {
    return Promise.resolve();
  }

  create(request: CreateRequest, context: CallContext): Promise<CreatedKey> {
    return createKey(this.#gateway, request, context);
  }

  setDescription(
    region: string,
    keyId: string,
    description: string,
    context: CallContext,
  ): Promise<void> {
    const more = { Description: description };
    return this.#change("UpdateKeyDescription", region, keyId, context, more);
  }

  setRotation(
    region: string,
    keyId: string,
    { enabled, intervalSeconds }: Rotation,
    context: CallContext,
  ): Promise<void> {
    return this.#change("UpdateRotationPolicy", region, keyId, context, {
      EnableAutomaticRotation: enabled,
      RotationInterval: enabled ? `${intervalSeconds}s` : undefined,
    });
  }

  enable(region: string, keyId: string, context: CallContext): Promise<void> {
    return this.#change("EnableKey", region, keyId, context);
  }

  disable(region: string, keyId: string, context: CallContext): Promise<void> {
    return this.#change("DisableKey", region, keyId, context);
  }

  setTags(
    region: string,
    { keyId }: Pick<Key, "keyId">,
    change: { set: Tags; remove: string[] },
    context: CallContext,
  ): Promise<void> {
    return setTags(this.#gateway, region, keyId, change, context);
  }

  /** A try whose answer was lost may have given it already: then the key has it, and all is well. */
  async addAlias(
    region: string,
    keyId: string,
    alias: string,
    context: CallContext,
  ): Promise<void> {
    const more = { AliasName: withPrefix(alias) };
    try {
      await this.#change("CreateAlias", region, keyId, context, more);
    } catch (error) {
      if (!isKind(error, "aliasTaken")) throw error;
      const holder = await this.findByAlias(region, alias, context);
      if (holder?.keyId !== keyId) throw error;
    }
  }

  moveAlias(
    region: string,
    alias: string,
    toKeyId: string,
    context: CallContext,
  ): Promise<void> {
    const more = { AliasName: withPrefix(alias) };
    return this.#change("UpdateAlias", region, toKeyId, context, more);
  }

  async removeAlias(
    region: string,
    alias: string,
    context: CallContext,
  ): Promise<void> {
    const parameters = { AliasName: withPrefix(alias) };
    try {
      await this.#gateway.kms(
        { action: "DeleteAlias", region, parameters },
        nothing,
        context,
      );
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
    }
  }

  setPolicy(
    region: string,
    keyId: string,
    policy: string,
    context: CallContext,
  ): Promise<void> {
    const more = { Policy: policy, PolicyName: "default" };
    return this.#change("SetKeyPolicy", region, keyId, context, more);
  }

  /**
   * By key id, the newer form, which the vendor's Terraform provider uses, too
   * (docs/clouds/alibaba.md#deletion-protection).
   */
  setDeletionProtection(
    region: string,
    { keyId }: Pick<Key, "keyId">,
    enabled: boolean,
    context: CallContext,
  ): Promise<void> {
    const more = { EnableDeletionProtection: enabled };
    return this.#change("SetDeletionProtection", region, keyId, context, more);
  }

  scheduleDeletion(
    region: string,
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
    context: CallContext,
  ): Promise<void> {
    return scheduleDeletion(
      this.#gateway,
      this.#reader,
      region,
      key,
      windowInDays,
      context,
    );
  }

  cancelDeletion(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<KeyState> {
    return cancelDeletion(this.#gateway, this.#reader, region, keyId, context);
  }

  cancelArchive(region: string, keyId: string): Promise<void> {
    return Promise.reject(
      new CloudError("Alibaba Cloud has no archived keys", {
        kind: "unsupported",
        cloud: "alibaba",
        action: "CancelKeyArchive",
        region,
        keyId,
      }),
    );
  }

  importMaterial(
    region: string,
    keyId: string,
    request: ImportMaterialRequest,
    context: CallContext,
  ): Promise<void> {
    return importMaterial(this.#gateway, region, keyId, request, context);
  }

  deleteMaterial(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<void> {
    return this.#change("DeleteKeyMaterial", region, keyId, context);
  }

  publicKey(
    region: string,
    key: Pick<Key, "keyId" | "primaryKeyVersion">,
    context: CallContext,
  ): Promise<PublicKey> {
    return readPublicKey(this.#gateway, region, key, context);
  }

  close(): void {
    this.#gateway.close();
  }

  /** An action on one key whose reply tells nothing. */
  async #change(
    action: string,
    region: string,
    keyId: string,
    context: CallContext,
    more: Parameters = {},
  ): Promise<void> {
    const parameters = { KeyId: keyId, ...more };
    await this.#gateway.kms(
      { action, region, keyId, parameters },
      nothing,
      context,
    );
  }
}
