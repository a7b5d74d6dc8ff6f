import type { CloudName } from "../../../model/types";
import { CloudError, setting, term } from "../../errors";
import type { Found } from "../../settings";

/** What both clouds share below their SDKs: where requests go, and what a failure without a reply means. */

export interface Endpoint {
  protocol: "http" | "https";
  /** With port, if any. */
  host: string;
  /** What the host comes from, in words for messages: a setting, an environment variable, or a region. */
  from?: string;
  /** The vendor's own public host, which its tools know. */
  isPublic?: boolean;
}

/** A host, a host with port, or a full URL without a path; https unless the URL says http. Undefined = none of these. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  // URL takes braces, which are no part of a host: nothing has replaced the `{region}` in them.
  if (/[{}]/.test(text) || !URL.canParse(url)) return undefined;
  const { protocol, host, pathname, search, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  if (pathname !== "/" || search || username || password || !host)
    return undefined;
  return { protocol: protocol === "http:" ? "http" : "https", host };
}

/** What a setting names. Throws CloudError of kind `invalid` for what is no endpoint. */
export function configuredEndpoint(
  cloud: CloudName,
  { value, from }: Found,
  exampleHost: string,
): Endpoint {
  const parsed = parseEndpoint(value);
  if (parsed) return { ...parsed, from };
  // What stands before an @ in a URL is a password.
  const shown = value.replace(/[^/]*@/g, "…@");
  throw new CloudError(
    `${from} is "${shown}", which is neither a host nor a URL`,
    {
      kind: "invalid",
      cloud,
      action: "configure",
      remedy: `Set it to a host such as ${exampleHost}, or to a URL without path, user and query.`,
    },
  );
}

/** The vendor's own public host, unless a setting names another. */
export function publicEndpoint(host: string, from: string): Endpoint {
  return { protocol: "https", host, from, isPublic: true };
}

/** Host and port, and where the host comes from: `127.0.0.1:4510`, say, and the setting `alibabaEndpoint`. */
export function nameOf({ protocol, host, from }: Endpoint): string {
  const port = /:\d+$/.test(host) ? "" : protocol === "https" ? ":443" : ":80";
  return `${host}${port}${from ? ` (${from})` : ""}`;
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])\.?(:\d+)?$/i.test(host);
}

export interface NetworkFailure {
  /** `unavailable`: the request had no effect. `invalid`: nor has it when it is sent again. */
  kind: "invalid" | "unavailable" | "unknownOutcome";
  /** In our own words: the SDKs' messages hold the URL, and with it signature, token and key material. */
  detail: string;
  /** What the user can do about it, a full sentence. */
  remedy?: string;
  /** An answer came, of another than the cloud. */
  isForeign?: true;
}

/** No reply, or none that is the cloud's. */
export class NoReply extends Error {
  constructor(
    readonly failure: NetworkFailure,
    /** The request may be under way still. */
    readonly timedOut: boolean,
  ) {
    super(failure.detail);
  }
}

/** A setting or environment variable that should name a proxy does not. Its value may hold a password, and stays out of messages. */
export class BadProxy extends Error {
  constructor(from: string) {
    super(`${from} is not a proxy's URL`);
  }
}
const BAD_PROXY_REMEDY =
  "It must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, or with https; in USER and PASSWORD, write % as %25, @ as %40, / as %2F, # as %23.";

/** A proxy that made no connection to the host, so that the request itself was never sent. */
export class ProxyFailure extends Error {
  /** `proxy`: as its setting or environment variable names it, without user and password. The cause is a status or an error. */
  constructor(
    readonly proxy: Endpoint,
    readonly reason: number | Error,
  ) {
    super("the proxy made no connection");
  }
}

/** Codes of our own, for what agents.ts finds in a TLS handshake. */
export const NO_TLS = "ERR_NO_TLS";
export const TLS_HANDSHAKE = "ERR_TLS_HANDSHAKE";

/** Where a request went: what names the host, and the host. */
interface At {
  from: string;
  host: string;
  plain: boolean;
  isProxy: boolean;
}

interface Failure {
  /** Follows the server's name. */
  what: string;
  remedy?: (at: At) => string;
  /** Of a failure that also comes after the request has been sent. */
  late?: true;
}

const checkHost = ({ from, isProxy }: At) =>
  `Check ${from}, and whether a firewall is in the way${isProxy ? "" : ", or a proxy (HTTPS_PROXY) is needed"}.`;
