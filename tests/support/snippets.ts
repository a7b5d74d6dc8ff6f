import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "./emulator";
import { Stack } from "./engine";
import { EXAMPLES } from "./paths";

/** A program of the schema's docs, which is the same in every language. */
interface Snippet {
  /** What it puts out. */
  outputs: Record<string, unknown>;
  /** The snippet that makes the keys which this one looks up. */
  after?: "both-clouds" | "signing";
}

const ID: unknown = expect.stringMatching(/./);
const PUBLIC_KEY: unknown = expect.stringMatching(
  /^-----BEGIN PUBLIC KEY-----/,
);
const INVOICES: unknown = expect.objectContaining({ alias: "invoices" });

export const SNIPPETS = {
  "both-clouds": { outputs: { ordersKeyId: ID, invoicesKeyId: ID } },
  signing: { outputs: { releasesPublicKey: PUBLIC_KEY } },
  dedicated: {
    outputs: {
      ledgerKeyId: expect.stringMatching(/^key-/) as unknown,
      archiveKeyId: ID,
    },
  },
  "get-cmk": { after: "both-clouds", outputs: { invoicesKeyId: ID } },
  "get-cmks": { after: "both-clouds", outputs: { enabledKeys: [INVOICES] } },
  "get-public-key": {
    after: "signing",
    outputs: { releasesPublicKey: PUBLIC_KEY },
  },
} as const satisfies Record<string, Snippet>;

export type SnippetName = keyof typeof SNIPPETS;
export const SNIPPET_NAMES = Object.keys(SNIPPETS) as SnippetName[];

export function snippetFile(name: SnippetName, file: string): string {
  return join(EXAMPLES, "snippets", name, file);
}

/** The stack of a snippet's YAML program. */
export function snippetStack(
  name: SnippetName,
  connection: Connection,
): Promise<Stack> {
  const program = readFileSync(snippetFile(name, "program.yaml"), "utf8");
  return Stack.create({ program, connection, project: name });
}

/** Makes the keys that a snippet looks up, as another stack would have made them. */
export async function makeKeysFor(
  name: SnippetName,
  connection: Connection,
): Promise<void> {
  const { after }: Snippet = SNIPPETS[name];
  if (!after) return;
  const stack = await snippetStack(after, connection);
  await stack.up();
  stack.remove();
}
