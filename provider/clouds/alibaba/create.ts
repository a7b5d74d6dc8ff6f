import { setTimeout as sleep } from "node:timers/promises";
import type { CallContext, CreatedKey, CreateRequest, Key } from "../cloud";
import { CloudError, isKind } from "../errors";
import { requestFields } from "../parameters";
import { NoReply } from "./errors";
import type { Gateway } from "./gateway";
import { nativeSpec, ORIGINS, toKey, USAGES } from "./mapping";
import { formatOwner, OWNER_TAG } from "./owner";
import { tagRows } from "./paging";
import { PARAMETERS } from "./parameters";
import { described, type KeyMetadata } from "./replies";
import type { Parameters } from "./rpc-client";

/** How often one Create sends CreateKey where no reply comes and no key appears. */
const MOST_SENDS = 3;
/** Waits between looks for a key whose CreateKey was cut: the tags may be listed a little later than the key is made. */
const WAITS_MS = [250, 500, 1_000, 2_000];
/** In addition where no answer came in time, since the request may be under way still. */
const MORE_WAITS_MS = [4_000, 8_000];
/** A look is carried on beyond the user's time-out for this long, and for less after Cancel, when the process is to end. */
const GRACE_MS = { timeout: 15_000, cancel: 4_000 };

/**
 * CreateKey takes no client token (reference 1.0): sent twice, it makes two keys. So each request puts a token of its own
 * into a tag, and after an unknown outcome the key is looked for by that tag, which no other request can have written.
 */
export class Creation {
  readonly #gateway: Gateway;
  readonly #request: CreateRequest;
  readonly #context: CallContext;
  readonly #tag: string;
  /** Whether a request that got no answer in time may be under way still. */
  #underWay = false;

  constructor(gateway: Gateway, request: CreateRequest, context: CallContext) {
    this.#gateway = gateway;
    this.#request = request;
    this.#context = context;
    this.#tag = formatOwner(request);
  }

  async run(): Promise<CreatedKey> {
    for (let sends = 1; ; sends++) {
      let failure: CloudError;
      try {
        const made = await this.#send();
        return sends === 1 ? made : await this.#withoutDoubles(made);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (sends === 1 && !isKind(error, "unknownOutcome")) throw error;
        failure = error;
      }
      const found = await this.#look(failure);
      if (found.length > 0) return this.#oldestOf(found);
      const final = !isKind(failure, "unknownOutcome") || sends === MOST_SENDS;
      if (final || this.#mayNotBegin())
        throw this.#uncertain(failure, "none was found so far");
      this.#context.status(
        `CreateKey in ${this.#request.region} has made no key; sending it again`,
      );
    }
  }