const checkName = ({ from, isProxy }: At) =>
  `Check ${from} and this machine's name server${isProxy ? "" : ", and whether a proxy (HTTPS_PROXY) is needed"}.`;
const trust = () =>
  "If that is right, put the certificate of the authority that signed it into a file, and name the file in the environment variable NODE_EXTRA_CA_CERTS.";
const renew = () =>
  "Its operator must renew it; check this machine's clock, too.";

const CUT: Failure = {
  what: "cut the connection",
  // Which is how many servers of TLS answer plain HTTP.
  remedy: (at) =>
    at.plain
      ? `Check ${at.from}: a server that speaks TLS needs https://${at.host}.`
      : checkHost(at),
  late: true,
};
const SLOW: Failure = {
  what: "did not answer in time",
  remedy: checkHost,
  late: true,
};
const UNKNOWN_AUTHORITY: Failure = {
  what: "has a certificate of an unknown authority",
  remedy: trust,
};

/** By the codes of Node's errors. */
const FAILURES: Readonly<Record<string, Failure>> = {
  // Name look-up and connection.
  ECONNREFUSED: { what: "refused the connection", remedy: checkHost },
  ENOTFOUND: { what: "is not a known host name", remedy: checkName },
  EAI_AGAIN: { what: "could not be looked up by name", remedy: checkName },
  ENETUNREACH: { what: "is in a network without a route", remedy: checkHost },
  EHOSTUNREACH: { what: "can't be reached by any route", remedy: checkHost },

  // The TLS handshake.
  [NO_TLS]: {
    what: "does not speak TLS",
    remedy: ({ from, host }) =>
      `Check ${from}: a server that speaks plain HTTP needs http://${host}.`,
  },
  [TLS_HANDSHAKE]: {
    what: "ended the TLS handshake, so that no TLS session could be made",
    remedy: checkHost,
  },
  CERT_HAS_EXPIRED: {
    what: "has a certificate that has expired",
    remedy: renew,
  },
  CERT_NOT_YET_VALID: {
    what: "has a certificate that is not valid yet",
    remedy: renew,
  },
  CERT_REVOKED: { what: "has a certificate that is revoked", remedy: renew },
  CERT_UNTRUSTED: {
    what: "has a certificate that is not trusted",
    remedy: trust,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    what: "has a self-signed certificate",
    remedy: trust,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    what: "has a self-signed certificate in its chain",
    remedy: trust,
  },
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: "has a certificate for another host name",
    remedy: ({ from }) =>
      `Check ${from}: it must name the host as the certificate does.`,
  },

  // At any time.
  ECONNRESET: CUT,
  EPIPE: CUT,
  ECONNABORTED: CUT,
  ERR_STREAM_PREMATURE_CLOSE: CUT,
  ETIMEDOUT: SLOW,
  ESOCKETTIMEDOUT: SLOW,
  ABORT_ERR: SLOW,
};

const EMULATOR: Failure = {
  what: "refused the connection; is the emulator running?",
  remedy: ({ from, host }) =>
    `Start it with \`kms-emulator --port ${/:(\d+)$/.exec(host)?.[1] ?? "80"}\`, or correct ${from} and run ${term("apply")}.`,
};
const SPEAKS_TLS: Failure = {
  what: "speaks TLS, and not plain HTTP",
  remedy: ({ from, host }) => `Write https://${host} into ${from}.`,
};
const NOT_THE_CLOUD: Failure = {
  what: "sent an answer that is not the cloud's JSON; it may be a proxy's page",
  remedy: ({ from }) =>
    `Check ${from}, and whether a proxy or a login page is in between.`,
  late: true,
};
const UNREADABLE: Failure = { what: "gave no readable answer", late: true };

/** How far a request came that failed. */
export interface Progress {
  /** The connection stood, so that the request may have been sent. */
  connected: boolean;
  timedOut: boolean;
}

/** What a failure without a readable reply means. Anything not known to be harmless may have had an effect. */
export function networkFailure(
  error: unknown,
  endpoint?: Endpoint,
  { connected, timedOut }: Progress = { connected: true, timedOut: false },
): NetworkFailure {
  if (error instanceof NoReply) return error.failure;
  if (error instanceof BadProxy)
    return { kind: "invalid", detail: error.message, remedy: BAD_PROXY_REMEDY };
  if (error instanceof ProxyFailure) return proxyFailure(error);
  const { failure, code } = recognize(error, timedOut);
  const { from, host } = endpoint ?? {};
  const isEmulator = from === setting("emulator") || isLoopback(host ?? "");
  if (code === "ECONNREFUSED" && from && isEmulator)
    return described(EMULATOR, endpoint, false, code);
  return described(failure, endpoint, connected, code);
}

