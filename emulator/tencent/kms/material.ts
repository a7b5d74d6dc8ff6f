import { createHash, randomBytes } from "node:crypto";
import type * as z from "zod";
import type { Collection } from "../../core/contract";
import {
  nextWrappingPair,
  unwrap,
  type WrappingAlgorithm,
} from "../../core/cryptography";
import type { Context } from "../context";
import { decodeBase64 } from "../wire/base64";
import { refusal, refusalNamed } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { requireUnbound } from "./binding";
import type {
  DeleteImportedKeyMaterial,
  GetParametersForImport,
  ImportKeyMaterial,
} from "./parameters";
import { keyOf } from "./read";
import { DAY, withoutMaterial, type KeyRecord } from "./record";
import { standardOf } from "./regions";
import { stateAfter } from "./states";
import { MATERIAL_BYTES } from "./usages";

/** What one GetParametersForImport promised; the token is its id. */
interface ImportOffer {
  token: string;
  keyId: string;
  algorithm: WrappingAlgorithm;
  privateKey: string;
  /** Unix seconds. */
  validTo: number;
}

const OFFER_LIFETIME = DAY;
/** How long a token is remembered after its end, so that its user learns that it expired. */
const KEPT_AFTER_END = 7 * DAY;

/** Each reply has a key pair and a token of its own (docs/clouds/tencent.md#imported-key-material). */
export function getParametersForImport(
  { KeyId, WrappingAlgorithm }: z.output<typeof GetParametersForImport>,
  context: Context,
): Reply {
  const { now, switches } = context;
  const key = externalKey(KeyId, context);
  stateAfter("GetParametersForImport", key.state, switches);
  const pair = nextWrappingPair();
  const offer: ImportOffer = {
    token: randomBytes(96).toString("base64"),
    keyId: KeyId,
    algorithm: WrappingAlgorithm,
    privateKey: pair.privateKey,
    validTo: now + OFFER_LIFETIME,
  };
  const offers = offersOf(context);
  for (const { token, validTo } of offers.values())
    if (validTo + KEPT_AFTER_END < now) offers.delete(token);
  offers.put(offer.token, offer);
  return {
    KeyId,
    ImportToken: offer.token,
    PublicKey: pair.publicKey,
    ParametersValidTo: offer.validTo,
  };
}

/** Once a key has held material, only the same bytes may come again; that is also how ValidTo is changed. */
export function importKeyMaterial(
  parameters: z.output<typeof ImportKeyMaterial>,
  context: Context,
): void {
  const { KeyId, ImportToken, ValidTo } = parameters;
  if (ValidTo !== 0 && ValidTo <= context.now)
    throw refusal("InvalidParameter", "ValidTo must be in the future.");
  const key = externalKey(KeyId, context);
  const state = stateAfter("ImportKeyMaterial", key.state, context.switches);
  const offer = offerFor(KeyId, ImportToken, context);
  const material = unwrapped(parameters.EncryptedKeyMaterial, offer);
  checkLength(material, key, context);
  const digest = createHash("sha256").update(material).digest("hex");
  if (key.materialDigest !== "" && key.materialDigest !== digest)
    throw refusal("InvalidParameterValue.MaterialNotMatch");
  context.keys.put({
    ...key,
    state,
    materials: { [key.version]: material.toString("base64") },
    materialDigest: digest,
    validTo: ValidTo,
  });
}

export function deleteImportedKeyMaterial(
  { KeyId }: z.output<typeof DeleteImportedKeyMaterial>,
  context: Context,
): void {
  const key = externalKey(KeyId, context);
  requireUnbound(key);
  stateAfter("DeleteImportedKeyMaterial", key.state, context.switches);
  context.keys.put(withoutMaterial(key));
}

function externalKey(keyId: string, context: Context): KeyRecord {
  const key = keyOf(keyId, context);
  if (key.origin !== "EXTERNAL")
    throw refusal("UnsupportedOperation.NotExternalCmk");
  return key;
}

function offersOf({ services }: Context): Collection<ImportOffer> {
  return services.store.collection("tencent.importOffers");
}

function offerFor(keyId: string, token: string, context: Context): ImportOffer {
  const offer = offersOf(context).get(token);
  if (offer?.keyId !== keyId)
    throw refusal(
      "InvalidParameter",
      "ImportToken was not given by GetParametersForImport for this key.",
    );
  if (offer.validTo <= context.now)
    throw refusal("ResourceUnavailable.TokenExpired");
  return offer;
}

function unwrapped(encrypted: string, offer: ImportOffer): Buffer {
  const bytes = decodeBase64(encrypted);
  const material = bytes && unwrap(offer.privateKey, offer.algorithm, bytes);
  if (!material) throw refusal("InvalidParameter.DecryptMaterialError");
  return material;
}

function checkLength(
  material: Buffer,
  key: KeyRecord,
  { switches }: Context,
): void {
  const standard = standardOf(switches, key.region);
  const needed = MATERIAL_BYTES[standard];
  if (material.length !== needed)
    throw refusalNamed(
      switches.get<string>("tencent.materialLengthCode"),
      `A ${standard} region takes ${needed} bytes of key material.`,
    );
}
