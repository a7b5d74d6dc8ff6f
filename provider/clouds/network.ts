/** What both clouds share below their SDKs: where requests go, and what a failure without a reply means. */

export interface Endpoint {
  protocol: "http" | "https";
  /** With port, if any. */
  host: string;
}

/** A host, a host with port, or a full URL without a path; https unless the URL says http. Undefined = none of these. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname, search, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  if (pathname !== "/" || search || username || password || !host)
    return undefined;
  return { protocol: protocol === "http:" ? "http" : "https", host };
}

export interface NetworkFailure {
  /** `unavailable`: the request never left, so it had no effect. `invalid`: nor will it, whenever it is tried. */
  kind: "invalid" | "unavailable" | "unknownOutcome";
  /** In our own words: the SDKs' messages hold the URL, and with it signature, token and key material. */
  detail: string;
  /** What the user can do about it, a full sentence. */
  remedy?: string;
}

/** An environment variable that should name a proxy does not. Its value may hold a password, and is not told. */
export class BadProxy extends Error {
  constructor(variable: string) {
    super(`the environment variable ${variable} is not a proxy's URL`);
  }
}
const BAD_PROXY_REMEDY =
  "It must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, or with https; in USER and PASSWORD, write % as %25, @ as %40, / as %2F, # as %23.";

const UNREACHED: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ENETUNREACH: "the network can't be reached",
  EHOSTUNREACH: "the host can't be reached",
  // Of our own, see agents.ts.
  ERR_PROXY_CREDENTIALS: "the proxy asks for other credentials",
  ERR_PROXY_REFUSED: "the proxy refused to connect to the host",
  ERR_PROXY_TIMEOUT: "the proxy did not answer in time",
  ERR_TLS_HANDSHAKE: "no TLS session could be made with the server",
};
const UNREACHED_REMEDY =
  "Check region, the endpoint settings, and whether a firewall or a proxy (HTTPS_PROXY) stands between.";

const DISTRUSTED: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  CERT_UNTRUSTED: "the server's certificate is not trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate chain is self-signed",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate has an unknown issuer",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the server's certificate has an unknown issuer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate can't be verified",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the server's certificate is for another host name",
};
const DISTRUSTED_REMEDY =
  "Check the endpoint settings; a proxy's own certificate authority goes into a file that NODE_EXTRA_CA_CERTS names.";

/** Failures before any byte of the request has been sent: name look-up, connect, TLS handshake. */
const NEVER_SENT = { ...UNREACHED, ...DISTRUSTED };

const CUT: Readonly<Record<string, string>> = {
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ECONNABORTED: "the connection was cut",
  ERR_STREAM_PREMATURE_CLOSE: "the connection was cut in mid-reply",
  ETIMEDOUT: "no answer came in time",
  ESOCKETTIMEDOUT: "no answer came in time",
};

/** What a failure without a readable reply means. Anything not known to be harmless may have had an effect. */
export function networkFailure(error: unknown): NetworkFailure {
  if (error instanceof BadProxy)
    return {
      kind: "invalid",
      detail: error.message,
      remedy: BAD_PROXY_REMEDY,
    };
  const facts = errorFacts(error);
  for (const code of facts.codes) {
    const refused = NEVER_SENT[code];
    if (refused)
      return {
        kind: "unavailable",
        detail: `${refused} (${code})`,
        remedy: code in UNREACHED ? UNREACHED_REMEDY : DISTRUSTED_REMEDY,
      };
  }
  for (const code of facts.codes) {
    const cut = CUT[code];
    if (cut) return { kind: "unknownOutcome", detail: `${cut} (${code})` };
  }
  const detail =
    facts.timeout || facts.codes.includes("ABORT_ERR")
      ? "no answer came in time"
      : facts.syntax
        ? "the answer was not the cloud's JSON, but perhaps a proxy's page"
        : "no readable answer came";
  return { kind: "unknownOutcome", detail };
}

/** Codes and names of an error and of what it wraps (`cause`, AggregateError's `errors`). */
function errorFacts(error: unknown): {
  codes: string[];
  timeout: boolean;
  syntax: boolean;
} {
  const facts = { codes: [] as string[], timeout: false, syntax: false };
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 4) return;
    const { code, name, type, message, cause, errors } = value as Record<
      string,
      unknown
    >;
    if (typeof code === "string") facts.codes.push(code);
    const words = [name, type, message].filter(
      (word) => typeof word === "string",
    );
    facts.timeout ||= words.some((word) => /time(d )?-?out/i.test(word));
    facts.syntax ||=
      name === "SyntaxError" ||
      type === "invalid-json" ||
      words.some((word) => /unexpected token|is not valid json/i.test(word));
    visit(cause, depth + 1);
    if (Array.isArray(errors))
      errors.forEach((inner) => visit(inner, depth + 1));
  };
  visit(error, 0);
  return facts;
}
