/** How an emulator starts. */
export interface StartOptions {
  /** Default 0, any free port. Further regions get the ports that follow, or any free ones. */
  port?: number;
  /** By cloud, the regions of those whose requests name none: the first on the main port, a port for each other. */
  regions?: Readonly<Record<string, readonly string[]>>;
  /** Texts `NAME=VALUE`. */
  switches?: readonly string[];
  /** A file. Default: nothing is kept. */
  state?: string;
}

export interface Emulator {
  /** Of the main port. */
  readonly url: string;
  close(): Promise<void>;
}
