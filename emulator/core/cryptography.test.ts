import {
  constants,
  createPublicKey,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import fc from "fast-check";
import {
  generateMaterial,
  nextWrappingPair,
  open,
  publicKeyDer,
  seal,
  unwrap,
  type MaterialKind,
  type WrappingAlgorithm,
} from "./cryptography";

test.each([
  ["AES_128", 16],
  ["AES_192", 24],
  ["AES_256", 32],
  ["SM4", 16],
] as const)("%s material has %d random bytes", (kind, bytes) => {
  const material = generateMaterial(kind);
  expect(Buffer.from(material, "base64")).toHaveLength(bytes);
  expect(generateMaterial(kind)).not.toBe(material);
});

test.each([
  ["RSA_2048", 2048],
  ["RSA_3072", 3072],
  ["RSA_4096", 4096],
] as const)("the public key of %s is an SPKI with %d bits", (kind, bits) => {
  const key = readPublicKey(publicKeyDer(generateMaterial(kind)));
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(bits);
});

test.each<[MaterialKind, string]>([
  ["EC_P256", "06082a8648ce3d030107"],
  ["EC_P256K", "06052b8104000a"],
  ["EC_P384", "06052b81040022"],
  ["SM2", "06082a811ccf5501822d"],
])("the public key of %s is an SPKI with that curve's OID", (kind, oid) => {
  const der = publicKeyDer(generateMaterial(kind));
  expect(readPublicKey(der).type).toBe("public");
  expect(Buffer.from(der, "base64").toString("hex")).toContain(oid);
});

test("the public key of one material is always the same", () => {
  const material = generateMaterial("EC_P256");
  expect(publicKeyDer(material)).toBe(publicKeyDer(material));
});

const symmetric = fc.constantFrom(
  ...(["AES_128", "AES_192", "AES_256", "SM4"] as const).map(generateMaterial),
);
const bytes = fc
  .uint8Array({ maxLength: 300 })
  .map((array) => Buffer.from(array));

test("what is sealed opens to the same bytes, and never twice to the same ciphertext", () => {
  fc.assert(
    fc.property(symmetric, bytes, fc.string(), (material, plain, context) => {
      const sealed = seal(material, plain, context);
      expect(open(material, sealed, context)).toEqual(plain);
      expect(seal(material, plain, context)).not.toEqual(sealed);
    }),
  );
});

test("a sealed text with any byte changed does not open", () => {
  const material = generateMaterial("AES_256");
  fc.assert(
    fc.property(
      bytes,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (p, at, x) => {
        const sealed = seal(material, p, "context");
        const index = at % sealed.length;
        sealed.writeUInt8(sealed.readUInt8(index) ^ x, index);
        expect(open(material, sealed, "context")).toBeUndefined();
      },
    ),
  );
});

test("a sealed text opens with its own context and material only, and whole", () => {
  const material = generateMaterial("AES_256");
  const sealed = seal(material, Buffer.from("secret"), "a");
  expect(open(material, sealed, "b")).toBeUndefined();
  expect(open(generateMaterial("AES_256"), sealed, "a")).toBeUndefined();
  expect(open(material, sealed.subarray(0, -1), "a")).toBeUndefined();
  expect(open(material, Buffer.alloc(5), "a")).toBeUndefined();
});

const wrappings: Record<WrappingAlgorithm, object> = {
  RSAES_PKCS1_V1_5: { padding: constants.RSA_PKCS1_PADDING },
  RSAES_OAEP_SHA_1: { padding: constants.RSA_PKCS1_OAEP_PADDING },
  RSAES_OAEP_SHA_256: {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: "sha256",
  },
};
const algorithms = Object.keys(wrappings) as WrappingAlgorithm[];

function readPublicKey(der: string) {
  const key = Buffer.from(der, "base64");
  return createPublicKey({ key, type: "spki", format: "der" });
}

function wrap(publicKey: string, algorithm: WrappingAlgorithm, plain: Buffer) {
  const key = readPublicKey(publicKey);
  return publicEncrypt({ key, ...wrappings[algorithm] }, plain);
}

test.each(algorithms)("%s unwraps what a client wrapped", (algorithm) => {
  const pair = nextWrappingPair();
  for (const length of [1, 16, 32, 190]) {
    const plain = randomBytes(length);
    const wrapped = wrap(pair.publicKey, algorithm, plain);
    expect(unwrap(pair.privateKey, algorithm, wrapped)).toEqual(plain);
  }
});

test.each(algorithms)("%s refuses what was not wrapped for it", (algorithm) => {
  const pair = nextWrappingPair();
  const plain = randomBytes(32);
  const wrapped = wrap(pair.publicKey, algorithm, plain);
  const { privateKey: otherKey } = nextWrappingPair();
  expect(unwrap(otherKey, algorithm, wrapped)).not.toEqual(plain);
  for (const other of algorithms.filter((name) => name !== algorithm)) {
    expect(unwrap(pair.privateKey, other, wrapped)).not.toEqual(plain);
  }
  for (const length of [0, 10, 255, 257]) {
    const junk = randomBytes(length);
    expect(unwrap(pair.privateKey, algorithm, junk)).toBeUndefined();
  }
});

test("an import gets another pair than the seven before it", () => {
  const pairs = Array.from({ length: 20 }, nextWrappingPair);
  pairs.forEach((pair, i) => {
    expect(pairs.slice(Math.max(0, i - 7), i)).not.toContain(pair);
  });
});
