import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Jest's global setup: the secrets provider of the tests' stacks. With a passphrase, Pulumi derives a key by 1,000,000
 * rounds in every command, which takes as long as all else that it does. A Vault's transit engine has to decrypt one
 * data key; this stands in for it.
 */

const URL_VARIABLE = "CMK_TEST_VAULT";
const DATA_KEY = {
  plaintext: Buffer.alloc(32, "tests").toString("base64"),
  ciphertext: "vault:v1:tests",
};

export default async function setup(): Promise<void> {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ data: DATA_KEY }));
  }).listen(0, "127.0.0.1");
  // It serves for as long as there are tests.
  server.unref();
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.env[URL_VARIABLE] = `http://127.0.0.1:${String(port)}`;
}

/** The secrets provider's URL and what a stack's config says of it, and what commands find it by; none outside of Jest. */
export function secretsProvider(): {
  url?: string;
  config: Record<string, string>;
  env: Record<string, string>;
} {
  const vault = process.env[URL_VARIABLE];
  if (vault === undefined) return { config: {}, env: {} };
  const url = "hashivault://tests";
  return {
    url,
    config: {
      secretsprovider: url,
      encryptedkey: Buffer.from(DATA_KEY.ciphertext).toString("base64"),
    },
    env: { VAULT_SERVER_URL: vault, VAULT_SERVER_TOKEN: "tests" },
  };
}
