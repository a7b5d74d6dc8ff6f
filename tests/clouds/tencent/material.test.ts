import { createPublicKey, randomBytes } from "node:crypto";
import type { NamedSpec, Usage } from "../../../provider/model/types";
import { newBench, requestOf } from "../../support/clouds/tencent";

const bench = newBench();

describe("own material", () => {
  const material = randomBytes(16).toString("base64");

  async function makeExternal(): Promise<string> {
    const request = requestOf({ origin: "EXTERNAL" });
    return (await bench.keys.create(request)).keyId;
  }

  function read(keyId: string) {
    return bench.keys.describe(keyId, {});
  }

  test("is imported, given another expiry, and deleted", async () => {
    const keyId = await makeExternal();
    expect(await read(keyId)).toMatchObject({
      state: "PendingImport",
      origin: "EXTERNAL",
    });
    await bench.keys.importMaterial(keyId, { material });
    const imported = await read(keyId);
    expect(imported).toMatchObject({ state: "Enabled" });
    expect(imported?.materialExpireTime).toBe("");

    const expires = "2035-01-02T03:04:05Z";
    await bench.keys.importMaterial(keyId, { material, expires });
    expect(await read(keyId)).toMatchObject({ materialExpireTime: expires });

    await bench.keys.deleteMaterial(keyId);
    expect(await read(keyId)).toMatchObject({ state: "PendingImport" });
  });

  test.each(["ImportKeyMaterial", "DeleteImportedKeyMaterial"])(
    "survives a lost answer of %s",
    async (action) => {
      const keyId = await makeExternal();
      await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
      await bench.keys.importMaterial(keyId, { material });
      await bench.keys.deleteMaterial(keyId);
      expect(await read(keyId)).toMatchObject({ state: "PendingImport" });
    },
  );

  test("is not replaced by other material, and is not in the message", async () => {
    const keyId = await makeExternal();
    await bench.keys.importMaterial(keyId, { material });
    const other = randomBytes(16).toString("base64");
    await expect(
      bench.keys.importMaterial(keyId, { material: other }),
    ).rejects.toMatchObject({
      code: "InvalidParameterValue.MaterialNotMatch",
      message: expect.not.stringContaining(other) as string,
    });
  });
});

test.each<[NamedSpec, Usage]>([
  ["RSA_2048", "ENCRYPT_DECRYPT"],
  ["RSA_2048", "SIGN_VERIFY"],
  ["EC_P256", "SIGN_VERIFY"],
  ["EC_P384", "SIGN_VERIFY"],
])("the public key of a %s key for %s is sound", async (spec, usage) => {
  // The cloud's own PEM is of no use then.
  await bench.cloud.set({ "tencent.faultyPem": true });
  const { keyId } = await bench.keys.create(requestOf({ spec, usage }));
  const { pem, der } = await bench.keys.publicKey({ keyId });
  const key = createPublicKey(pem);
  const own = key.export({ format: "der", type: "spki" }).toString("base64");
  expect(own).toBe(der);
});

test("a symmetric key has no public key", async () => {
  const { keyId } = await bench.keys.create(requestOf());
  await expect(bench.keys.publicKey({ keyId })).rejects.toMatchObject({
    kind: "invalid",
    keyId,
  });
});
