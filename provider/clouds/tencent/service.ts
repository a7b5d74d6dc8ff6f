import type { CallContext, Key, KeyService, KeysInRegion } from "../cloud";
import { isKind } from "../errors";
import type { Settings } from "../settings";
import { Client, type RegionalClient } from "./client";
import { createKey } from "./create";
import { thisMachine, type CredentialEnvironment } from "./credentials/chain";
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
  around: CredentialEnvironment = thisMachine(),
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
    return keysOf(this.#client.in(region, context), this.#shared);
  }

  close(): void {
    this.#client.close();
  }
}

type TencentKeys = KeysInRegion &
  Required<Pick<KeysInRegion, "precheck" | "cancelArchive">>;

/** The keys of one region. */
function keysOf(client: RegionalClient, shared: Shared): TencentKeys {
  const { reads, untagged } = shared;
  const reader = new KeyReader(client, reads);
  const lifecycle = new Lifecycle(client, reader);

  return {
    region: client.region,
    with: (context) => keysOf(client.with(context), shared),

    describe: (keyId, include, arn) => reader.describe(keyId, include, arn),
    listed: (pass, keyId, include) => reader.listed(pass, keyId, include),
    findByAlias: (alias) => reader.findByAlias(alias),
    list: (filter, include) => listKeys(client, reader, filter, include),
    listing: () => listOwnedKeys(client),
    keyIds: () => listKeyIds(client),
    publicKey: ({ keyId }) => readPublicKey(client, keyId),

    precheck: (request) => reader.checkAlgorithm(request),
    create: async (request) => {
      const made = await createKey(client, reader, request);
      if (made.undone.ownerTag) untagged.set(made.keyId, request.ownerId);
      return made;
    },
    setDescription: (keyId, description) =>
      client.kms("UpdateKeyDescription", {
        KeyId: keyId,
        Description: description,
      }),
    setRotation: (keyId, rotation) => lifecycle.setRotation(keyId, rotation),
    rotate: (key) => lifecycle.rotate(key),
    enable: (keyId) => lifecycle.enable(keyId),
    disable: (keyId) => lifecycle.disable(keyId),
    setTags: async ({ keyId, arn: known }, change) => {
      // A key that was only just made may not have been read yet, and its name holds the uin of who made it.
      const arn = parseName(known) ? known : await reader.arn(keyId);
      await setTags(client, { keyId, arn }, change);
      await setOwnerTag(client, { keyId, arn }, untagged);
    },
    scheduleDeletion: (key, days) => lifecycle.scheduleDeletion(key, days),
    cancelDeletion: (keyId) => lifecycle.cancelDeletion(keyId),
    cancelArchive: (keyId) => lifecycle.cancelArchive(keyId),
    importMaterial: (keyId, request) => importMaterial(client, keyId, request),
    deleteMaterial: (keyId) => lifecycle.deleteMaterial(keyId),

    // It may be this very key's already, from a request whose answer was lost (docs/clouds/tencent.md#alias-and-description).
    addAlias: async (keyId, alias) => {
      try {
        await client.kms("UpdateAlias", { KeyId: keyId, Alias: alias });
      } catch (error) {
        if (!isKind(error, "aliasTaken")) throw error;
        const [holder] = await keysWithAlias(client, alias);
        if (holder?.KeyId !== keyId) throw error;
      }
    },
  };
}

/** In a call of its own: whatever refuses it, the user's tags are set. */
async function setOwnerTag(
  client: RegionalClient,
  key: Pick<Key, "keyId" | "arn">,
  untagged: Shared["untagged"],
): Promise<void> {
  const ownerId = untagged.get(key.keyId);
  if (ownerId === undefined) return;
  const { TagKey, TagValue } = ownerTag(ownerId);
  const change = { set: { [TagKey]: TagValue }, remove: [] };
  await setTags(client, key, change)
    .then(() => untagged.delete(key.keyId))
    .catch(() => undefined);
}
