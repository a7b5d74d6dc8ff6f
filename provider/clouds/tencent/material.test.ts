import { createPublicKey, randomBytes } from "node:crypto";
import type { NamedSpec, Usage } from "../../model/types";
import { contextOf } from "../../../tests/support/clouds/bench";
import {
  REGION,
  newBench,
  requestOf,
} from "../../../tests/support/clouds/tencent";

const bench = newBench();
const context = contextOf();

describe("own material", () => {
  const material = randomBytes(16).toString("base64");

  async function makeExternal(): Promise<string> {
    const request = requestOf({ origin: "EXTERNAL" });
    return (await bench.service.create(request, context)).keyId;
  }

  function read(keyId: string) {
    return bench.service.describe(REGION, keyId, {}, context);
  }

  test("is imported, given another expiry, and deleted", async () => {
    const keyId = await makeExternal();
    expect(await read(keyId)).toMatchObject({
      state: "PendingImport",
      origin: "EXTERNAL",
    });
    await bench.service.importMaterial(REGION, keyId, { material }, context);
    const imported = await read(keyId);
    expect(imported).toMatchObject({ state: "Enabled" });
    expect(imported?.materialExpireTime).toBeUndefined();

    const expires = "2035-01-02T03:04:05Z";
    await bench.service.importMaterial(
      REGION,
      keyId,
      { material, expires },
      context,
    );
    expect(await read(keyId)).toMatchObject({ materialExpireTime: expires });

    await bench.service.deleteMaterial(REGION, keyId, context);
    expect(await read(keyId)).toMatchObject({ state: "PendingImport" });
  });

  test.each(["ImportKeyMaterial", "DeleteImportedKeyMaterial"])(
    "survives a lost answer of %s",
    async (action) => {
      const keyId = await makeExternal();
      await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
      await bench.service.importMaterial(REGION, keyId, { material }, context);
      await bench.service.deleteMaterial(REGION, keyId, context);
      expect(await read(keyId)).toMatchObject({ state: "PendingImport" });
    },
  );

  test("is not replaced by other material, and is not in the message", async () => {
    const keyId = await makeExternal();
    await bench.service.importMaterial(REGION, keyId, { material }, context);
    const other = randomBytes(16).toString("base64");
    await expect(
      bench.service.importMaterial(REGION, keyId, { material: other }, context),
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
  const { keyId } = await bench.service.create(
    requestOf({ spec, usage }),
    context,
  );
  const { pem, der } = await bench.service.publicKey(
    REGION,
    { keyId },
    context,
  );
  const key = createPublicKey(pem);
  const own = key.export({ format: "der", type: "spki" }).toString("base64");
  expect(own).toBe(der);
});

test("a symmetric key has no public key", async () => {
  const { keyId } = await bench.service.create(requestOf(), context);
  await expect(
    bench.service.publicKey(REGION, { keyId }, context),
  ).rejects.toMatchObject({ kind: "invalid", keyId });
});
