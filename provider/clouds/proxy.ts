import type { Endpoint } from "./network";

/**
 * The proxy that the environment names for an endpoint: `HTTPS_PROXY` or `HTTP_PROXY`, unless `NO_PROXY` exempts the
 * host. In lower case, too, which wins. Loopback addresses are never reached through a proxy.
 */
export function proxyFor(
  { protocol, host }: Endpoint,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const find = (name: string) =>
    environment[name.toLowerCase()] || environment[name];
  const proxy = find(`${protocol.toUpperCase()}_PROXY`);
  if (!proxy || isLoopback(host)) return undefined;
  return isExempt(host, find("NO_PROXY") ?? "") ? undefined : proxy;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}

/** `NO_PROXY` lists hosts and domains, with or without a leading dot or a port; `*` is every host. */
function isExempt(host: string, list: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => entry.replace(/^\*?\./, ""))
    .some(
      (entry) =>
        entry === "*" ||
        [host, name].some((own) => own === entry || own.endsWith(`.${entry}`)),
    );
}
