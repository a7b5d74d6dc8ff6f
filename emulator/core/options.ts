/** How an emulator starts. */
export interface StartOptions {
  /** Default 0, any free port. Further regions get the ports that follow, or any free ones. */
  port?: number;
  /** The address to listen on. Default: 127.0.0.1, which only this machine reaches. */
  host?: string;
  /** Names by which clients may call it if it listens elsewhere, besides `localhost` and addresses. */
  allowHosts?: readonly string[];
  /** By cloud, the regions of those whose requests name none: the first on the main port, a port for each other. */
  regions?: Readonly<Record<string, readonly string[]>>;
  /** Texts `NAME=VALUE`. */
  switches?: readonly string[];
  /** What `POST /_emulator/seed` takes: made at the start. */
  seed?: object;
  /** A file. Default: nothing is kept. */
  state?: string;
}

export interface Emulator {
  /** Of the main port. */
  readonly url: string;
  /** By cloud, its URL, or one for each region. */
  readonly endpoints: Readonly<
    Record<string, string | Readonly<Record<string, string>>>
  >;
  close(): Promise<void>;
}
