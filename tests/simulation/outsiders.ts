import type { Happening } from "./story";
import { copyOf, isSame, type FakeKey, type World } from "./world";

const DAY_MS = 86_400_000;

/** By the settings of every provider in the stories. */
export const IGNORED_TAG = "billing";

/** By which a product of one cloud marks a key that it uses. */
export const USE_TAG = "acs:rds:instance-encryption";

/** Others who work in the same accounts, and what they know of their keys. */
export class Outsiders {
  /** Keys that others have made, as they left them. */
  readonly #own = new Map<string, FakeKey>();
  /** Keys of ours that others have changed. */
  readonly touched = new Set<string>();

  /** A key may be out of sight: what comes of that is the cloud's fault. */
  hasHidden = false;

  constructor(private readonly world: World) {}

  isOwn(keyId: string): boolean {
    return this.#own.has(keyId);
  }

  /** A key that a stack takes over is the stack's. */
  release(keyId: string): void {
    this.#own.delete(keyId);
  }

  act(happening: Extract<Happening, { do: "outsider" | "foreignKey" }>): void {
    if (happening.do === "foreignKey") {
      const { cloud, alias } = happening;
      if (this.#holder(alias)) return;
      const region = cloud === "alibaba" ? "cn-hangzhou" : "ap-singapore";
      const key = this.world.clouds[cloud].add({ region, aliases: [alias] });
      this.#own.set(key.keyId, copyOf(key));
      return;
    }
    const keys = this.world.keys();
    const found = keys[happening.key % Math.max(keys.length, 1)];
    if (!found) return;
    this.#change(found.key, happening);
    const { keyId } = found.key;
    if (this.isOwn(keyId)) this.#own.set(keyId, copyOf(found.key));
    else this.touched.add(keyId);
  }

  /** What clouds and users do that makes keys look as if they were gone. */
  disturb(happening: Extract<Happening, { do: "hide" | "account" }>): void {
    if (happening.do === "account") {
      const account = `10000000000${String(1 + happening.number)}`;
      for (const fake of Object.values(this.world.clouds))
        fake.account = account;
      return;
    }
    const keys = this.world.keys();
    const found = keys[happening.key % Math.max(keys.length, 1)];
    const { reads } = happening;
    this.hasHidden = true;
    if (found)
      this.world.clouds[found.cloud].hide(found.key.keyId, {
        by: "describe",
        reads,
      });
  }

  #holder(alias: string): FakeKey | undefined {
    return this.world.keys().find(({ key }) => key.aliases.includes(alias))
      ?.key;
  }

  #change(
    key: FakeKey,
    happening: Extract<Happening, { do: "outsider" }>,
  ): void {
    const isDoomed = key.state === "PendingDeletion";
    switch (happening.does) {
      case "disable":
      case "enable":
        if (!isDoomed && key.state !== "PendingImport")
          key.state = happening.does === "disable" ? "Disabled" : "Enabled";
        return;
      case "destroy":
        if (isDoomed || key.deletionProtection) return;
        key.state = "PendingDeletion";
        key.deletionDate = new Date(
          this.world.time.now + 10 * DAY_MS,
        ).toISOString();
        return;
      case "restore":
        if (!isDoomed) return;
        key.state = "Disabled";
        delete key.deletionDate;
        return;
      case "lose":
        for (const cloud of Object.values(this.world.clouds))
          cloud.destroy(key.keyId);
        return;
      case "describe":
        if (!isDoomed) key.description = happening.text;
        return;
      case "takeAlias":
        if (!isDoomed && !this.#holder(happening.alias))
          key.aliases = [happening.alias];
        return;
      case "tag":
        if (!isDoomed) key.tags = { ...key.tags, theirs: "1" };
        return;
      case "bill":
        if (!isDoomed) key.tags = { ...key.tags, [IGNORED_TAG]: "1" };
        return;
      case "use":
        if (this.world.clouds.alibaba.keys.includes(key))
          key.tags = { ...key.tags, [USE_TAG]: "true" };
        return;
      case "disuse":
        key.tags = Object.fromEntries(
          Object.entries(key.tags).filter(([name]) => name !== USE_TAG),
        );
        return;
      case "rotate":
        if (key.state === "Enabled" && key.rotation.enabled)
          key.rotation = { enabled: false };
        return;
      case "protect":
        if (!isDoomed && key.deletionProtection === false)
          key.deletionProtection = true;
        return;
      case "freeAlias":
        // Where a key has one alias only it keeps some.
        if (!isDoomed && !this.world.clouds.tencent.keys.includes(key))
          key.aliases = [];
    }
  }

  /** What has been done to keys of others. */
  violations(): string[] {
    return [...this.#own].flatMap(([keyId, left]) => {
      const key = this.world.find(keyId);
      return !key || isSame(key, left)
        ? []
        : [
            `key ${keyId} of others was changed: ${JSON.stringify(left)} became ${JSON.stringify(key)}`,
          ];
    });
  }
}
