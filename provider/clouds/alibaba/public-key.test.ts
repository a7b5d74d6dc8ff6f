import { createPublicKey } from "node:crypto";
import { makeKey, newBench } from "../../../tests/support/clouds/alibaba";

const bench = newBench();

test.each([
  ["RSA_2048", "rsa"],
  ["EC_P256", "ec"],
] as const)("the public key of %s is the cloud's", async (spec, type) => {
  const key = await makeKey(bench.keys, { spec, usage: "SIGN_VERIFY" });
  const { der, pem } = await bench.keys.publicKey(key);
  const fromPem = createPublicKey(pem);
  expect(fromPem.asymmetricKeyType).toBe(type);
  expect(
    fromPem.export({ type: "spki", format: "der" }).toString("base64"),
  ).toBe(der);
  expect(fromPem.export({ type: "spki", format: "pem" })).toBe(pem);
});
