import { FakeKeyService } from "../../../tests/support/fake-key-service";
import {
  bag,
  listeningHost,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { CloudName } from "../../model/types";
import { createProvider } from "../provider";
import type { Bag, Properties } from "../values/properties";
import type { ProviderHandlers } from "../values/requests";

const OTHER = URN.replace("orders", "payments");

interface Resource {
  urn: string;
  id: string;
  inputs: Bag;
  outputs: Bag;
}

/** Runs of a program with two resources, as the engine asks for them. */
class Runs {
  readonly fake: FakeKeyService;
  plugin: ProviderHandlers;
  readonly host = listeningHost();

  constructor(readonly cloud: CloudName) {
    this.fake = new FakeKeyService(cloud);
    this.plugin = this.#start();
  }

  /** The next run. */
  next(): void {
    this.plugin = this.#start();
  }

  #start(): ProviderHandlers {
    const plugin = createProvider(() => Promise.resolve(this.fake.service));
    const configured = { providerId: "provider-id", args: bag({}) };
    void plugin.configure(configured, this.host);
    return plugin;
  }

  async check(urn: string, news: Properties, olds = bag({})): Promise<Bag> {
    const place = { cloud: this.cloud, region: this.fake.region };
    const randomSeed = new Uint8Array(32).fill(1);
    const given = bag({ ...place, ...news });
    const request = { urn, olds, news: given, randomSeed };
    const { inputs, failures } = await this.plugin.check(request, this.host);
    expect(failures).toEqual([]);
    return inputs;
  }

  async create(
    urn: string,
    news: Properties,
    preview = false,
  ): Promise<Resource> {
    const inputs = await this.check(urn, news);
    const request = { urn, inputs, preview, timeout: 60 };
    return { urn, inputs, ...(await this.plugin.create(request, this.host)) };
  }

  /** Checks an existing resource, and gives its Update. */
  async updating(old: Resource, news: Properties) {
    const { urn, id, inputs: oldInputs, outputs: oldOutputs } = old;
    const checked = await this.check(urn, news, oldInputs);
    const change = {
      ...{ id, urn, oldInputs, oldOutputs, news: checked },
      ignoreChanges: [],
    };
    await this.plugin.diff(change, this.host);
    const request = { ...change, preview: false, timeout: 60 };
    return () => this.plugin.update(request, this.host);
  }

  holder(alias: string): string | undefined {
    const { keys } = this.fake;
    return keys.find(({ aliases }) => aliases.includes(alias))?.keyId;
  }
}

/** The next call lets all others pass that don't wait for it. */
function slowOnce(): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) return;
    isFirst = false;
    for (let tick = 0; tick < 200; tick += 1) await new Promise(setImmediate);
  };
}

