import fc from "fast-check";
import { Bench } from "../../testing/tencent";

const bench = new Bench();
let KeyId: string;

beforeAll(async () => {
  KeyId = await bench.createKey();
});

const bytes = fc.uint8Array({ minLength: 1, maxLength: 4096 });

test("what was encrypted decrypts under the same context, and only under it", async () => {
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.string({ maxLength: 50 }),
      async (plain, value) => {
        const Plaintext = Buffer.from(plain).toString("base64");
        const EncryptionContext = JSON.stringify({ value });
        const { CiphertextBlob } = await bench.kms("Encrypt", {
          KeyId,
          Plaintext,
          EncryptionContext,
        });
        expect(
          await bench.kms("Decrypt", { CiphertextBlob, EncryptionContext }),
        ).toMatchObject({ KeyId, Plaintext });
        expect(await bench.code("Decrypt", { CiphertextBlob })).toBe(
          "InvalidParameterValue.InvalidCiphertext",
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("a ciphertext is three pieces joined by -k-, and a change of any piece is noticed", async () => {
  const { CiphertextBlob } = await bench.kms("Encrypt", {
    KeyId,
    Plaintext: "AAAA",
  });
  const [key = "", version = "", sealed = ""] =
    String(CiphertextBlob).split("-k-");
  const flipped = Buffer.from(sealed, "base64");
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
  const damaged = [
    [key, version, flipped.toString("base64")],
    [key, Buffer.from("7").toString("base64"), sealed],
    ["AAAA", version, sealed],
    [key, version],
    [key, version, sealed, "AAAA"],
    [""],
  ];
  for (const pieces of damaged)
    expect(
      await bench.code("Decrypt", { CiphertextBlob: pieces.join("-k-") }),
    ).toBe("InvalidParameterValue.InvalidCiphertext");
});

test("a ciphertext of another region's or account's key is a missing key", async () => {
  const { CiphertextBlob } = await bench.kms("Encrypt", {
    KeyId,
    Plaintext: "AAAA",
  });
  expect(
    await bench.code("Decrypt", { CiphertextBlob }, { region: "ap-beijing" }),
  ).toBe("ResourceUnavailable.CmkNotFound");
});

test("a data key decrypts from its ciphertext and has the length asked for", async () => {
  const lengths: [object, number][] = [
    [{ KeySpec: "AES_128" }, 16],
    [{ KeySpec: "AES_256" }, 32],
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 1024, KeySpec: "AES_128" }, 1024],
  ];
  for (const [size, length] of lengths) {
    const made = await bench.kms("GenerateDataKey", { KeyId, ...size });
    expect(Buffer.from(String(made.Plaintext), "base64")).toHaveLength(length);
    const { CiphertextBlob } = made;
    const opened = await bench.kms("Decrypt", { CiphertextBlob });
    expect(opened.Plaintext).toBe(made.Plaintext);
  }
});

test("a FIPS region's key encrypts too", async () => {
  const FIPS = { region: "ap-singapore" };
  const created = await bench.kms("CreateKey", { Alias: "fips" }, FIPS);
  const plain = { KeyId: created.KeyId, Plaintext: "AAAA" };
  const { CiphertextBlob } = await bench.kms("Encrypt", plain, FIPS);
  const opened = await bench.kms("Decrypt", { CiphertextBlob }, FIPS);
  expect(opened.Plaintext).toBe("AAAA");
});

const PLAIN = { Plaintext: "AAAA" };
test.each([
  ["Encrypt", { Plaintext: "" }, "InvalidParameterValue.InvalidPlaintext"],
  [
    "Encrypt",
    { Plaintext: "secret" },
    "InvalidParameterValue.InvalidPlaintext",
  ],
  [
    "Encrypt",
    { Plaintext: Buffer.alloc(4097).toString("base64") },
    "InvalidParameterValue.InvalidPlaintext",
  ],
  ["Encrypt", { ...PLAIN, EncryptionContext: "[]" }, "InvalidParameter"],
  ["Encrypt", { ...PLAIN, EncryptionContext: "{" }, "InvalidParameter"],
  ["GenerateDataKey", {}, "MissingParameter"],
  ["GenerateDataKey", { KeySpec: "AES_192" }, "InvalidParameter"],
  ["GenerateDataKey", { NumberOfBytes: 1025 }, "InvalidParameter"],
  [
    "GenerateDataKey",
    { KeySpec: "AES_128", IsHostedByKms: 1 },
    "UnsupportedOperation",
  ],
  [
    "GenerateDataKey",
    { KeySpec: "AES_128", EncryptionPublicKey: "x" },
    "UnsupportedOperation",
  ],
  [
    "GenerateDataKey",
    { KeySpec: "AES_128", HsmClusterId: "cls-hsm-9" },
    "InvalidParameterValue.InvalidHsmClusterId",
  ],
])("%s refuses %j", async (action, parameters, code) => {
  expect(await bench.code(action, { KeyId, ...parameters })).toBe(code);
});

test("an asymmetric key does not encrypt", async () => {
  const asymmetric = await bench.createKey({
    KeyUsage: "ASYMMETRIC_DECRYPT_RSA_2048",
  });
  expect(await bench.code("Encrypt", { KeyId: asymmetric, ...PLAIN })).toBe(
    "InvalidParameter",
  );
  const generated = { KeyId: asymmetric, KeySpec: "AES_256" };
  expect(await bench.code("GenerateDataKey", generated)).toBe(
    "InvalidParameterValue.InvalidKeyUsage",
  );
});
