import { constants, createHash, publicEncrypt } from "node:crypto";
import { Bench } from "../../testing/tencent";
import { DAY } from "./record";

const SM_BYTES = Buffer.alloc(16, 7);

/** How a client wraps material for each WrappingAlgorithm. */
const WRAPS: Readonly<Record<string, object>> = {
  RSAES_PKCS1_V1_5: { padding: constants.RSA_PKCS1_PADDING },
  RSAES_OAEP_SHA_1: {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: "sha1",
  },
  RSAES_OAEP_SHA_256: {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: "sha256",
  },
};

interface Offer {
  KeyId: string;
  ImportToken: string;
  PublicKey: string;
  ParametersValidTo: number;
}

async function external(parameters: object = {}) {
  const bench = new Bench();
  const KeyId = await bench.createKey({ Type: 2, ...parameters });
  return { bench, KeyId };
}

async function offered(
  bench: Bench,
  KeyId: string,
  WrappingAlgorithm = "RSAES_OAEP_SHA_256",
  region?: string,
): Promise<Offer> {
  const parameters = { KeyId, WrappingAlgorithm, WrappingKeySpec: "RSA_2048" };
  const answer = await bench.kms("GetParametersForImport", parameters, {
    region,
  });
  return answer as unknown as Offer;
}

function wrapped(
  offer: Offer,
  material: Buffer,
  algorithm = "RSAES_OAEP_SHA_256",
) {
  const key = `-----BEGIN PUBLIC KEY-----\n${offer.PublicKey}\n-----END PUBLIC KEY-----`;
  return {
    KeyId: offer.KeyId,
    ImportToken: offer.ImportToken,
    EncryptedKeyMaterial: publicEncrypt(
      { key, ...WRAPS[algorithm] },
      material,
    ).toString("base64"),
  };
}

async function importInto(
  bench: Bench,
  KeyId: string,
  material = SM_BYTES,
  ValidTo = 0,
): Promise<string> {
  const offer = await offered(bench, KeyId);
  const parameters = { ...wrapped(offer, material), ValidTo };
  return bench.code("ImportKeyMaterial", parameters);
}

test.each(Object.keys(WRAPS))(
  "material wrapped with %s makes the key usable",
  async (algorithm) => {
    const { bench, KeyId } = await external();
    const offer = await offered(bench, KeyId, algorithm);
    expect(offer.ParametersValidTo).toBe(bench.now + DAY);
    await bench.kms("ImportKeyMaterial", wrapped(offer, SM_BYTES, algorithm));
    expect((await bench.metadata(KeyId)).KeyState).toBe("Enabled");
    const { CiphertextBlob } = await bench.kms("Encrypt", {
      KeyId,
      Plaintext: "AAAA",
    });
    const opened = await bench.kms("Decrypt", { CiphertextBlob });
    expect(opened.Plaintext).toBe("AAAA");
  },
);

test("a FIPS region takes 32 bytes, an SM region 16, and neither anything else", async () => {
  for (const [region, right] of [
    ["ap-guangzhou", 16],
    ["ap-singapore", 32],
  ] as const) {
    const bench = new Bench();
    const options = { region };
    const { KeyId } = await bench.kms(
      "CreateKey",
      { Alias: "byok", Type: 2 },
      options,
    );
    for (const length of [16, 24, 32]) {
      const offer = await offered(bench, String(KeyId), undefined, region);
      const parameters = wrapped(offer, Buffer.alloc(length, 1));
      expect(await bench.code("ImportKeyMaterial", parameters, options)).toBe(
        length === right ? "ok" : "InvalidParameter.DecryptMaterialError",
      );
    }
  }
});

