import type {
  CreateKeyRequest,
  CreateKeyResponse,
  KeyMetadata,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models";
import type { Tags } from "../../model/types";
import type { CallContext, CreatedKey, CreateRequest } from "../cloud";
import { CloudError, isKind } from "../errors";
import { requestFields } from "../parameters";
import type { Api } from "./api";
import { lookingContext } from "./looking";
import { keyUsageOf, ORIGIN_TYPES, originOf, stateOf } from "./mapping";
import { PARAMETERS } from "./parameters";
import type { KeyReader } from "./reader";

const MOST_TRIES = 5;
const FIRST_WAIT_MS = 250;
const TAGS_NOT_EXISTED = "InvalidParameterValue.TagsNotExisted";

/**
 * One CreateKey. The cloud has no client token; the alias does that work, being a name of this very request, and unique
 * in the cloud. So the key of a request whose outcome is unknown is found by its alias, and where there is none, the
 * request can be sent again without making a second key.
 */
export class KeyCreation {
  readonly #api: Api;
  readonly #reader: KeyReader;
  readonly #request: CreateRequest;
  readonly #context: CallContext;
  #tags: Tags;
  /** Why the tags have still to be set. */
  #undone?: string;
  /** A request got no answer at all, so that it may still arrive. */
  #unanswered = false;

  constructor(
    api: Api,
    reader: KeyReader,
    request: CreateRequest,
    context: CallContext,
  ) {
    this.#api = api;
    this.#reader = reader;
    this.#request = request;
    this.#context = context;
    this.#tags = request.tags;
  }

  async run(): Promise<CreatedKey> {
    let inDoubt = false;
    for (let tries = 1; ; tries++) {
      const outcome = await this.#send();
      if (!(outcome instanceof CloudError)) return this.#made(outcome);
      if (outcome.code === TAGS_NOT_EXISTED && this.#undone === undefined) {
        this.#goWithoutTags(outcome);
        continue;
      }
      const open = isKind(outcome, "unknownOutcome");
      if (open && outcome.code === undefined) this.#unanswered = true;
      inDoubt ||= open;
      if (!inDoubt && outcome.kind !== "aliasTaken") throw outcome;

      const found = await this.#look(outcome);
      if (found) return found;
      if (!open || tries === MOST_TRIES || this.#context.signal.aborted)
        throw this.#notFound(outcome);
      await this.#wait(tries, outcome);
    }
  }

  async #send(): Promise<CreateKeyResponse | CloudError> {
    const { region, uniqueAlias, description, origin } = this.#request;
    const tags = Object.entries(this.#tags);
    try {
      return await this.#api.kms(
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
        this.#context,
      );
    } catch (error) {
      if (error instanceof CloudError) return error;
      throw error;
    }
  }

  /** The account demands that a tag exists before a key is made with it. The tag service makes tags that don't. */
  #goWithoutTags(refusal: CloudError): void {
    this.#tags = {};
    this.#undone = refusal.message;
  }

  #made(reply: CreateKeyResponse): CreatedKey {
    const { KeyId: keyId, TagCode: code, TagMsg: message } = reply;
    if (!keyId) throw this.#uncertain("CreateKey answered without a key id");
    const failed = code ? `TagCode ${code}: ${message}` : undefined;
    return { keyId, undone: { tags: failed ?? this.#undone }, doubled: [] };
  }

  /** Looks for the key of this request, after Cancel too: its id must not be lost. */
  async #look(outcome: CloudError): Promise<CreatedKey | undefined> {
    const looking = lookingContext(this.#context);
    // Then the key is there, though the listing may be a little behind.
    const sure = outcome.kind === "aliasTaken";
    try {
      for (let tries = 1; ; tries++) {
        const keys = await this.#withAlias(looking.context);
        if (keys.length > 0) return this.#ownOf(keys);
        if (!sure || tries === MOST_TRIES) return undefined;
        await this.#pause(tries, looking.context, outcome);
      }
    } catch (error) {
      if (isKind(error, "uncertain")) throw error;
      const why = error instanceof Error ? error.message : "";
      throw this.#uncertain(
        `${outcome.message} Then the key could not be looked for: ${why}`,
      );
    } finally {
      looking.end();
    }
  }

  #withAlias(context: CallContext): Promise<KeyMetadata[]> {
    const { region, uniqueAlias } = this.#request;
    return this.#reader.withAlias(region, uniqueAlias, context);
  }

  #ownOf(keys: KeyMetadata[]): CreatedKey {
    const keyUsage = keyUsageOf(this.#request);
    const own = keys.filter(
      (key) =>
        key.KeyUsage === keyUsage && originOf(key) === this.#request.origin,
    );
    const [keyId, ...doubled] = [...own]
      .sort((a, b) => Number(isPending(a)) - Number(isPending(b)))
      .map((key) => key.KeyId ?? "");
    if (!keyId)
      throw this.#uncertain(
        `${keys.map((key) => key.KeyId).join(", ")} is not the key that was asked for`,
      );
    const hasTags = Object.keys(this.#tags).length > 0;
    const untold = hasTags
      ? "CreateKey's answer was lost, so it is not known whether the tags were attached"
      : undefined;
    return { keyId, undone: { tags: this.#undone ?? untold }, doubled };
  }

  /** An answered request is over: what is not there by now was not made. An unanswered one may still arrive. */
  #notFound(outcome: CloudError): CloudError {
    return this.#unanswered
      ? this.#uncertain(`${outcome.message} No such key is there so far`)
      : outcome;
  }

  #uncertain(detail: string): CloudError {
    const { region, uniqueAlias: alias } = this.#request;
    return new CloudError(
      `it is not known whether the key was made. ${detail}`,
      {
        kind: "uncertain",
        cloud: "tencent",
        action: "CreateKey",
        region,
        remedy: `If it was, its alias is ${alias}: \`tccli kms ListKeyDetail --region ${region} --KeyUsage ALL --SearchKeyAlias ${alias}\` shows it. Import it, or schedule its deletion.`,
      },
    );
  }

  async #wait(tries: number, outcome: CloudError): Promise<void> {
    try {
      await this.#pause(tries, this.#context, outcome);
    } catch (ended) {
      throw ended instanceof CloudError ? this.#notFound(ended) : ended;
    }
  }

  #pause(
    tries: number,
    context: CallContext,
    outcome: CloudError,
  ): Promise<void> {
    const ms = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random());
    const { region } = this.#request;
    return this.#api.pause(
      ms,
      "CreateKey",
      { region },
      context,
      outcome.message,
    );
  }
}

function isPending(key: KeyMetadata): boolean {
  return stateOf(key) === "PendingDeletion";
}