  #mayNotBegin(): boolean {
    const { signal, deadline } = this.#context;
    return signal.aborted || Date.now() >= deadline;
  }

  async #send(): Promise<CreatedKey> {
    const { region } = this.#request;
    const { KeyMetadata } = await this.#gateway.kms(
      {
        action: "CreateKey",
        region,
        parameters: this.#parameters(),
        retry: "never",
        onFailure: (error) => {
          this.#underWay ||= error instanceof NoReply && error.timedOut;
        },
      },
      described,
      this.#context,
    );
    const { KeyId: keyId } = KeyMetadata;
    return { keyId, undone: {}, doubled: [], key: this.#keyOf(KeyMetadata) };
  }

  /** CreateKey's reply leaves out what is known from the request. */
  #keyOf(metadata: KeyMetadata): Key | undefined {
    const { region, tags, policy, ownerId } = this.#request;
    try {
      const key = toKey(region, metadata, { aliases: [], tags, policy });
      const { deletionProtection = false } = key;
      return { ...key, ownerId, deletionProtection };
    } catch {
      // The key is there, whatever is odd about it: its id must not be lost.
      return undefined;
    }
  }

  #parameters(): Parameters {
    const request = this.#request;
    const rotates = request.rotation?.enabled;
    const tags = { ...request.tags, [OWNER_TAG]: this.#tag };
    return {
      Description: request.description || undefined,
      KeySpec: nativeSpec(request.spec, request.usage),
      KeyUsage: USAGES[request.usage],
      Origin: ORIGINS[request.origin],
      ...requestFields<Parameters>(PARAMETERS, request),
      EnableAutomaticRotation: rotates,
      RotationInterval: rotates
        ? `${request.rotation?.intervalSeconds}s`
        : undefined,
      Policy: request.policy,
      Tags: JSON.stringify(
        Object.entries(tags).map(([TagKey, TagValue]) => ({
          TagKey,
          TagValue,
        })),
      ),
    };
  }

  /** Keys that carry this request's token, looked for until one is there or the patience is over. */
  async #look(failure: CloudError): Promise<string[]> {
    const { region } = this.#request;
    this.#context.status(
      `CreateKey in ${region} got no answer; looking for the key that it may have made`,
    );
    const context = this.#lookingContext();
    const waits = [...WAITS_MS, ...(this.#underWay ? MORE_WAITS_MS : [])];
    for (const wait of [...waits, undefined]) {
      const found = await this.#listed(context).catch((error: unknown) => {
        throw this.#uncertain(
          failure,
          `the search for it failed: ${messageOf(error)}`,
        );
      });
      const isLast = wait === undefined || Date.now() >= context.deadline;
      if (found.length > 0 || isLast || this.#context.signal.aborted)
        return found;
      // Ends early with Cancel; then one last look is taken.
      await sleep(wait, undefined, { signal: this.#context.signal }).catch(
        () => undefined,
      );
    }
    return [];
  }

  async #listed(context: CallContext): Promise<string[]> {
    const ids = new Set<string>();
    const filter = { key: OWNER_TAG, value: this.#tag };
    const { region } = this.#request;
    for await (const row of tagRows(this.#gateway, region, filter, context))
      if (row.TagKey === OWNER_TAG && row.TagValue === this.#tag)
        ids.add(row.ResourceId);
    return [...ids];
  }

  /** Neither Cancel nor the user's time-out ends a look: a key that was made must not be lost. */
  #lookingContext(): CallContext {
    const { signal, deadline } = this.#context;
    const grace =
      Date.now() + (signal.aborted ? GRACE_MS.cancel : GRACE_MS.timeout);
    return {
      ...this.#context,
      signal: new AbortController().signal,
      deadline: signal.aborted ? grace : Math.max(grace, deadline),
    };
  }

  /** A try that was thought to be lost may have made a key after all, beside the one that was answered. */
  async #withoutDoubles(made: CreatedKey): Promise<CreatedKey> {
    try {
      const found = new Set(await this.#listed(this.#lookingContext()));
      found.add(made.keyId);
      return found.size === 1 ? made : await this.#oldestOf([...found]);
    } catch (error) {
      this.#context.warn(
        `The CreateKey of key ${made.keyId} had to be sent again, and whether the first try made a second key could not be found out: ${messageOf(error)} ${this.#howToFind()}`,
      );
      return made;
    }
  }

  /** All of them are this request's own, so that where one can't be read any choice is right. */
  async #oldestOf(keyIds: string[]): Promise<CreatedKey> {
    const keys = await Promise.all(
      keyIds.map(async (keyId) => {
        const metadata = await this.#read(keyId).catch(() => undefined);
        return { keyId, metadata, age: metadata?.CreationDate ?? "" };
      }),
    );
    keys.sort((a, b) =>
      `${a.age} ${a.keyId}`.localeCompare(`${b.age} ${b.keyId}`),
    );
    const [oldest, ...others] = keys;
    return {
      keyId: oldest?.keyId ?? "",
      undone: {},
      doubled: others.map(({ keyId }) => keyId),
      key: oldest?.metadata && this.#keyOf(oldest.metadata),
    };
  }

  async #read(keyId: string): Promise<KeyMetadata> {
    const { region } = this.#request;
    const { KeyMetadata } = await this.#gateway.kms(
      { action: "DescribeKey", region, keyId, parameters: { KeyId: keyId } },
      described,
      this.#lookingContext(),
    );
    return KeyMetadata;
  }

  #howToFind(): string {
    return `Such a key has the tag ${OWNER_TAG}=${this.#tag}: \`aliyun kms ListTagResources --RegionId ${this.#request.region} --ResourceType key --Tag.1.Key ${OWNER_TAG} --Tag.1.Value ${this.#tag}\` lists it.`;
  }

  #uncertain(failure: CloudError, why: string): CloudError {
    return new CloudError(
      `whether a key was made is not known, and ${why}. What happened first: ${failure.message}`,
      {
        kind: "uncertain",
        cloud: "alibaba",
        action: "CreateKey",
        region: this.#request.region,
        requestId: failure.requestId,
        remedy: `${this.#howToFind()} Import what it lists, or schedule it for deletion, before the next \`pulumi up\`, which makes a new key.`,
      },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof CloudError ? error.message : "no reason given";
}
