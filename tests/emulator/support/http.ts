import { Agent, request as httpRequest } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "../../../emulator/core/contract";

export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export type HttpRequest = Pick<
  WireRequest,
  "method" | "path" | "query" | "headers" | "body"
>;

/** Connections that are kept and shared, as an SDK's are. */
export const AGENT = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Sends a request as it is: unlike `fetch`, node:http sends every header, also those that a browser sets itself.
 * Rejects if the connection is cut.
 */
export function exchange(
  url: string,
  request: HttpRequest,
  agent: Agent = AGENT,
): Promise<HttpReply> {
  const { hostname, port } = new URL(url);
  const { method, path, query, headers, body } = request;
  const target = query === "" ? path : `${path}?${query}`;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, method, path: target, headers, agent },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on("data", (chunk: Buffer) => chunks.push(chunk));
        reply.on("error", reject);
        reply.on("end", () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
