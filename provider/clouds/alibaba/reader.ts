import type { Tags } from "../../model/types";
import { Batch } from "../batch";
import type { CallContext, KeyInclude, Key } from "../cloud";
import { unreadable } from "../common/replies";
import { CloudError, isKind } from "../errors";
import type { Gateway } from "./gateway";
import { toKey } from "./mapping";
import { allPages, tagRows } from "./paging";
import * as replies from "./replies";
import { rules } from "./rules";

/** ListTagResources takes so many ids at once (docs/clouds/alibaba.md#tags). */
const TAG_BATCH = 50;

/** Reads keys: one DescribeKey each, and what was asked for besides; tags of keys under way together in one call. */
export class KeyReader {
  readonly #gateway: Gateway;
  readonly #tags: Batch<Tags>;
  /** Reads the account once; a failure is not kept. */
  #account?: Promise<string>;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#tags = new Batch(TAG_BATCH, (region, ids, context) =>
      this.#readTags(region, ids, context),
    );
  }

  account(context: CallContext): Promise<string> {
    this.#account ??= this.#gateway
      .sts("GetCallerIdentity", replies.callerIdentity, context)
      .then(({ AccountId }) => AccountId)
      .catch((error: unknown) => {
        this.#account = undefined;
        throw error;
      });
    return this.#account;
  }

  /**
   * Undefined for a key that DescribeKey does not know, in the account that `arn` names if one is given. What the other
   * reads answer never makes a key count as gone.
   */
  async describe(
    region: string,
    keyId: string,
    facets: KeyInclude,
    context: CallContext,
    arn?: string,
  ): Promise<Key | undefined> {
    // All begun at once, so that the tags of many keys can be read together.
    const tags = facets.tags ? this.tags(region, keyId, context) : undefined;
    const aliases = facets.aliases
      ? this.aliases(region, keyId, context)
      : undefined;
    // Awaited later; of a key that is not there their failures say nothing.
    for (const read of [tags, aliases]) read?.catch(() => undefined);
    let metadata: replies.KeyMetadata;
    try {
      metadata = await this.metadata(region, arn ?? keyId, context, keyId);
    } catch (error) {
      if (!isKind(error, "notFound")) throw error;
      if (arn !== undefined) {
        await this.#checkAccount(arn, context);
        await this.#checkRegion(region, keyId, context);
      }
      return undefined;
    }
    const policy =
      facets.policy && metadata.DKMSInstanceId
        ? await this.#policy(region, keyId, context)
        : undefined;
    return toKey(region, metadata, {
      tags: await tags,
      aliases: await aliases,
      policy,
    });
  }

  /** By id, ARN or `alias/NAME`; throws `notFound`. */
  async metadata(
    region: string,
    name: string,
    context: CallContext,
    keyId?: string,
  ): Promise<replies.KeyMetadata> {
    const { KeyMetadata } = await this.#gateway.kms(
      { action: "DescribeKey", region, keyId, parameters: { KeyId: name } },
      replies.described,
      context,
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

  tags(region: string, keyId: string, context: CallContext): Promise<Tags> {
    return this.#tags.load(region, keyId, context);
  }

  async aliases(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<string[]> {
    const request = {
      action: "ListAliasesByKeyId",
      region,
      keyId,
      parameters: { KeyId: keyId },
    };
    const names: string[] = [];
    for await (const { AliasName } of allPages(
      this.#gateway,
      request,
      replies.aliases,
      (page) => page.Aliases,
      context,
    ))
      names.push(withoutPrefix(AliasName));
    return names;
  }

  async #readTags(
    region: string,
    ids: string[],
    context: CallContext,
  ): Promise<Map<string, Tags>> {
    const found = new Map<string, Tags>(ids.map((id) => [id, {}]));
    for await (const row of tagRows(this.#gateway, region, { ids }, context)) {
      const tags = found.get(row.ResourceId);
      if (tags) tags[row.TagKey] = row.TagValue;
    }
    return found;
  }

  /** Undefined for a key without one (docs/clouds/alibaba.md#key-policies). */
  async #policy(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<string | undefined> {
    try {
      const { Policy } = await this.#gateway.kms(
        {
          action: "GetKeyPolicy",
          region,
          keyId,
          parameters: { KeyId: keyId, PolicyName: "default" },
        },
        replies.policy,
        context,
      );
      return Policy;
    } catch (error) {
      if (error instanceof CloudError && NO_POLICY.has(error.code ?? ""))
        return undefined;
      throw error;
    }
  }

  /** Only the key's own account can say that it is gone. */
  async #checkAccount(arn: string, context: CallContext): Promise<void> {
    const named = rules.parseArn(arn);
    const own = await this.account(context);
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
  async #checkRegion(
    region: string,
    keyId: string,
    context: CallContext,
  ): Promise<void> {
    const served = await this.#servedRegion(region, context);
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
  async #servedRegion(
    region: string,
    context: CallContext,
  ): Promise<string | undefined> {
    const parameters = { PageNumber: 1, PageSize: 1 };
    const request = { action: "ListKeys", region, parameters };
    try {
      const { Keys } = await this.#gateway.kms(request, replies.keys, context);
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
