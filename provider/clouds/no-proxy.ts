import { BlockList, isIP } from "node:net";
import type { Endpoint } from "./network";

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
