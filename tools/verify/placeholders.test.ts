import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { at, resolve, Unknown, type Known } from "./placeholders";

const script = { materialBytes: () => 32 };
const known: Known = new Map([
  ["run", "5f0e6a21"],
  ["symmetric", "key-1"],
]);

test("placeholders stand for what the run knows, anywhere in a request", () => {
  const request = {
    KeyId: "<symmetric>",
    Ids: ["acs:<symmetric>", "x"],
    Alias: "verify-kms-<run>-<3 letters>",
    HsmClusterId: "<home?>",
    Days: 7,
  };
  expect(resolve(request, known, script)).toEqual({
    KeyId: "key-1",
    Ids: ["acs:key-1", "x"],
    Alias: "verify-kms-5f0e6a21-xxx",
    Days: 7,
  });
});

test("what is not known is named", () => {
  expect(() => resolve({ KeyId: "<rsa>" }, known, script)).toThrow(
    new Unknown("rsa"),
  );
});

test("material is the same for the whole run, of the cloud's length, and wrapped with its key", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const own = new Map([
    ...known,
    ["wrapping key", publicKey.toString("base64")] as const,
  ]);
  const unwrapped = (name: string) => {
    const { M: wrapped } = resolve({ M: `<wrapped ${name}>` }, own, script);
    return privateDecrypt(
      {
        key: privateKey,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: "sha256",
      },
      Buffer.from(wrapped as string, "base64"),
    );
  };
  expect(unwrapped("material")).toHaveLength(32);
  expect(unwrapped("material")).toEqual(unwrapped("material"));
  expect(unwrapped("other")).not.toEqual(unwrapped("material"));
  expect(unwrapped("stump")).toHaveLength(20);
});

test("a reply's value is found by its path", () => {
  const reply = { Keys: { Key: [{ KeyId: "a" }] }, Total: 1, None: null };
  expect(at(reply, "Keys.Key.0.KeyId")).toBe("a");
  expect(at(reply, "Total")).toBe("1");
  expect(at(reply, "None")).toBeUndefined();
  expect(at(reply, "Keys.Key.1.KeyId")).toBeUndefined();
});
