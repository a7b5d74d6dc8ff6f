import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Reply = Record<string, unknown>;

/** Stands between a provider and the emulator, and changes what an action is answered. */
export class SpoilingProxy {
  /** Changes a reply in place; by cloud and action, as in `tencent DescribeKey`. */
  readonly spoil = new Map<string, (reply: Reply) => void>();
  /** Statuses of pages of its own, one for each call, in place of what an action was answered. */
  readonly pages = new Map<string, number[]>();

  private constructor(
    readonly url: string,
    readonly close: () => void,
  ) {}

  static async start(target: string): Promise<SpoilingProxy> {
    const server = createServer((incoming, outgoing) => {
      void (async () => {
        const body = await text(incoming);
        const { status, reply } = await forward(target, incoming, body);
        const action = actionOf(incoming, body);
        const page = proxy.pages.get(action)?.shift();
        if (page !== undefined) {
          outgoing.writeHead(page, { location: "http://login.example/" });
          outgoing.end("<html>Blocked</html>");
          return;
        }
        const spoil = proxy.spoil.get(action);
        const parsed = JSON.parse(reply) as Reply;
        spoil?.((parsed["Response"] as Reply | undefined) ?? parsed);
        outgoing.writeHead(status, { "content-type": "application/json" });
        outgoing.end(JSON.stringify(parsed));
      })();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const proxy = new SpoilingProxy(`http://127.0.0.1:${String(port)}`, () => {
      server.closeAllConnections();
      server.close();
    });
    return proxy;
  }
}

function actionOf({ headers }: IncomingMessage, body: string): string {
  const tencent = headers["x-tc-action"];
  return tencent === undefined
    ? `alibaba ${new URLSearchParams(body).get("Action") ?? ""}`
    : `tencent ${String(tencent)}`;
}

/** With the caller's own host, which the signature is of. */
async function forward(
  target: string,
  { method, headers, url = "/" }: IncomingMessage,
  body: string,
): Promise<{ status: number; reply: string }> {
  const outgoing = request(new URL(url, target), { method, headers });
  outgoing.end(body);
  const [reply] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: reply.statusCode ?? 0, reply: await text(reply) };
}
