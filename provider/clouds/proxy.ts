import { BadProxy, isLoopback, type Endpoint } from "./network";
import { isExempt } from "./no-proxy";

/** A proxy's URL, and what it wants to know of its users. */
export interface Proxy {
  url: URL;
  /** Its host and the environment variable, for messages. */
  endpoint: Endpoint;
  /** `USER:PASSWORD`. */
  login?: string;
}

/**
 * The proxy that the environment names for an endpoint: `HTTPS_PROXY` or `HTTP_PROXY`, unless `NO_PROXY` exempts the
 * host. In lower case, too, which wins. Loopback addresses are never reached through a proxy. Throws BadProxy.
 */
export function proxyFor(
  endpoint: Endpoint,
  environment: NodeJS.ProcessEnv,
): Proxy | undefined {
  const { protocol, host } = endpoint;
  const find = (name: string) =>
    [name.toLowerCase(), name].find((spelt) => environment[spelt]) ?? "";
  const variable = find(`${protocol.toUpperCase()}_PROXY`);
  const text = environment[variable]?.trim();
  if (!text || isLoopback(host)) return undefined;
  if (isExempt(endpoint, environment[find("NO_PROXY")] ?? "")) return undefined;
  const proxy = parseProxy(text, variable);
  if (!proxy) throw new BadProxy(variable);
  return proxy;
}

/** Undefined where the text is no proxy's URL. */
function parseProxy(text: string, variable: string): Proxy | undefined {
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    const { protocol, username, password, pathname, search, hash } = url;
    if (protocol !== "http:" && protocol !== "https:") return undefined;
    // An @ after the host is that of a login with an unencoded /, ? or #, so that the host is none.
    if (`${pathname}${search}${hash}`.includes("@")) return undefined;
    const login = [username, password].map(decodeURIComponent).join(":");
    const endpoint: Endpoint = {
      protocol: protocol === "https:" ? "https" : "http",
      host: url.host,
      from: `environment variable ${variable}`,
    };
    return { url, endpoint, login: username ? login : undefined };
  } catch {
    return undefined;
  }
}
