import { isIP } from "node:net";

/** Where an emulator listens unless it is asked otherwise: only this machine reaches it. */
export const LOOPBACK = "127.0.0.1";

/** The address that an emulator listens on, and the names by which it may be called there. */
export interface HostRules {
  /** An address or a name of this machine. */
  listen: string;
  /** Names that are allowed off loopback, besides `localhost` and addresses. */
  allowed: readonly string[];
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1)$/i.test(host);
}

/** The host of a URL that this machine itself can use. */
export function reachableHost(listen: string): string {
  if (listen === "0.0.0.0" || listen === "::") return LOOPBACK;
  return isIP(listen) === 6 ? `[${listen}]` : listen;
}

/** Without its port and in lower case. */
function nameIn(header = ""): string {
  return header.replace(/:\d+$/, "").toLowerCase();
}

/** Whether a browser's Host names this machine, which no page of another origin can make its own. */
export function isLoopbackHost(header = ""): boolean {
  return /^(localhost|127\.0\.0\.1)$/.test(nameIn(header));
}

/**
 * Whether requests with this Host header are answered. On loopback all are: clients reach it under the clouds' names,
 * too. Elsewhere a name has to be allowed, since any page can make its own name lead here (DNS rebinding), but no
 * address.
 */
export function isAllowedHost(
  { listen, allowed }: HostRules,
  header: string | undefined,
): boolean {
  if (isLoopback(listen)) return true;
  const name = nameIn(header);
  const isAddress = isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  return isAddress || isLoopbackHost(name) || allowed.includes(name);
}

/**
 * A port's URL for the client that asks: off loopback under the host that it has used, which a container's network may
 * have mapped, and on the port that it has used if it asks on that port.
 */
export function urlFor(
  url: string,
  { listen }: HostRules,
  asked: { host: string | undefined; url: string },
): string {
  if (isLoopback(listen) || asked.host === undefined) return url;
  const own = `http://${asked.host}`;
  if (!URL.canParse(own)) return url;
  if (url === asked.url) return own;
  const { port } = new URL(url);
  return `http://${asked.host.replace(/:\d+$/, "")}:${port}`;
}
