import { timingSafeEqual } from "node:crypto";
import type {
  Account,
  Accounts,
  Switches,
  WireRequest,
} from "../../core/contract";
import { ApiError } from "../errors";
import type { Nonces } from "./nonces";
import { header, type Parameters } from "./parameters";
import { signV1 } from "./signature-v1";
import { parseAuthorization, sha256, signV3, speaksV3 } from "./signature-v3";

/** How far a request's time may be off (docs/clouds/alibaba.md#errors, InvalidTimeStamp.Expired). */
const TIME_WINDOW_MS = 15 * 60_000;

export interface Gate {
  accounts: Accounts;
  nonces: Nonces;
  switches: Switches;
  /** The real time, in epoch ms: clients sign with their own clock, independent of the emulator's. */
  wallNow(): number;
  /** The emulator's time, in epoch ms, by which temporary credentials expire. */
  now(): number;
}

/** The fields of a request's signature, in either version. */
interface SignatureFields {
  accessKeyId: string;
  timestamp: string | undefined;
  nonce: string | undefined;
  token: string | undefined;
  signature: string;
  sign(secret: string): { stringToSign: string; signature: string };
  /** False if the client has signed another body. */
  ofThisBody: boolean;
}

/** The caller of a well-signed request; throws the gateway's error otherwise. */
export function authenticate(
  request: WireRequest,
  parameters: Parameters,
  gate: Gate,
): Account {
  const signed = speaksV3(request.headers.authorization)
    ? fieldsV3(request, parameters)
    : fieldsV1(request, parameters);
  checkTimestamp(signed.timestamp, gate.wallNow());
  const account = gate.accounts.find(signed.accessKeyId);
  if (account === undefined) throw ApiError.of("InvalidAccessKeyId.NotFound");
  checkToken(account, signed.token, gate);
  checkSignature(signed, account.accessKeySecret, gate.switches);
  checkNonce(signed, gate);
  return account;
}

function fieldsV1(request: WireRequest, { all }: Parameters): SignatureFields {
  const accessKeyId = all.get("AccessKeyId");
  if (!accessKeyId) throw missingAccessKeyId();
  const signature = all.get("Signature");
  if (!signature) throw ApiError.of("IncompleteSignature");
  requireValue(all, "SignatureMethod", "HMAC-SHA1");
  requireValue(all, "SignatureVersion", "1.0");
  return {
    accessKeyId,
    signature,
    timestamp: all.get("Timestamp"),
    nonce: all.get("SignatureNonce"),
    token: all.get("SecurityToken"),
    sign: (secret) => signV1(request.method, all, secret),
    ofThisBody: true,
  };
}

function fieldsV3(
  request: WireRequest,
  parameters: Parameters,
): SignatureFields {
  const authorization = parseAuthorization(request.headers.authorization ?? "");
  if (authorization === undefined) throw ApiError.of("IncompleteSignature");
  const { accessKeyId, signature, signedHeaders } = authorization;
  const hash = header(request, "x-acs-content-sha256")?.toLowerCase();
  return {
    accessKeyId,
    signature,
    timestamp: header(request, "x-acs-date"),
    nonce: header(request, "x-acs-signature-nonce"),
    token:
      header(request, "x-acs-security-token") ??
      parameters.all.get("SecurityToken"),
    sign: (secret) => signV3(request, parameters.query, signedHeaders, secret),
    ofThisBody: hash === undefined || hash === sha256(request.body),
  };
}

function missingAccessKeyId(): ApiError {
  return ApiError.custom(
    "MissingAccessKeyId",
    400,
    "AccessKeyId is mandatory for this action.",
  );
}

function requireValue(
  all: ReadonlyMap<string, string>,
  name: string,
  only: string,
): void {
  const value = all.get(name);
  if (!value) throw ApiError.of("IncompleteSignature");
  if (value !== only) throw ApiError.of("InvalidParameter", name);
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export function checkTimestamp(
  timestamp: string | undefined,
  wallNow: number,
): void {
  if (!timestamp) throw ApiError.of("IllegalTimestamp");
  const time = TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(time)) throw ApiError.of("InvalidTimeStamp.Format");
  if (Math.abs(wallNow - time) > TIME_WINDOW_MS)
    throw ApiError.of("InvalidTimeStamp.Expired");
}

function checkToken(account: Account, token: string | undefined, gate: Gate) {
  if (account.token === undefined) {
    if (token) throw ApiError.of("InvalidSecurityToken.MismatchWithAccessKey");
    return;
  }
  if (!token)
    throw ApiError.custom(
      "MissingSecurityToken",
      400,
      "SecurityToken is mandatory for this action.",
    );
  if (token !== account.token)
    throw ApiError.of("InvalidSecurityToken.MismatchWithAccessKey");
  if (account.expires !== undefined && account.expires <= gate.now())
    throw ApiError.named(gate.switches.get("alibaba.expiredTokenCode"));
}

function checkSignature(
  signed: SignatureFields,
  secret: string,
  switches: Switches,
) {
  const { stringToSign, signature } = signed.sign(secret);
  const expected = Buffer.from(signature);
  const sent = Buffer.from(signed.signature);
  const isSame =
    expected.length === sent.length && timingSafeEqual(expected, sent);
  if (isSame && signed.ofThisBody) return;
  const { code, message } = ApiError.of("SignatureDoesNotMatch", stringToSign);
  const status = switches.get<number>("alibaba.signatureMismatchStatus");
  throw ApiError.custom(code, status, message);
}

/** Only nonces of well-signed requests count. V1 requests may go without one (docs/clouds/alibaba.md#signature-v1). */
function checkNonce(signed: SignatureFields, gate: Gate): void {
  if (!signed.nonce) return;
  const nonce = `${signed.accessKeyId} ${signed.nonce}`;
  if (!gate.nonces.use(nonce, gate.wallNow()))
    throw ApiError.of("SignatureNonceUsed");
}
