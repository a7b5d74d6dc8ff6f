import type { CallContext, KeyService, KeysInRegion } from "../cloud";
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
import { nothing } from "../common/replies/replies";
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
    return keysOf(this.#client.in(region, context), this.#shared);
  }

  close(): void {
    this.#client.close();
  }
}

type AlibabaKeys = KeysInRegion &
  Required<
    Pick<
      KeysInRegion,
      | "lacksAlias"
      | "versions"
      | "moveAlias"
      | "removeAlias"
      | "setPolicy"
      | "setDeletionProtection"
    >
  >;

/** The keys of one region. */
function keysOf(client: RegionalClient, shared: Shared): AlibabaKeys {
  const { reads, aliases } = shared;
  const reader = new KeyReader(client, reads);
  const lifecycle = new Lifecycle(client, reader);

  const findByAlias = async (alias: string) => {
    try {
      return toKey(client.region, await reader.metadata(withPrefix(alias)));
    } catch (error) {
      if (isKind(error, "notFound")) return undefined;
      throw error;
    }
  };

  return {
    region: client.region,
    with: (context) => keysOf(client.with(context), shared),

    describe: (keyId, include, arn) => reader.describe(keyId, include, arn),
    listed: (pass, keyId, include, arn) =>
      reader.listed(pass, keyId, include, arn),
    findByAlias,
    lacksAlias: (alias) => aliases.lack(client, alias),
    list: (filter, include) => listKeys(client, reader, filter, include),
    listing: () => listOwnedKeys(client),
    keyIds: () => listKeyIds(client),
    versions: (keyId) => listVersions(client, keyId),
    publicKey: (key) => readPublicKey(client, key),

    create: (request) => createKey(client, request),
    setDescription: (keyId, description) =>
      client.change("UpdateKeyDescription", keyId, {
        Description: description,
      }),
    setRotation: (keyId, { enabled, intervalSeconds }) =>
      client.change("UpdateRotationPolicy", keyId, {
        EnableAutomaticRotation: enabled,
        RotationInterval: enabled ? `${intervalSeconds}s` : undefined,
      }),
    rotate: (key) => createVersion(client, reader, key),
    enable: (keyId) => client.change("EnableKey", keyId),
    disable: (keyId) => client.change("DisableKey", keyId),
    setTags: ({ keyId }, change) => setTags(client, keyId, change),
    setPolicy: (keyId, policy) =>
      client.change("SetKeyPolicy", keyId, {
        Policy: policy,
        PolicyName: "default",
      }),
    // By key id, the newer form, which the vendor's Terraform provider uses, too (docs/clouds/alibaba.md#deletion-protection).
    setDeletionProtection: (keyId, enabled) =>
      client.change("SetDeletionProtection", keyId, {
        EnableDeletionProtection: enabled,
      }),
    scheduleDeletion: (key, days) => lifecycle.scheduleDeletion(key, days),
    cancelDeletion: (keyId) => lifecycle.cancelDeletion(keyId),
    importMaterial: (keyId, request) => importMaterial(client, keyId, request),
    deleteMaterial: (keyId) => client.change("DeleteKeyMaterial", keyId),

    // A try whose answer was lost may have given it already: then the key has it, and all is well.
    addAlias: async (keyId, alias) => {
      const more = { AliasName: withPrefix(alias) };
      try {
        await aliases.whileChanging(client, alias, () =>
          client.change("CreateAlias", keyId, more),
        );
      } catch (error) {
        if (!isKind(error, "aliasTaken")) throw error;
        const holder = await findByAlias(alias);
        if (holder?.keyId !== keyId) throw error;
      }
    },
    moveAlias: (alias, toKeyId) => {
      const more = { AliasName: withPrefix(alias) };
      return aliases.whileChanging(client, alias, () =>
        client.change("UpdateAlias", toKeyId, more),
      );
    },
    removeAlias: async (alias) => {
      const parameters = { AliasName: withPrefix(alias) };
      try {
        await aliases.whileChanging(client, alias, () =>
          client.kms({ action: "DeleteAlias", parameters }, nothing),
        );
      } catch (error) {
        if (!isKind(error, "notFound")) throw error;
      }
    },
  };
}