function recognize(
  error: unknown,
  timedOut: boolean,
): { failure: Failure; code?: string } {
  const { codes, words } = errorFacts(error);
  const known = codes.filter((name) => Object.hasOwn(FAILURES, name));
  const code = known.find((name) => !FAILURES[name]?.late) ?? known[0];
  const says = (pattern: RegExp) => words.some((word) => pattern.test(word));
  if (speaksTls(error)) return { failure: SPEAKS_TLS };
  if (timedOut) return { failure: SLOW };
  const failure = code === undefined ? undefined : FAILURES[code];
  if (failure) return { failure, code };
  if (says(/time(d )?-?out/i)) return { failure: SLOW };
  if (says(/^SyntaxError$|invalid-json|unexpected token|not valid json/i))
    return { failure: NOT_THE_CLOUD };
  return { failure: UNREADABLE };
}

function described(
  { what, remedy, late }: Failure,
  endpoint: Endpoint | undefined,
  connected: boolean,
  code?: string,
  isProxy = false,
): NetworkFailure {
  const who = endpoint ? nameOf(endpoint) : "the server";
  const from = endpoint?.from ?? "region and the endpoint settings";
  return {
    kind: late && connected ? "unknownOutcome" : "unavailable",
    detail: `${who} ${what}${code ? ` (${code})` : ""}`,
    remedy: remedy?.({
      from,
      host: endpoint?.host ?? "HOST",
      plain: endpoint?.protocol === "http",
      isProxy,
    }),
  };
}

function proxyFailure({ proxy, reason }: ProxyFailure): NetworkFailure {
  const { from = "HTTPS_PROXY", host } = proxy;
  const refused: Failure =
    reason === 407
      ? {
          what: "asks for other credentials (HTTP status 407)",
          remedy: () =>
            `Write http://USER:PASSWORD@${host} into ${from}; in USER and PASSWORD, write % as %25, @ as %40, / as %2F, # as %23.`,
        }
      : {
          what: `refused to connect to the host (HTTP status ${String(reason)})`,
          remedy: () =>
            `Have the proxy allow the host, name another proxy in ${from}, or exempt the host with NO_PROXY.`,
        };
  const { failure, code } =
    typeof reason === "number"
      ? { failure: refused }
      : recognize(reason, false);
  const { detail, remedy } = described(failure, proxy, false, code, true);
  return { kind: "unavailable", detail: `the proxy ${detail}`, remedy };
}

/** A reply to follow elsewhere. None is followed: it would take signature, token and body to any host that it names. */
export function redirection(
  endpoint: Endpoint,
  status: number,
  location: string | undefined,
): NetworkFailure {
  const base = `${endpoint.protocol}://${endpoint.host}`;
  const target =
    location !== undefined && URL.canParse(location, base)
      ? new URL(location, base).host || "an address without a host"
      : "no readable address";
  const { from = "the setting that names the host" } = endpoint;
  return {
    kind: "invalid",
    isForeign: true,
    detail: `${nameOf(endpoint)} redirects to ${target} (HTTP status ${status}), which is not followed`,
    remedy: `Check ${from}: it must name the service itself, and no proxy or login page may be in between.`,
  };
}

/** A TLS server that got plain HTTP answers with an alert, and has read nothing of it. */
function speaksTls(error: unknown): boolean {
  const { rawPacket } = (error ?? {}) as { rawPacket?: unknown };
  return (
    rawPacket instanceof Uint8Array &&
    rawPacket[0] === 0x15 &&
    rawPacket[1] === 0x03
  );
}

/** Codes and words of an error and of what it wraps (`cause`, AggregateError's `errors`). */
function errorFacts(error: unknown): { codes: string[]; words: string[] } {
  const facts = { codes: [] as string[], words: [] as string[] };
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 4) return;
    const { code, name, type, message, cause, errors } = value as Record<
      string,
      unknown
    >;
    if (typeof code === "string") facts.codes.push(code);
    for (const word of [name, type, message])
      if (typeof word === "string") facts.words.push(word);
    visit(cause, depth + 1);
    if (Array.isArray(errors))
      errors.forEach((inner) => visit(inner, depth + 1));
  };
  visit(error, 0);
  return facts;
}
