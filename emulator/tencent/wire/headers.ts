import type { WireRequest } from "../../core/contract";

/** A header's value, trimmed; "" if it was not sent. */
export function header(request: WireRequest, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(",") : (value ?? "")).trim();
}
