import fc from "fast-check";
import type { CloudName } from "../../emulator/clouds";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import {
  isSecret,
  UNKNOWN,
  type Diff,
  type Json,
  type Props,
} from "../support/protocol";
import { URN, type ProviderClient } from "../support/provider-client";
import {
  ANY_ID,
  runs,
  someSecret,
  validInputs,
  validUpdate,
  TIMEOUT_MS,
} from "./inputs";

jest.setTimeout(TIMEOUT_MS);

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;

beforeAll(async () => {
  emulator = await Emulator.start();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});
afterAll(async () => {
  await plugin.stop();
  await emulator.stop();
});

const UNPROTECTED: Record<CloudName, Props> = {
  alibaba: { deletionProtection: false },
  tencent: {},
};

/** The resource of the current case: one case's Diff must not affect another one's Create. */
let urn = URN;
let cases = 0;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  asyncBeforeEach: async () => {
    cases += 1;
    urn = `${URN}-${String(cases)}`;
    // Tencent's quota of keys would be reached otherwise.
    if (cases % 50 === 0) await emulator.reset();
  },
});

/** Inputs as Check returns them; valid ones have no failures. */
async function checked(news: Props, olds: Props = {}): Promise<Props> {
  const { inputs, failures } = await client.check(news, { urn, olds });
  expect(failures).toEqual([]);
  return inputs;
}

/** The top-level property in which a path lies. */
function rootOf(path: string): string {
  return /^(?:\["((?:[^"\\]|\\.)*)"\]|[^.[]+)/.exec(path)?.[0] ?? "";
}

