import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Jest's global setup: the secrets provider of the tests' stacks. With a passphrase, Pulumi derives a key by 1,000,000
 * rounds in every command, which takes as long as all else that it does. A Vault's transit engine has to decrypt one
 * data key; this stands in for it.
 */

const URL_VARIABLE = "CMK_TEST_VAULT";
const DATA_KEY = Buffer.alloc(32, "tests").toString("base64");

export default async function setup(): Promise<void> {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ data: { plaintext: DATA_KEY } }));
  }).listen(0, "127.0.0.1");
  // It serves for as long as there are tests.
  server.unref();
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.env[URL_VARIABLE] = `http://127.0.0.1:${String(port)}`;
}

/** What a stack's config says of it, and what its commands find it by; outside of Jest they use the passphrase. */
export function secretsProvider(): {
  config: Record<string, string>;
  env: Record<string, string>;
} {
  const url = process.env[URL_VARIABLE];
  if (url === undefined) return { config: {}, env: {} };
  return {
    config: {
      secretsprovider: "hashivault://tests",
      encryptedkey: Buffer.from("vault:v1:tests").toString("base64"),
    },
    env: { VAULT_SERVER_URL: url, VAULT_SERVER_TOKEN: "tests" },
  };
}