test("only the same material may be imported again, also after it was deleted", async () => {
  const { bench, KeyId } = await external();
  const other = createHash("md5").update("other").digest();
  expect(await importInto(bench, KeyId)).toBe("ok");
  expect(await importInto(bench, KeyId, other)).toBe(
    "InvalidParameterValue.MaterialNotMatch",
  );
  const { CiphertextBlob } = await bench.kms("Encrypt", {
    KeyId,
    Plaintext: "AAAA",
  });
  await bench.kms("DeleteImportedKeyMaterial", { KeyId });
  expect((await bench.metadata(KeyId)).KeyState).toBe("PendingImport");
  expect(await importInto(bench, KeyId, other)).toBe(
    "InvalidParameterValue.MaterialNotMatch",
  );
  expect(await importInto(bench, KeyId)).toBe("ok");
  const opened = await bench.kms("Decrypt", { CiphertextBlob });
  expect(opened.Plaintext).toBe("AAAA");
});

test("material expires by the clock, and importing it again moves the date", async () => {
  const { bench, KeyId } = await external();
  const end = bench.now + 10 * DAY;
  expect(await importInto(bench, KeyId, SM_BYTES, end)).toBe("ok");
  expect((await bench.metadata(KeyId)).ValidTo).toBe(end);
  expect(await importInto(bench, KeyId, SM_BYTES, end + DAY)).toBe("ok");
  bench.advance(11 * DAY - 1);
  expect((await bench.metadata(KeyId)).KeyState).toBe("Enabled");
  bench.advance(1);
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyState: "PendingImport",
    ValidTo: 0,
  });
});

test("a token ends after a day", async () => {
  const { bench, KeyId } = await external();
  const late = wrapped(await offered(bench, KeyId), SM_BYTES);
  bench.advance(DAY);
  expect(await bench.code("ImportKeyMaterial", late)).toBe(
    "ResourceUnavailable.TokenExpired",
  );
});

test("a token belongs to its key pair and to its key", async () => {
  const { bench, KeyId } = await external();
  const first = await offered(bench, KeyId);
  const second = await offered(bench, KeyId);
  const mixed = {
    ...wrapped(first, SM_BYTES),
    ImportToken: second.ImportToken,
  };
  expect(await bench.code("ImportKeyMaterial", mixed)).toBe(
    "InvalidParameter.DecryptMaterialError",
  );
  const other = await bench.createKey({ Type: 2 });
  const stolen = { ...wrapped(first, SM_BYTES), KeyId: other };
  expect(await bench.code("ImportKeyMaterial", stolen)).toBe(
    "InvalidParameter",
  );
});

test("what is no wrapped material is refused", async () => {
  const { bench, KeyId } = await external();
  const good = wrapped(await offered(bench, KeyId), SM_BYTES);
  for (const EncryptedKeyMaterial of ["", "not base64", "AAAA"])
    expect(
      await bench.code("ImportKeyMaterial", { ...good, EncryptedKeyMaterial }),
    ).toBe("InvalidParameter.DecryptMaterialError");
});

test("ValidTo lies in the future, and not beyond 2147443200", async () => {
  const { bench, KeyId } = await external();
  expect(await importInto(bench, KeyId, SM_BYTES, bench.now)).toBe(
    "InvalidParameter",
  );
  expect(await importInto(bench, KeyId, SM_BYTES, 2_147_443_201)).toBe(
    "InvalidParameter",
  );
  expect(await importInto(bench, KeyId, SM_BYTES, 2_147_443_200)).toBe("ok");
});

test("a key of the KMS takes no material", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  const parameters = {
    KeyId,
    WrappingAlgorithm: "RSAES_PKCS1_V1_5",
    WrappingKeySpec: "RSA_2048",
  };
  const code = "UnsupportedOperation.NotExternalCmk";
  expect(await bench.code("GetParametersForImport", parameters)).toBe(code);
  expect(await bench.code("DeleteImportedKeyMaterial", { KeyId })).toBe(code);
});

test("binding cancels the expiry and keeps the material from being deleted", async () => {
  const { bench, KeyId } = await external();
  await importInto(bench, KeyId, SM_BYTES, bench.now + DAY);
  await bench.kms("BindCloudResource", {
    KeyId,
    ProductId: "cos",
    ResourceId: "bucket",
  });
  bench.advance(2 * DAY);
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyState: "Enabled",
    ValidTo: 0,
  });
  expect(await bench.code("DeleteImportedKeyMaterial", { KeyId })).toBe(
    "FailedOperation.CmkUsedByCloudProduct",
  );
});
