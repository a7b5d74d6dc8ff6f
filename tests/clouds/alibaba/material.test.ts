import { createPublicKey, randomBytes } from "node:crypto";
import { makeKey, newBench } from "../../support/clouds/alibaba";

const bench = newBench();

const read = (keyId: string) => bench.keys.describe(keyId, {});

describe("key material", () => {
  const material = randomBytes(32);

  test("is imported, works, expires when it should, and is removed", async () => {
    const { keyId } = await makeKey(bench.keys, { origin: "EXTERNAL" });
    const expires = new Date(Date.now() + 3600_000).toISOString();
    await bench.keys.importMaterial(keyId, {
      material: material.toString("base64"),
      expires,
    });
    const imported = await read(keyId);
    expect(imported?.state).toBe("Enabled");
    expect(Date.parse(imported?.materialExpireTime ?? "")).toBe(
      Math.floor(Date.parse(expires) / 1000) * 1000,
    );
    // The same bytes again, for ever.
    await bench.keys.importMaterial(keyId, {
      material: material.toString("base64"),
    });
    expect((await read(keyId))?.materialExpireTime).toBe("");
    await bench.keys.deleteMaterial(keyId);
    expect((await read(keyId))?.state).toBe("PendingImport");
  });

  test("that can't be used is refused without being shown", async () => {
    const { keyId } = await makeKey(bench.keys, { origin: "EXTERNAL" });
    for (const bytes of [randomBytes(5), randomBytes(1000)]) {
      const text = bytes.toString("base64");
      const outcome = bench.keys.importMaterial(keyId, { material: text });
      await expect(outcome).rejects.toMatchObject({
        kind: "invalid",
        message: expect.not.stringContaining(text) as string,
      });
    }
  });
});

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
