import type { IncomingHttpHeaders } from "node:http";
import {
  isAllowedHost,
  isLoopback,
  isLoopbackHost,
  type HostRules,
} from "./hosts";

/**
 * The reason to refuse a request that a web page of another origin may have sent; undefined for all other requests.
 * This includes the clouds' requests: a page could sign them, because the emulator's credentials are public.
 */
export function refusalOfForeignPage(
  headers: IncomingHttpHeaders,
  hosts: HostRules,
): string | undefined {
  const { origin, host } = headers;
  if (!isAllowedHost(hosts, host)) {
    return `the name ${host} is not allowed; start with --allow-host ${host?.replace(/:\d+$/, "")}`;
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return `pages of another origin are refused (Sec-Fetch-Site: ${String(site)})`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `pages of another origin are refused (Origin: ${origin})`;
  }
  // A page whose own name was made to resolve to loopback (DNS rebinding) is of the same origin for the browser,
  // which sends neither header with its GETs.
  const fromBrowser =
    origin !== undefined ||
    site !== undefined ||
    headers["user-agent"]?.startsWith("Mozilla/");
  if (fromBrowser && isLoopback(hosts.listen) && !isLoopbackHost(host)) {
    return `browsers have to use 127.0.0.1 or localhost (Host: ${host})`;
  }
  return undefined;
}
