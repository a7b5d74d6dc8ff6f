import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { EXAMPLES } from "../support/paths";
import {
  makeKeysFor,
  snippetFile,
  SNIPPET_NAMES,
  SNIPPETS,
  snippetStack,
} from "../support/snippets";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(async () => {
  await emulator.reset();
});

afterAll(async () => {
  await emulator.stop();
});

test("every snippet is tried here", () => {
  const folders = readdirSync(join(EXAMPLES, "snippets"), {
    withFileTypes: true,
  })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual([...SNIPPET_NAMES].sort());
});

test.each(SNIPPET_NAMES)("the YAML of %s does what it says", async (name) => {
  await makeKeysFor(name, emulator.connection());
  const stack = await snippetStack(name, emulator.connection());
  await stack.up();
  expect(await stack.outputs()).toEqual(SNIPPETS[name].outputs);
  await stack.up("--expect-no-changes");
  stack.remove();
});

test.each(SNIPPET_NAMES)(
  "the TypeScript of %s does what it says",
  async (name) => {
    await makeKeysFor(name, emulator.connection());
    const path = snippetFile(name, "index.ts");
    const { stack, workplace } = await inlineStack(
      async () => ({ ...((await import(path)) as object) }),
      { connection: emulator.connection() },
    );
    const { outputs } = await stack.up();
    const values = Object.entries(outputs).map(([key, { value }]) => [
      key,
      value as unknown,
    ]);
    expect(Object.fromEntries(values)).toEqual(SNIPPETS[name].outputs);
    workplace.remove();
  },
);
