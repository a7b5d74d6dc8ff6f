import {
  constants,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
} from "node:crypto";
import { pemOf, wrapMaterial } from "./material";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
});
const der = publicKey
  .export({ type: "spki", format: "der" })
  .toString("base64");

test("what was wrapped is unwrapped with OAEP and SHA-256", () => {
  const material = randomBytes(32);
  const wrapped = wrapMaterial(material.toString("base64"), der);
  const unwrapped = privateDecrypt(
    {
      key: privateKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    },
    Buffer.from(wrapped, "base64"),
  );
  expect(unwrapped).toEqual(material);
});

test("PEM is folded as every tool folds it", () => {
  expect(pemOf(der)).toBe(publicKey.export({ type: "spki", format: "pem" }));
});
