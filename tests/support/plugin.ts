import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Connection } from "./emulator";
import { BIN } from "./paths";
import type { Props } from "./protocol";
import { ProviderClient } from "./provider-client";

export interface PluginOptions {
  /** Another build of the plugin than the one in bin/. */
  program?: string;
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/** A running bin/pulumi-resource-cmk, started as an engine starts it. */
export class Plugin {
  /** Everything that it has written so far. */
  stdout = "";
  stderr = "";
  readonly #clients: ProviderClient[] = [];

  private constructor(
    private readonly child: ChildProcessByStdio<null, Readable, Readable>,
  ) {
    child.stdout
      .setEncoding("utf8")
      .on("data", (text) => (this.stdout += text));
    child.stderr
      .setEncoding("utf8")
      .on("data", (text) => (this.stderr += text));
  }

  /** Starts the plugin, in an environment without credentials, and waits for its port. */
  static async start(options: PluginOptions = {}): Promise<Plugin> {
    const program = options.program ?? join(BIN, "pulumi-resource-cmk");
    const child = spawn(program, options.args ?? [], {
      cwd: options.cwd ?? tmpdir(),
      env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const plugin = new Plugin(child);
    while (!plugin.stdout.includes("\n") && plugin.runs)
      await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    if (!plugin.runs) throw new Error(`the plugin ended: ${plugin.stderr}`);
    return plugin;
  }

  /** Starts the plugin with the clouds of a connection, and configures it as an engine does. */
  static async configured(
    connection: Connection,
    options: PluginOptions & { config?: Props } = {},
  ): Promise<{ plugin: Plugin; client: ProviderClient }> {
    const env = { ...connection.env, ...options.env };
    const plugin = await Plugin.start({ ...options, env });
    return { plugin, client: await plugin.run(connection, options.config) };
  }

  get port(): number {
    return Number(this.stdout.split("\n", 1)[0]);
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** A separate connection, through another port if one is given. */
  connect(port = this.port): ProviderClient {
    const client = new ProviderClient(port);
    this.#clients.push(client);
    return client;
  }

  /** What one command of an engine uses: its own connection and configuration. */
  async run(connection: Connection, config?: Props): Promise<ProviderClient> {
    const client = this.connect();
    await client.handshake();
    const { inputs, failures } = await client.checkConfig({
      ...settings(connection),
      ...config,
    });
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    await client.configure(inputs);
    return client;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code of the ended process; undefined if a signal ended it. */
  async ended(): Promise<number | undefined> {
    if (this.runs) await once(this.child, "exit");
    return this.child.exitCode ?? undefined;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    this.signal("SIGKILL");
    await this.ended();
  }
}

/** Stack config as the engine gives it to the default provider: names without `cmk:`, what is no text as JSON. */
export function settings(connection: Connection): Props {
  return Object.fromEntries(
    Object.entries(connection.config).map(([name, value]) => [
      name.replace(/^cmk:/, ""),
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
