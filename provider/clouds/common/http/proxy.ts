import { BlockList, isIP } from "node:net";
import type { Found } from "../../settings";
import { BadProxy, isLoopback, type Endpoint } from "./network";

/** A proxy's URL, and the credentials for it. */
export interface Proxy {
  url: URL;
  /** Its host, and the setting or environment variable that names it, for messages. */
  endpoint: Endpoint;
  /** `USER:PASSWORD`. */
  login?: string;
}

/**
 * The proxy for an endpoint: the setting's, else the one that the environment names, `HTTPS_PROXY` or `HTTP_PROXY`,
 * unless `NO_PROXY` exempts the host. Lower case names also work, and win. Loopback addresses are never reached through
 * a proxy. Throws BadProxy.
 */
export function proxyFor(
  endpoint: Endpoint,
  environment: NodeJS.ProcessEnv,
  configured?: Found,
): Proxy | undefined {
  const { protocol, host } = endpoint;
  const find = (name: string) =>
    [name.toLowerCase(), name].find((spelt) => environment[spelt]) ?? "";
  const variable = find(`${protocol.toUpperCase()}_PROXY`);
  const { value, from } = configured ?? {
    value: environment[variable]?.trim(),
    from: `environment variable ${variable}`,
  };
  if (!value || isLoopback(host)) return undefined;
  if (isExempt(endpoint, environment[find("NO_PROXY")] ?? "")) return undefined;
  const proxy = parseProxy(value, from);
  if (!proxy) throw new BadProxy(from);
  return proxy;
}

/** Undefined if the text is not a proxy's URL. */
export function parseProxy(text: string, from: string): Proxy | undefined {
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    const { protocol, username, password, pathname, search, hash } = url;
    if (protocol !== "http:" && protocol !== "https:") return undefined;
    // An @ after the host belongs to a login with an unencoded /, ? or #, so the host is wrong.
    if (`${pathname}${search}${hash}`.includes("@")) return undefined;
    const login = [username, password].map(decodeURIComponent).join(":");
    const endpoint: Endpoint = {
      protocol: protocol === "https:" ? "https" : "http",
      host: url.host,
      from,
    };
    return { url, endpoint, login: username ? login : undefined };
  } catch {
    return undefined;
  }
}

const DEFAULT_PORTS = { http: "80", https: "443" };

/**
 * Whether `NO_PROXY` exempts an endpoint, read as curl and Go read it: entries are parted by commas or blanks; each is a
 * domain, which stands for itself and what is below it, an address, or a block of addresses (CIDR), the first two with or
 * without a port; `*` is every host. Case and the dots around a name don't count.
 */
export function isExempt({ protocol, host }: Endpoint, list: string): boolean {
  const target = parseHost(host);
  const port = target.port ?? DEFAULT_PORTS[protocol];
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => entry === "*" || matches(entry, target.name, port));
}

function matches(entry: string, name: string, port: string): boolean {
  const [, network = "", prefix] = /^\[?([^\]/]+)\]?\/(\d+)$/.exec(entry) ?? [];
  if (prefix !== undefined) return isWithin(name, network, Number(prefix));
  const exempt = parseHost(entry.replace(/^\*\./, ""));
  if (exempt.port !== undefined && exempt.port !== port) return false;
  if (isIP(exempt.name)) return isWithin(name, exempt.name);
  if (exempt.name === "" || isIP(name)) return false;
  return name === exempt.name || name.endsWith(`.${exempt.name}`);
}

/** In lower case, without dots around the name and brackets around an IPv6 address. */
function parseHost(text: string): { name: string; port?: string } {
  const lower = text.toLowerCase();
  if (isIP(lower)) return { name: lower };
  const [, bracketed, plain = "", port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(lower) ?? [];
  return { name: bracketed ?? plain.replace(/^\.+|\.+$/g, ""), port };
}

/** Addresses are compared as such, since one may be written in several ways. */
function isWithin(address: string, network: string, prefix?: number): boolean {
  const [family, networkFamily] = [isIP(address), isIP(network)];
  const bits = networkFamily === 4 ? 32 : 128;
  const length = prefix ?? bits;
  if (!family || family !== networkFamily || length > bits) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(network, length, type);
  return block.check(address, type);
}