function expectConsistent(diff: Diff): void {
  const paths = Object.keys(diff.detailed);
  const replacing = paths.filter((path) =>
    diff.detailed[path]?.includes("replace"),
  );
  expect(diff.changes).toBe(paths.length > 0 ? "some" : "none");
  expect([...diff.diffs].sort()).toEqual(
    [...new Set(paths.map(rootOf))].sort(),
  );
  expect([...diff.replaces].sort()).toEqual(
    [...new Set(replacing.map(rootOf))].sort(),
  );
  expect(diff.deleteBeforeReplace).toBe(false);
}

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  const inputs = validInputs(cloud);

  /** Checked inputs, and outputs as a preview tells them. */
  async function previewed(news: Props) {
    const state = await checked(news);
    const { properties } = await client.create(state, { urn, preview: true });
    return { inputs: state, outputs: properties };
  }

  test("Check of what Check returned is the same, with and without old inputs", async () => {
    await fc.assert(
      fc.asyncProperty(inputs.chain(someSecret), async (news) => {
        const once = await checked(news);
        expect(await checked(once)).toEqual(once);
        expect(await checked(once, once)).toEqual(once);
        expect(await checked(news, once)).toEqual(once);
      }),
      runs(150),
    );
  });

  test("Diff of anything with itself is empty", async () => {
    await fc.assert(
      fc.asyncProperty(inputs.chain(someSecret), async (news) => {
        const state = await previewed(news);
        const diff = await client.diff({
          id: ANY_ID[cloud],
          urn,
          olds: state.outputs,
          oldInputs: state.inputs,
          news: state.inputs,
        });
        expect(diff).toMatchObject({
          changes: "none",
          detailed: {},
          diffs: [],
        });
      }),
      runs(150),
    );
  });

  test("what a Diff tells is consistent, and its kinds are those of the inputs", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, inputs, async (before, after) => {
        // Check refuses to replace a key that is protected.
        const olds = await previewed({ ...before, ...UNPROTECTED[cloud] });
        const check = { urn, olds: olds.inputs };
        const { inputs: news, failures } = await client.check(after, check);
        // Inputs that are left out keep the key's value, which the others may not fit.
        fc.pre(failures.length === 0);
        const diff = await client.diff({
          id: ANY_ID[cloud],
          urn,
          olds: olds.outputs,
          oldInputs: olds.inputs,
          news,
        });
        expectConsistent(diff);
        for (const [path, kind] of Object.entries(diff.detailed)) {
          const change = kind.replace("-replace", "");
          const root = rootOf(path);
          if (path !== root || change.endsWith(" output")) continue;
          expect([path, change]).toEqual([
            path,
            olds.inputs[root] === undefined
              ? "add"
              : news[root] === undefined
                ? "delete"
                : "update",
          ]);
        }
      }),
      runs(200),
    );
  });

  test("an unknown never makes a replace", async () => {
    const cases = inputs.chain((news) =>
      fc.tuple(
        fc.constant(news),
        fc.subarray(Object.keys(news), { minLength: 1 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([news, unknown]) => {
        const olds = await previewed(news);
        const later: Props = { ...olds.inputs };
        for (const name of unknown) later[name] = UNKNOWN;
        const diff = await client.diff({
          id: ANY_ID[cloud],
          urn,
          olds: olds.outputs,
          oldInputs: olds.inputs,
          news: await checked(later, olds.inputs),
        });
        expectConsistent(diff);
        expect(diff.replaces).toEqual([]);
      }),
      runs(150),
    );
  });

  test("Diff is total: inputs with unknowns anywhere, against any old state", async () => {
    const odd = fc.dictionary(
      fc.constantFrom("cloud", "spec", "tags", "rotation", "keyId", "other"),
      fc.constantFrom<Json>(null, 1, "x", true, [], {}, { a: { b: "c" } }),
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(inputs, odd, odd, async (news, olds, oldInputs) => {
        const diff = await client.diff({
          id: ANY_ID[cloud],
          urn,
          olds,
          oldInputs,
          news: await checked(news),
        });
        expectConsistent(diff);
      }),
      runs(150),
    );
  });

  test("a secret input is a secret output, in preview and in truth, at its own place", async () => {
    await fc.assert(
      fc.asyncProperty(inputs.chain(someSecret), async (news) => {
        const state = await previewed(news);
        const { properties } = await client.create(state.inputs, { urn });
        for (const outputs of [state.outputs, properties])
          for (const [name, value] of Object.entries(state.inputs))
            if (isSecret(value) && outputs[name] !== undefined)
              expect([name, isSecret(outputs[name])]).toEqual([name, true]);
      }),
      runs(20),
    );
  });

  test("Read after Create diffs to nothing, and so does the same program's next run", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (news) => {
        const state = await checked(news);
        const { id, properties } = await client.create(state, { urn });
        const read = await client.read(id, { inputs: state, properties });
        if (!read) throw new Error("the key is gone");
        const diff = (oldInputs: Props, program: Props) =>
          client.diff({
            id,
            urn,
            olds: read.properties,
            oldInputs,
            news: program,
          });
        expect(await diff(read.inputs, state)).toMatchObject({ detailed: {} });
        expect(
          await diff(read.inputs, await checked(news, read.inputs)),
        ).toMatchObject({ detailed: {} });
      }),
      runs(30),
    );
  });

  test("what an import reads passes Check unchanged, and creates no diff", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (news) => {
        const { id } = await client.create(await checked(news), { urn });
        const read = await client.read(id);
        if (!read) throw new Error("the key is gone");
        const inputs = await checked(read.inputs, read.inputs);
        expect(inputs).toEqual(read.inputs);
        const diff = await client.diff({
          id,
          urn,
          olds: read.properties,
          oldInputs: read.inputs,
          news: inputs,
        });
        expect(diff).toMatchObject({ detailed: {} });
      }),
      runs(30),
    );
  });

  test("an Update to any other mutable inputs ends where a Create of them would", async () => {
    await fc.assert(
      fc.asyncProperty(validUpdate(cloud), async ({ before, after }) => {
        const first = await checked(before);
        const { id, properties } = await client.create(first, { urn });
        const news = await checked(after, first);
        await client.update({
          id,
          urn,
          olds: properties,
          oldInputs: first,
          news,
        });
        const read = await client.read(id, {
          inputs: news,
          properties: { ...properties, ...news },
        });
        if (!read) throw new Error("the key is gone");
        const diff = await client.diff({
          id,
          urn,
          olds: read.properties,
          oldInputs: read.inputs,
          news,
        });
        expect(diff).toMatchObject({ detailed: {} });
      }),
      runs(20),
    );
  });
});
