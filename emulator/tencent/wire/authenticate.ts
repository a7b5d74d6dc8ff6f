import type { Account, Accounts, WireRequest } from "../../core/contract";
import { refusal } from "./errors";
import { header } from "./headers";
import {
  canonicalRequest,
  parseAuthorization,
  sha256Hex,
  sign,
  stringToSign,
  utcDate,
  type Authorization,
} from "./signature";

/** How far a client's clock may be off, in seconds (docs/clouds/tencent.md#requests). */
const TIMESTAMP_WINDOW = 300;

/** Headers that every signature must cover (docs/clouds/tencent.md#signature). */
const MUST_BE_SIGNED = ["content-type", "host"];

export interface Identity {
  account: Account;
  /** The service in the credential scope, as the client wrote it. */
  service: string;
}

/**
 * The caller of a signed request, in the order of docs/clouds/tencent.md#order-of-checks: form of the header, time,
 * SecretId, token, signature. The timestamp is compared with the machine's clock, as clients use it: the emulator's
 * clock does not move theirs.
 */
export function authenticate(
  request: WireRequest,
  accounts: Accounts,
  nowSeconds: number,
  wallSeconds: number,
): Identity {
  const authorization = parsed(request);
  const timestamp = checkedTimestamp(request, authorization, wallSeconds);
  const account = knownAccount(accounts, authorization.secretId);
  checkToken(account, header(request, "x-tc-token"), nowSeconds);
  checkSignature(request, authorization, account, timestamp);
  return { account, service: authorization.service };
}

function parsed(request: WireRequest): Authorization {
  const text = header(request, "authorization");
  if (text === "")
    throw refusal("MissingParameter", "The header Authorization is missing.");
  const authorization = parseAuthorization(text);
  if (!authorization) throw refusal("AuthFailure.InvalidAuthorization");
  const unsigned = MUST_BE_SIGNED.filter(
    (name) => !authorization.signedHeaders.includes(name),
  );
  if (unsigned.length > 0)
    throw refusal(
      "AuthFailure.InvalidAuthorization",
      `SignedHeaders must include ${unsigned.join(" and ")}.`,
    );
  return authorization;
}

function checkedTimestamp(
  request: WireRequest,
  authorization: Authorization,
  wallSeconds: number,
): number {
  const text = header(request, "x-tc-timestamp");
  if (text === "")
    throw refusal("MissingParameter", "The header X-TC-Timestamp is missing.");
  if (!/^\d{1,11}$/.test(text))
    throw refusal("InvalidParameter", "X-TC-Timestamp is no Unix time.");
  const timestamp = Number(text);
  if (Math.abs(timestamp - wallSeconds) > TIMESTAMP_WINDOW)
    throw refusal(
      "AuthFailure.SignatureExpire",
      "X-TC-Timestamp is more than five minutes from the server's time.",
    );
  if (authorization.date !== utcDate(timestamp))
    throw refusal(
      "AuthFailure.SignatureExpire",
      "The date in Credential is not the UTC date of X-TC-Timestamp.",
    );
  return timestamp;
}

function knownAccount(accounts: Accounts, secretId: string): Account {
  if (!/^[\w-]+$/.test(secretId)) throw refusal("AuthFailure.InvalidSecretId");
  const account = accounts.find(secretId);
  if (!account) throw refusal("AuthFailure.SecretIdNotFound");
  return account;
}

function checkToken(account: Account, token: string, nowSeconds: number): void {
  if ((account.token ?? "") !== token)
    throw refusal("AuthFailure.TokenFailure");
  if (account.expires !== undefined && account.expires <= nowSeconds * 1000)
    throw refusal("AuthFailure.TokenFailure");
}

function checkSignature(
  request: WireRequest,
  authorization: Authorization,
  account: Account,
  timestamp: number,
): void {
  const scope = {
    date: authorization.date,
    service: authorization.service,
    timestamp,
  };
  const payloadHash = hashOfPayload(request);
  const matches = signedValues(request, authorization.signedHeaders).some(
    (headers) => {
      const canonical = canonicalRequest({
        method: request.method,
        path: request.path.split("?", 1)[0] ?? "/",
        query: request.query,
        headers,
        payloadHash,
      });
      const text = stringToSign(scope, canonical);
      const expected = sign(account.accessKeySecret, scope, text);
      return expected === authorization.signature;
    },
  );
  if (!matches) throw refusal("AuthFailure.SignatureFailure");
}

function hashOfPayload(request: WireRequest): string {
  const unsigned = "UNSIGNED-PAYLOAD";
  return header(request, "x-tc-content-sha256") === unsigned
    ? sha256Hex(unsigned)
    : sha256Hex(request.body);
}

/**
 * The texts that a client may have signed for these headers. The docs lower-case values, the SDKs leave content-type
 * and host as they are; the Node SDK signs the host without its port (docs/clouds/tencent.md#sdk-for-node).
 */
function signedValues(
  request: WireRequest,
  names: readonly string[],
): [string, string][][] {
  const values = names.map((name): [string, string] => {
    const value = header(request, name);
    if (value === "")
      throw refusal(
        "AuthFailure.InvalidAuthorization",
        `SignedHeaders names ${name}, which was not sent.`,
      );
    return [name, value];
  });
  const lowered = mapped(values, (_, value) => value.toLowerCase());
  const verbatim = mapped(values, (name, value) =>
    MUST_BE_SIGNED.includes(name) ? value : value.toLowerCase(),
  );
  return [lowered, verbatim].flatMap((form) => [
    form,
    mapped(form, (name, value) =>
      name === "host" ? value.replace(/:\d+$/, "") : value,
    ),
  ]);
}

function mapped(
  headers: readonly [string, string][],
  change: (name: string, value: string) => string,
): [string, string][] {
  return headers.map(([name, value]) => [name, change(name, value)]);
}
