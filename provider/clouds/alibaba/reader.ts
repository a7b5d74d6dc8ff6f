import type { Tags } from "../../model/types";
import type { Batch } from "../common/reads/batch";
import type { KeyInclude, Key, RefreshPass } from "../cloud";
import { FEW, ListedReads, ListedRegions } from "../common/reads/listed-reads";
import { unreadable } from "../common/replies/replies";
import { CloudError, isKind } from "../errors";
import type { Client, RegionalClient } from "./client";
import { toKey } from "./mapping";
import * as replies from "./replies";
import { rules } from "./rules";
import { listedTags, tagBatch } from "./tags";

/** What is read for many keys in one call, whoever asks for it. */
export interface SharedReads {
  tags: Batch<Tags>;
  listedTags: ListedRegions<Tags>;
  /** False once the credentials may not read a key by its alias. */
  byAlias: boolean;
}

export function sharedReads(client: Client): SharedReads {
  return {
    tags: tagBatch(client),
    listedTags: new ListedRegions(
      (region) =>
        new ListedReads(
          (context) => listedTags(() => client.in(region, context())),
          FEW,
          client.writes.since(region),
        ),
    ),
    byAlias: true,
  };
}

/** Reads keys: one DescribeKey each, and what was asked for besides. */
export class KeyReader {
  readonly #client: RegionalClient;
  readonly #shared: SharedReads;

  constructor(client: RegionalClient, shared: SharedReads) {
    this.#client = client;
    this.#shared = shared;
  }

  /**
   * Undefined for a key that DescribeKey does not know, in the account that `arn` names if one is given. What the other
   * reads answer never makes a key count as gone.
   */
  async describe(
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined> {
    // Begun at once, so that the tags of many keys can be read together.
    const tags = include.tags ? this.tags(keyId) : undefined;
    const key = await this.withTags(tags, keyId, include, arn);
    if (!key && arn !== undefined) {
      await this.#checkAccount(arn);
      await this.#checkRegion(keyId);
    }
    return key;
  }

  /** The key itself is described all the same: no listing tells more of it than its id. */
  async listed(
    pass: RefreshPass,
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined> {
    if (!include.tags) return undefined;
    const { region, context } = this.#client;
    const reads = this.#shared.listedTags.in(pass, region);
    const tags = await reads.find(keyId, context);
    return tags && this.withTags(tags, keyId, include, arn);
  }

  /** A key whose tags are read already. Undefined for one that DescribeKey does not know. */
  async withTags(
    tags: Tags | Promise<Tags> | undefined,
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined> {
    // Awaited later; of a key that is not there its failure says nothing.
    Promise.resolve(tags).catch(() => undefined);
    // One call tells of one alias. Several are listed.
    const [expected, ...more] = include.expectedAliases ?? [];
    const isOne = expected !== undefined && more.length === 0;
    const named =
      include.aliases && isOne
        ? await this.#metadataByAlias(expected, keyId, arn)
        : undefined;
    const aliases =
      named && isOne
        ? Promise.resolve([expected])
        : include.aliases
          ? this.aliases(keyId)
          : undefined;
    aliases?.catch(() => undefined);
    let metadata: replies.KeyMetadata;
    try {
      metadata = named ?? (await this.metadata(arn ?? keyId, keyId));
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
      return undefined;
    }
    const policy =
      include.policy && metadata.DKMSInstanceId
        ? await this.#policy(keyId)
        : undefined;
    return toKey(this.#client.region, metadata, {
      tags: await tags,
      aliases: await aliases,
      policy,
    });
  }

  /** One call tells of a key and of its alias. Undefined unless the alias is this very key's. */
  async #metadataByAlias(
    alias: string,
    keyId: string,
    arn: string | undefined,
  ): Promise<replies.KeyMetadata | undefined> {
    if (!this.#shared.byAlias) return undefined;
    try {
      const metadata = await this.metadata(withPrefix(alias));
      const { KeyId, Arn } = metadata;
      const isItself = KeyId === keyId && Arn === (arn ?? Arn);
      return isItself ? metadata : undefined;
    } catch (error) {
      if (!isKind(error, "notFound", "invalid", "denied", "unsupported"))
        throw error;
      if (isKind(error, "denied")) this.#shared.byAlias = false;
      return undefined;
    }
  }

  /** By id, ARN or `alias/NAME`; throws `notFound`. */
  async metadata(name: string, keyId?: string): Promise<replies.KeyMetadata> {
    const { region } = this.#client;
    const { KeyMetadata } = await this.#client.kms(
      { action: "DescribeKey", keyId, parameters: { KeyId: name } },
      replies.described,
    );
    const { KeyId, Arn } = KeyMetadata;
    const wrong = (field: string, value: string) =>
      unreadable(
        "alibaba",
        { action: "DescribeKey", region, keyId },
        `KeyMetadata.${field}`,
        `it names another key, ${value}`,
      );
    if (keyId !== undefined && KeyId !== keyId) throw wrong("KeyId", KeyId);
    if (rules.parseArn(Arn)?.region !== region) throw wrong("Arn", Arn);
    return KeyMetadata;
  }

  tags(keyId: string): Promise<Tags> {
    const { region, context } = this.#client;
    return this.#shared.tags.load(region, keyId, context);
  }

  async aliases(keyId: string): Promise<string[]> {
    const request = {
      action: "ListAliasesByKeyId",
      keyId,
      parameters: { KeyId: keyId },
    };
    const names: string[] = [];
    for await (const { AliasName } of this.#client.rows(
      request,
      replies.aliases,
      (page) => page.Aliases,
    ))
      names.push(withoutPrefix(AliasName));
    return names;
  }