describe.each(["alibaba", "tencent"] as const)(
  "an alias that one resource hands to another on %s",
  (cloud) => {
    const begun = async () => {
      const runs = new Runs(cloud);
      const old = await runs.create(OTHER, { alias: "orders" });
      const second = await runs.create(URN, { alias: "second" });
      runs.next();
      return { runs, old, second };
    };

    test.each([
      ["a new key", true],
      ["an existing key", false],
    ])("goes to %s, whose turn waits for the other's", async (_, isNew) => {
      const { runs, old, second } = await begun();
      const give = await runs.updating(old, { alias: "payments" });
      const take = isNew
        ? () => runs.create(`${URN}-2`, { alias: "orders" })
        : await runs.updating(second, { alias: "orders" });
      runs.fake.at = slowOnce();
      await Promise.all([give(), take()]);
      const taker = isNew ? runs.fake.keys.at(-1)?.keyId : second.id;
      expect(taker).toContain(runs.holder("orders"));
      expect(old.id).toContain(runs.holder("payments"));
      expect(runs.host.logged).toEqual([]);
    });

    test("goes to a new key from one that is replaced by force if a refresh has shown that one", async () => {
      const { runs, old } = await begun();
      const { urn, id, inputs, outputs } = old;
      const state = { urn, id, inputs, outputs, isOnlyRead: false };
      await runs.plugin.read({ ...state, timeout: 60 }, runs.host);
      const [successor, taker] = await Promise.all([
        runs.create(OTHER, {}),
        runs.create(`${URN}-2`, { alias: "orders" }),
      ]);
      expect(taker.id).toContain(runs.holder("orders"));
      expect(successor.id).not.toBe(old.id);
    });

    test("goes to a new key from one that was imported, so that no owner tells whose it is", async () => {
      const { runs, old } = await begun();
      for (const key of runs.fake.keys) delete key.ownerId;
      const give = await runs.updating(old, { alias: "payments" });
      const [taker] = await Promise.all([
        runs.create(`${URN}-2`, { alias: "orders" }),
        give(),
      ]);
      expect(taker.id).toContain(runs.holder("orders"));
    });

    test.each([
      ["both are replaced by force", true],
      ["one is, and the other is updated", false],
    ])(
      "is refused, not waited for, where two swap theirs and %s",
      async (_, bothForced) => {
        const { runs, old } = await begun();
        const forced = () => runs.create(URN, { alias: "orders" });
        const other = bothForced
          ? () => runs.create(OTHER, { alias: "second" })
          : await runs.updating(old, { alias: "second" });
        const held = (alias: string): unknown =>
          expect.stringContaining(`alias "${alias}" is held by another key`);
        const outcomes = await Promise.allSettled([forced(), other()]);
        expect(outcomes).toMatchObject([
          { status: "rejected", reason: { message: held("orders") } },
          { status: "rejected", reason: { message: held("second") } },
        ]);
        expect(runs.fake.keys).toHaveLength(2);
      },
    );

    test("is refused by Check where two that are replaced by force swap theirs, if a refresh has shown both", async () => {
      const { runs, old, second } = await begun();
      for (const { urn, id, inputs, outputs } of [old, second]) {
        const state = { urn, id, inputs, outputs, isOnlyRead: false };
        await runs.plugin.read({ ...state, timeout: 60 }, runs.host);
      }
      await runs.check(URN, { alias: "orders" });
      await expect(runs.check(OTHER, { alias: "second" })).rejects.toThrow(
        "to swap aliases, first run",
      );
    });

    test("does not go to a new key from one of another resource that may be replaced by force, or may have been let go of", async () => {
      const { runs, old } = await begun();
      await runs.create(OTHER, {});
      await expect(
        runs.create(`${URN}-2`, { alias: "orders" }),
      ).rejects.toThrow("run the command again with --refresh");
      expect(old.id).toContain(runs.holder("orders"));
    });

    test("goes to a new key, whose turn begins before the other's Check", async () => {
      const { runs, old } = await begun();
      const give = async () => {
        await new Promise(setImmediate);
        await (
          await runs.updating(old, { alias: "payments" })
        )();
      };
      let given: Promise<unknown> | undefined;
      runs.fake.at = ({ method }) => {
        if (method === "findByAlias") given ??= give();
      };
      const { id } = await runs.create(`${URN}-2`, { alias: "orders" });
      expect(id).toContain(runs.holder("orders"));
      await given;
    });

    describe("with an engine that comes to the other resource late", () => {
      beforeEach(() =>
        jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] }),
      );
      afterEach(() => jest.useRealTimers());

      test("goes to the new key as long as the engine comes to further resources", async () => {
        const { runs, old } = await begun();
        const taken = runs.create(`${URN}-2`, { alias: "orders" });
        for (let seconds = 1; seconds <= 10; seconds += 1) {
          await jest.advanceTimersByTimeAsync(1_000);
          await runs.check(`${URN}-${String(seconds + 2)}`, {});
        }
        const give = await runs.updating(old, { alias: "payments" });
        await give();
        await jest.advanceTimersByTimeAsync(1_000);
        expect((await taken).id).toContain(runs.holder("orders"));
      });

      test("is refused to the new key once the engine does nothing else for two seconds", async () => {
        const { runs, old } = await begun();
        const refused = expect(
          runs.create(`${URN}-2`, { alias: "orders" }),
        ).rejects.toThrow(/^alias "orders" is held by another key/);
        for (let seconds = 1; seconds <= 3; seconds += 1) {
          await jest.advanceTimersByTimeAsync(1_000);
          await runs.check(`${URN}-${String(seconds + 2)}`, {});
        }
        await jest.advanceTimersByTimeAsync(2_200);
        await refused;
        expect(old.id).toContain(runs.holder("orders"));
      });
    });

    test.each([
      [{ alias: "payments" }, true],
      [{ alias: "payments", spec: "RSA_2048" }, true],
      [{ alias: UNKNOWN }, false],
      [{ alias: "orders", description: "x" }, false],
    ])(
      "may come too late for a resource that a preview came to before: %j",
      async (news, isLate) => {
        const { runs, old } = await begun();
        if (news.alias === "orders")
          await runs.create(`${URN}-2`, { alias: "more" }, true);
        else await runs.create(`${URN}-2`, { alias: "orders" }, true);
        await runs.updating(old, news);
        expect(runs.host.logged).toEqual(
          isLate
            ? [
                'warning: cmk:index:Cmk "orders-2" requests the alias that this key gives up, and had its turn first in this preview. If this resource depends on it, the update can\'t give it that alias: first run `pulumi up` with another alias for it. If many keys hand aliases on at once, run `pulumi up --parallel 64`: those that wait must not keep the others from their turn.',
              ]
            : [],
        );
      },
    );

    test.each([
      ["a new key", true],
      ["an existing key", false],
    ])("goes to %s when the former one is replaced", async (_, isNew) => {
      const { runs, old, second } = await begun();
      const news = { alias: "payments", spec: "RSA_2048" };
      await runs.updating(old, news);
      const replaced = runs.create(OTHER, news);
      const take = isNew
        ? () => runs.create(`${URN}-2`, { alias: "orders" })
        : await runs.updating(second, { alias: "orders" });
      await Promise.all([replaced, take()]);
      const taker = isNew ? runs.fake.keys.at(-1)?.keyId : second.id;
      expect(taker).toContain(runs.holder("orders"));
      expect(old.id).not.toContain(runs.holder("orders"));
      expect((await replaced).id).toContain(runs.holder("payments"));
      expect(runs.host.logged).toEqual([]);
    });

    test.each([
      ["a new key", true],
      ["an existing key", false],
    ])("stays if the other can't give it up: for %s", async (_, isNew) => {
      const { runs, old, second } = await begun();
      const news = { alias: "payments", spec: "RSA_2048" };
      await runs.updating(old, news);
      runs.fake.fail("create", "quota");
      const replaced = runs.create(OTHER, news);
      const take = isNew
        ? () => runs.create(`${URN}-2`, { alias: "orders" })
        : await runs.updating(second, { alias: "orders" });
      const taken = expect(take()).rejects.toThrow(
        /held by another key.*`dependsOn`.*another alias for this one/,
      );
      await expect(replaced).rejects.toThrow(/quota/);
      await taken;
      expect(old.id).toContain(runs.holder("orders"));
      expect(runs.fake.keys).toHaveLength(2);
    });
  },
);
