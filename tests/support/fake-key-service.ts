import type {
  CallContext,
  CreatedKey,
  CreateRequest,
  Key,
  KeyService,
  Listing,
} from "../../provider/clouds/cloud";
import { CloudError, type ErrorKind } from "../../provider/clouds/errors";
import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudName } from "../../provider/model/types";

const DAY_MS = 86_400_000;

interface FakeKey extends Key {
  aliases: string[];
  tags: Record<string, string>;
}

/** One call of the resource layer's, as `METHOD KEYID`. */
export type Call = string;

interface Failure {
  method: string;
  kind: ErrorKind;
  /** The cloud did what was asked for, and the answer was lost. */
  after: boolean;
}

/** Keys of one cloud in memory, by the rules that decide about a key's life: its state, its aliases, its owner. */
export class FakeKeyService {
  readonly calls: Call[] = [];
  readonly keys: FakeKey[] = [];
  account = "100000000001";
  now = Date.now();
  readonly #failures: Failure[] = [];

  constructor(readonly name: CloudName) {}

  get rules() {
    return CLOUDS[this.name].rules;
  }

  /** The next call of this method fails, before or after it has had its effect. */
  fail(method: string, kind: ErrorKind, when: "before" | "after" = "before") {
    this.#failures.push({ method, kind, after: when === "after" });
  }

  /** A key that is there already. */
  add(key: Partial<FakeKey> = {}): FakeKey {
    const number = String(this.keys.length + 1).padStart(8, "0");
    const keyId =
      this.name === "alibaba"
        ? `key-${number}`
        : `${number}-0000-0000-0000-000000000000`;
    const made: FakeKey = {
      region: "",
      keyId,
      arn: "",
      state: "Enabled",
      spec: "SYMMETRIC_DEFAULT",
      usage: "ENCRYPT_DECRYPT",
      origin: "KMS",
      aliases: [],
      description: "",
      rotation: { enabled: false },
      tags: {},
      creationDate: new Date(this.now).toISOString(),
      ...key,
    };
    this.keys.push(made);
    return made;
  }

  /** What the resource layer works with. */
  get service(): KeyService {
    const effects: Partial<
      Record<keyof KeyService, (...args: never[]) => unknown>
    > = {
      account: () => this.account,
      describe: (_: string, keyId: string, include: { tags?: boolean }) => {
        const key = this.keys.find((each) => each.keyId === keyId);
        return key && this.#shown(key, include.tags);
      },
      findByAlias: (_: string, alias: string) => {
        const holder = this.#holder(alias);
        return holder && this.#shown(holder);
      },
      listing: () => this.#listing(),
      precheck: () => undefined,
      create: (request: CreateRequest) => this.#create(request),
      setDescription: (_: string, keyId: string, text: string) => {
        this.#changeable(keyId).description = text;
      },
      enable: (_: string, keyId: string) => {
        this.#changeable(keyId).state = "Enabled";
      },
      disable: (_: string, keyId: string) => {
        this.#changeable(keyId).state = "Disabled";
      },
      addAlias: (_: string, keyId: string, alias: string) => {
        const holder = this.#holder(alias);
        if (holder && holder.keyId !== keyId) throw this.#error("aliasTaken");
        const key = this.#changeable(keyId);
        key.aliases = this.#isOne ? [alias] : [...key.aliases, alias];
      },
      moveAlias: (_: string, alias: string, keyId: string) => {
        if (this.#isOne) throw this.#error("unsupported");
        this.#free(alias);
        this.#changeable(keyId).aliases.push(alias);
      },
      removeAlias: (_: string, alias: string) => {
        if (this.#isOne) throw this.#error("unsupported");
        this.#free(alias);
      },
      scheduleDeletion: (_: string, { keyId }: Key, days: number) => {
        const key = this.#changeable(keyId);
        key.state = "PendingDeletion";
        const end = this.now + days * DAY_MS;
        key.deletionDate = new Date(end).toISOString();
      },
      cancelDeletion: (_: string, keyId: string) => {
        const key = this.#key(keyId);
        if (key.state !== "PendingDeletion") throw this.#error("state");
        key.state = this.#isOne ? "Disabled" : "Enabled";
        delete key.deletionDate;
        return key.state;
      },
      close: () => undefined,
    };
    return new Proxy({} as KeyService, {
      get: (_, method) => {
        if (typeof method !== "string" || method === "then") return undefined;
        const effect = effects[method as keyof KeyService];
        if (!effect) throw new Error(`the fake has no ${method}`);
        return (...args: never[]) => this.#call(method, effect, args);
      },
    });
  }

  async #call(
    method: string,
    effect: (...args: never[]) => unknown,
    args: unknown[],
  ): Promise<unknown> {
    const context = args.find(
      (arg): arg is CallContext =>
        typeof arg === "object" && arg !== null && "signal" in arg,
    );
    if (context?.signal.aborted) throw this.#error("cancelled");
    this.calls.push(
      `${method} ${args
        .slice(1, 3)
        .filter((arg) => typeof arg === "string")
        .join(" ")}`.trim(),
    );
    const index = this.#failures.findIndex((each) => each.method === method);
    const [failure] = index < 0 ? [] : this.#failures.splice(index, 1);
    if (failure && !failure.after) throw this.#error(failure.kind);
    const reply = await effect(...(args as never[]));
    if (failure) throw this.#error(failure.kind);
    return reply;
  }

  get #isOne(): boolean {
    return this.rules.alias.count === "one";
  }

  #create(request: CreateRequest): CreatedKey {
    if (this.#isOne && this.#holder(request.uniqueAlias))
      throw this.#error("aliasTaken");
    const { region, spec, usage, origin, description, tags, ownerId } = request;
    const key = this.add({
      ...{ region, spec, usage, origin, description, tags, ownerId },
      aliases: this.#isOne ? [request.uniqueAlias] : [],
    });
    const shown = this.#shown(key, true);
    return { keyId: key.keyId, undone: {}, doubled: [], key: shown };
  }

  #listing(): Listing {
    const owned = this.keys.flatMap(({ keyId, ownerId, state, aliases }) => {
      const isMarked =
        !this.#isOne || aliases.some((a) => a.includes(`-${ownerId}-`));
      return ownerId && isMarked ? [{ keyId, ownerId, state }] : [];
    });
    if (!this.#isOne) return { owned };
    const all = this.keys.flatMap((key) =>
      key.aliases.map(
        (alias) => [alias, { keyId: key.keyId, state: key.state }] as const,
      ),
    );
    return { owned, aliases: new Map(all) };
  }

  /** Parts that cost a call of their own are left out. */
  #shown(key: FakeKey, withTags = false): Key {
    const { tags, ownerId, ...rest } = structuredClone(key);
    return withTags ? { ...rest, tags, ownerId } : rest;
  }

  #holder(alias: string): FakeKey | undefined {
    return this.keys.find(({ aliases }) => aliases.includes(alias));
  }

  #free(alias: string): void {
    for (const key of this.keys)
      key.aliases = key.aliases.filter((name) => name !== alias);
  }

  #key(keyId: string): FakeKey {
    const key = this.keys.find((each) => each.keyId === keyId);
    if (!key) throw this.#error("notFound");
    return key;
  }

  /** A key that waits for its destruction refuses changes. */
  #changeable(keyId: string): FakeKey {
    const key = this.#key(keyId);
    if (key.state === "PendingDeletion") throw this.#error("state");
    return key;
  }

  #error(kind: ErrorKind): CloudError {
    return new CloudError(`the fake says ${kind}`, {
      kind,
      cloud: this.name,
      action: "Fake",
    });
  }
}
