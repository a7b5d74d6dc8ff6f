import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  createServer as createProxy,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CERTIFICATE, KEY } from "./object-store-tls";

interface Refusal {
  status: number;
  code: string;
}

/**
 * A stand-in for the S3-compatible interfaces of OSS and COS, behind a proxy that leads every host to it. Like them it
 * takes virtual-hosted requests only, and no `aws-chunked` bodies. Signatures are not verified.
 */
export class ObjectStore {
  /** Bodies by `BUCKET/KEY`. */
  readonly objects = new Map<string, Buffer>();
  /** Regions that requests were signed for. */
  readonly regions = new Set<string>();
  readonly #store = createServer({ cert: CERTIFICATE, key: KEY });
  readonly #proxy = createProxy();

  /** `endpoint` is the host without the bucket. */
  constructor(private readonly endpoint: string) {
    this.#store.on("request", (request, response) => {
      void this.#answer(request, response);
    });
    this.#proxy.on("connect", (_request, socket) => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      this.#store.emit("connection", socket);
    });
  }

  /** Gives the URL of the proxy. */
  async start(): Promise<string> {
    this.#proxy.listen(0, "127.0.0.1");
    await once(this.#proxy, "listening");
    const { port } = this.#proxy.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}`;
  }

  stop(): void {
    this.#proxy.close();
    this.#store.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const refusal = this.#refusal(request);
    if (refusal) {
      const { status, code } = refusal;
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(`<Error><Code>${code}</Code><Message></Message></Error>`);
      return;
    }
    this.#serve(request, Buffer.concat(chunks), response);
  }

  #refusal({ headers }: IncomingMessage): Refusal | undefined {
    const { host = "", authorization = "" } = headers;
    if (!host.endsWith(`.${this.endpoint}`))
      return { status: 403, code: "SecondLevelDomainForbidden" };
    if (headers["content-encoding"]?.includes("aws-chunked"))
      return { status: 400, code: "InvalidArgument" };
    const [, region] =
      /Credential=[^/]+\/\d+\/([^/]+)\/s3\//.exec(authorization) ?? [];
    if (!region) return { status: 403, code: "AccessDenied" };
    this.regions.add(region);
    return undefined;
  }

  #serve(request: IncomingMessage, body: Buffer, response: ServerResponse) {
    const { host = "" } = request.headers;
    const bucket = host.slice(0, -this.endpoint.length - 1);
    const url = new URL(request.url ?? "/", `https://${host}`);
    const name = `${bucket}${decodeURIComponent(url.pathname)}`;
    if (url.pathname === "/") {
      response.end(this.#list(bucket, url.searchParams));
      return;
    }
    const source = request.headers["x-amz-copy-source"];
    if (request.method === "PUT") {
      const copied = this.objects.get(decodeURIComponent(String(source)));
      const stored = source === undefined ? body : copied;
      if (stored) this.objects.set(name, stored);
      response.writeHead(stored ? 200 : 404, { etag: etagOf(body) });
      response.end(source ? "<CopyObjectResult/>" : "");
      return;
    }
    const found = this.objects.get(name);
    if (request.method === "DELETE") this.objects.delete(name);
    const status = request.method === "DELETE" ? 204 : found ? 200 : 404;
    response.writeHead(status, found && headersOf(found));
    response.end(request.method === "GET" ? found : undefined);
  }

  /** ListObjectsV2. */
  #list(bucket: string, query: URLSearchParams): string {
    const prefix = query.get("prefix") ?? "";
    const delimiter = query.get("delimiter");
    const folders = new Set<string>();
    const contents: string[] = [];
    for (const [name, body] of [...this.objects].sort()) {
      const key = name.slice(bucket.length + 1);
      if (!name.startsWith(`${bucket}/${prefix}`)) continue;
      const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      if (end >= 0) folders.add(key.slice(0, end + 1));
      else
        contents.push(
          `<Contents><Key>${key}</Key><Size>${String(body.length)}</Size><ETag>${etagOf(body)}</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
        );
    }
    const prefixes = [...folders].map(
      (folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`,
    );
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}${prefixes.join("")}</ListBucketResult>`;
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function headersOf(body: Buffer) {
  return {
    "content-length": body.length,
    "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    etag: etagOf(body),
  };
}