  /** Undefined for a key without one (docs/clouds/alibaba.md#key-policies). */
  async #policy(keyId: string): Promise<string | undefined> {
    try {
      const { Policy } = await this.#client.kms(
        {
          action: "GetKeyPolicy",
          keyId,
          parameters: { KeyId: keyId, PolicyName: "default" },
        },
        replies.policy,
      );
      return Policy;
    } catch (error) {
      if (error instanceof CloudError && NO_POLICY.has(error.code ?? ""))
        return undefined;
      throw error;
    }
  }

  /** Only the key's own account can say that it is gone. */
  async #checkAccount(arn: string): Promise<void> {
    const named = rules.parseArn(arn);
    const own = await this.#client.account();
    if (!named || named.account === own) return;
    throw new CloudError(
      `the key belongs to account ${named.account}, the credentials to account ${own}, which doesn't know it`,
      {
        kind: "accountMismatch",
        cloud: "alibaba",
        action: "DescribeKey",
        region: named.region,
        keyId: named.keyId,
        remedy: `Use credentials of account ${named.account}.`,
      },
    );
  }

  /** Nor can an endpoint that serves another region than it is configured for: what it lists tells which one. */
  async #checkRegion(keyId: string): Promise<void> {
    const { region } = this.#client;
    const served = await this.#servedRegion();
    if (served === undefined || served === region) return;
    throw new CloudError(
      `the endpoint that was asked for ${region} serves ${served}, and doesn't know the key`,
      {
        kind: "accountMismatch",
        cloud: "alibaba",
        action: "DescribeKey",
        region,
        keyId,
        remedy: `Set alibabaEndpoint or alibabaEndpoints to an endpoint of ${region}.`,
      },
    );
  }

  /** Undefined where there is no key to tell it, or none may be listed. */
  async #servedRegion(): Promise<string | undefined> {
    const parameters = { PageNumber: 1, PageSize: 1 };
    const request = { action: "ListKeys", parameters };
    try {
      const { Keys } = await this.#client.kms(request, replies.keys);
      const [first] = Keys;
      return first?.KeyArn && rules.parseArn(first.KeyArn)?.region;
    } catch (error) {
      if (isKind(error, "denied")) return undefined;
      throw error;
    }
  }
}

const NO_POLICY = new Set([
  "Forbidden.KeyPolicyUnSupported",
  "Forbidden.ResourceNotFound",
]);

const ALIAS_PREFIX = "alias/";

export function withPrefix(alias: string): string {
  return `${ALIAS_PREFIX}${alias}`;
}

export function withoutPrefix(name: string): string {
  return name.startsWith(ALIAS_PREFIX) ? name.slice(ALIAS_PREFIX.length) : name;
}
