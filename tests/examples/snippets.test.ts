import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { inlineStack } from "../support/inline";
import { EXAMPLES } from "../support/paths";

/** Each snippet of the schema's docs, and the outputs that it puts out in every language. */
const SNIPPETS = {
  "both-clouds": { ordersKeyId: /./, invoicesKeyId: /./ },
  signing: { releasesPublicKey: /^-----BEGIN PUBLIC KEY-----/ },
  dedicated: { ledgerKeyId: /^key-/, archiveKeyId: /./ },
} as const;
type Snippet = keyof typeof SNIPPETS;
const NAMES = Object.keys(SNIPPETS) as Snippet[];

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

function expected(name: Snippet): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(SNIPPETS[name]).map(([output, pattern]) => [
      output,
      expect.stringMatching(pattern) as unknown,
    ]),
  );
}

test.each(NAMES)("the YAML of %s makes its keys", async (name) => {
  const path = join(EXAMPLES, "snippets", name, "program.yaml");
  const stack = await Stack.create({
    program: readFileSync(path, "utf8"),
    connection: emulator.connection(),
  });
  await stack.up();
  expect(await stack.outputs()).toEqual(expected(name));
  await stack.up("--expect-no-changes");
  stack.remove();
});

test.each(NAMES)("the TypeScript of %s makes its keys", async (name) => {
  const path = join(EXAMPLES, "snippets", name, "index.ts");
  const { stack, workplace } = await inlineStack(
    async () => ({ ...((await import(path)) as object) }),
    { connection: emulator.connection() },
  );
  const { outputs } = await stack.up();
  const values = Object.entries(outputs).map(([key, { value }]) => [
    key,
    value as unknown,
  ]);
  expect(Object.fromEntries(values)).toEqual(expected(name));
  workplace.remove();
});
