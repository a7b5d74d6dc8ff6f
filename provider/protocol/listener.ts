import { createServer, type Server, type Socket } from "node:net";

/**
 * The plugin's port on loopback. It opens before gRPC is loaded, which takes longest at the start; meanwhile the engine
 * reads the port and connects. What the engine sends waits in the connection until HTTP/2 reads it.
 */
export class Listener {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #handle: ((connection: Socket) => void) | undefined;
  #onClose: ((peer: string) => void) | undefined;

  private constructor() {
    this.#server = createServer({ noDelay: true });
    this.#server.on("connection", (connection) => {
      const peer = `${connection.remoteAddress ?? ""}:${String(connection.remotePort)}`;
      this.#open.add(connection);
      connection.once("close", () => {
        this.#open.delete(connection);
        this.#onClose?.(peer);
      });
      // A broken connection only needs to be closed.
      connection.on("error", () => undefined);
      this.#handle?.(connection);
    });
  }

  static async start(): Promise<Listener> {
    const listener = new Listener();
    await new Promise<void>((resolve, reject) => {
      listener.#server.once("error", reject);
      listener.#server.listen(0, "127.0.0.1", resolve);
    });
    return listener;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** Passes every connection to `handle`, those that are waiting and later ones. */
  serve(handle: (connection: Socket) => void): void {
    this.#handle = handle;
    for (const connection of this.#open) handle(connection);
  }

  get connections(): number {
    return this.#open.size;
  }

  /** `listener` receives the other end's address and port, such as `127.0.0.1:4711`. */
  onClose(listener: (peer: string) => void): void {
    this.#onClose = listener;
  }

  close(): void {
    this.#server.close();
  }
}
