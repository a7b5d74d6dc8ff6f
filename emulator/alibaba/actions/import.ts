import { createHash } from "node:crypto";
import {
  nextWrappingPair,
  unwrap,
  WRAPPING_ALGORITHMS,
} from "../../core/cryptography";
import { ApiError } from "../errors";
import { dateText, primaryVersion, type KeyRecord } from "../state/key";
import { withoutMaterial } from "../state/lifecycle";
import { LIMITS } from "../tables/limits";
import { SPECS } from "../tables/specs";
import { keyAction, type Call } from "./action";
import { makeImportToken, readImportToken } from "./import-token";

/** The import of key material: docs/clouds/alibaba.md#imported-key-material. */
export const IMPORT_ACTIONS = {
  GetParametersForImport: keyAction(
    {
      WrappingAlgorithm: {
        type: "choice",
        values: [...WRAPPING_ALGORITHMS, "SM2PKE"],
        required: true,
      },
      WrappingKeySpec: {
        type: "choice",
        values: ["RSA_2048", "EC_SM2"],
        required: true,
      },
    },
    (call, key, { WrappingAlgorithm, WrappingKeySpec }) => {
      checkOrigin(key);
      if (WrappingAlgorithm === "SM2PKE" || WrappingKeySpec === "EC_SM2")
        throw ApiError.because(
          "UnsupportedOperation",
          "This emulator does not wrap with SM2PKE; use WrappingKeySpec RSA_2048 with RSAES_OAEP_SHA_256.",
        );
      const { publicKey, privateKey } = nextWrappingPair();
      const expires = call.now + LIMITS.importTokenHours * 3_600_000;
      return {
        KeyId: key.keyId,
        ImportToken: makeImportToken(call.store, {
          keyId: key.keyId,
          algorithm: WrappingAlgorithm,
          privateKey,
          expires,
        }),
        PublicKey: publicKey,
        TokenExpireTime: dateText(expires),
      };
    },
  ),

  ImportKeyMaterial: keyAction(
    {
      EncryptedKeyMaterial: { type: "bytes", required: true },
      ImportToken: { type: "text", required: true },
      KeyMaterialExpireUnix: {
        type: "integer",
        min: 0,
        max: LIMITS.lastUnixSecond,
        required: true,
      },
    },
    (call, key, request) => {
      checkOrigin(key);
      const expires = expiry(call, request.KeyMaterialExpireUnix);
      const token = readImportToken(call.store, request.ImportToken);
      if (token?.keyId !== key.keyId) throw ApiError.of("InvalidImportToken");
      if (token.expires <= call.now) throw ApiError.of("ExpiredImportToken");
      const material = unwrap(
        token.privateKey,
        token.algorithm,
        request.EncryptedKeyMaterial,
      );
      call.keys.put(withMaterial(key, material, expires));
      return {};
    },
  ),

  DeleteKeyMaterial: keyAction({}, (call, key) => {
    checkOrigin(key);
    call.keys.put(withoutMaterial(key));
    return {};
  }),
};

function checkOrigin(key: KeyRecord): void {
  if (key.origin !== "EXTERNAL") throw ApiError.of("Unsupported.Origin");
}

/** In epoch ms; undefined for 0, which means never. */
function expiry(call: Call, unixSeconds: number): number | undefined {
  if (unixSeconds === 0) return undefined;
  const expires = unixSeconds * 1000;
  if (expires <= call.now)
    throw ApiError.of("InvalidParameter", "KeyMaterialExpireUnix");
  return expires;
}

/** The key with imported material: of the spec's length, and the same bytes as the first time. */
function withMaterial(
  key: KeyRecord,
  material: Buffer | undefined,
  materialExpires: number | undefined,
): KeyRecord {
  const { importedBytes } = SPECS[key.spec];
  if (material === undefined || material.length !== importedBytes)
    throw ApiError.of("InvalidKeyMaterial");
  const digest = createHash("sha256").update(material).digest("hex");
  if (key.importedDigest !== undefined && key.importedDigest !== digest)
    throw ApiError.of("InvalidKeyMaterial");
  const version = primaryVersion(key);
  return {
    ...key,
    versions: [{ ...version, material: material.toString("base64") }],
    importedDigest: digest,
    lastRotation: version.created,
    materialExpires,
    state: key.state === "PendingImport" ? "Enabled" : key.state,
  };
}
