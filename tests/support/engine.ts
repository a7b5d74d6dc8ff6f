import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/events";
import type { Connection } from "./emulator";
import { BIN, EXAMPLES } from "./paths";
import { secretsProvider } from "./secrets-provider";
import { run, type Run, type RunOptions } from "./processes";
import { Workplace } from "./workplace";

export type Config = Record<string, string | object>;

export interface StackOptions {
  /** A YAML program's `resources`, `outputs`, `variables` and so on, as text or data; the head of Pulumi.yaml is added. */
  program?: string | object;
  /** Or the name of an example with a YAML program. */
  example?: string;
  /** Where the clouds are, from `Emulator.connection()`. */
  connection?: Connection;
  /** More stack config, over the connection's. */
  config?: Config;
  /** More environment, over the connection's. */
  env?: Record<string, string>;
  /** Another stack's workplace, for stacks that read each other's outputs. */
  workplace?: Workplace;
  project?: string;
  stack?: string;
  /** Lets Pulumi find its installed plugin, instead of the one in bin/. */
  installedPlugin?: boolean;
}

/** One step of `pulumi preview --json`. */
export interface PlannedStep {
  op: string;
  urn: string;
  provider?: string;
  oldState?: ResourceState;
  newState?: ResourceState;
  diffReasons?: string[] | null;
  replaceReasons?: string[] | null;
  detailedDiff?: Record<string, { kind: string; inputDiff: boolean }> | null;
}

export interface Diagnostic {
  urn?: string;
  message: string;
  severity: string;
}

export interface Plan {
  steps: PlannedStep[];
  diagnostics?: Diagnostic[];
  changeSummary: Record<string, number>;
}

export interface ResourceState {
  urn: string;
  type: string;
  id?: string;
  custom: boolean;
  delete?: boolean;
  protect?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  [more: string]: unknown;
}

/** A finished `pulumi` command; `events` is the engine's own record of what it did. */
export interface EngineRun extends Run {
  events: EngineEvent[];
}

/** Marks a secret in a state, where it is encrypted. */
const SECRET = "4dabf18193072939515e22adb298388d";

const SHELL_FLAGS = ["--non-interactive", "--color", "never"];
const OPERATIONS = new Set(["preview", "up", "refresh", "destroy", "import"]);

/** A stack of a YAML program under the real engine, in a workplace of its own. */
export class Stack {
  readonly folder: string;
  #runs = 0;

  private constructor(
    readonly workplace: Workplace,
    readonly project: string,
    readonly name: string,
    readonly env: Record<string, string>,
    private readonly ownsWorkplace: boolean,
    private readonly installedPlugin: boolean,
  ) {
    this.folder = join(workplace.projects, project);
  }

  static async create(options: StackOptions): Promise<Stack> {
    const stack = new Stack(
      options.workplace ?? new Workplace(),
      options.project ?? options.example ?? "project",
      options.stack ?? "dev",
      { ...options.connection?.env, ...options.env },
      !options.workplace,
      options.installedPlugin ?? false,
    );
    mkdirSync(stack.folder, { recursive: true });
    if (options.example)
      cpSync(join(EXAMPLES, options.example), stack.folder, {
        recursive: true,
        filter: (path) => !path.includes("node_modules"),
      });
    else stack.write(options.program ?? "");
    stack.configure({ ...options.connection?.config, ...options.config });
    await stack.#init();
    return stack;
  }

  /** As `pulumi stack init`, which takes as long as an update. */
  async #init(): Promise<void> {
    const file = this.#stateFile();
    if (file === undefined) {
      await this.run("stack", "init");
      return;
    }
    if (existsSync(file)) throw new Error(`there is a stack ${file}`);
    mkdirSync(dirname(file), { recursive: true });
    const stack = `organization/${this.#projectName()}/${this.name}`;
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack } }));
  }

  /** In the workplace's own backend, whose files are read and written here where a command would only cost time. */
  #stateFile(): string | undefined {
    if (this.env["PULUMI_BACKEND_URL"] !== undefined) return undefined;
    const folder = join(this.workplace.state, ".pulumi/stacks");
    return join(folder, this.#projectName(), `${this.name}.json`);
  }

  /** An example's is not that of its folder. */
  #projectName(): string {
    const text = readFileSync(join(this.folder, "Pulumi.yaml"), "utf8");
    return /^name: (\S+)$/m.exec(text)?.[1] ?? this.project;
  }

  /** Replaces the program. */
  write(program: string | object): void {
    const text =
      typeof program === "string"
        ? program
        : Object.entries(program)
            .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
            .join("\n");
    const head = [`name: ${this.project}`, "runtime: yaml"];
    if (!this.installedPlugin)
      head.push(`plugins: { providers: [{ name: cmk, path: ${BIN} }] }`);
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      `${head.join("\n")}\n${text}\n`,
    );
  }

  /** Replaces the stack's config; secrets are set by `run("config", "set", "--secret", …)` afterwards. */
  configure(config: Config): void {
    const path = join(this.folder, `Pulumi.${this.name}.yaml`);
    const secrets = secretsProvider().config;
    writeFileSync(
      path,
      JSON.stringify({ ...this.#salt(path), ...secrets, config }),
    );
  }

  /** The salt of the passphrase, which a rewritten config must keep. */
  #salt(path: string): { encryptionsalt?: string } {
    try {
      const text = readFileSync(path, "utf8");
      const salt = /encryptionsalt"?: ["']?(v1:[\w:=+/]+)/.exec(text);
      return salt ? { encryptionsalt: salt[1] } : {};
    } catch {
      return {};
    }
  }

  /** Runs `pulumi` with these arguments on this stack, whether or not it succeeds. */
  async attempt(
    args: readonly string[],
    options: Pick<RunOptions, "started" | "env"> = {},
  ): Promise<EngineRun> {
    const log = join(this.workplace.folder, `events-${this.#runs++}.json`);
    const logged = OPERATIONS.has(args[0] ?? "") ? ["--event-log", log] : [];
    const done = await run(
      join(BIN, "pulumi"),
      [...args, "--stack", this.name, ...logged, ...SHELL_FLAGS],
      {
        ...options,
        cwd: this.folder,
        env: this.workplace.environment({ ...this.env, ...options.env }),
      },
    );
    return { ...done, events: jsonLines<EngineEvent>(log) };
  }

  /** Runs `pulumi`; if it fails, throws its output. */
  async run(...args: string[]): Promise<EngineRun> {
    const done = await this.attempt(args);
    if (done.code !== 0) throw new Error(describe(args, done));
    return done;
  }

  /** Runs `pulumi`, which must fail; throws if it does not. */
  async fails(...args: string[]): Promise<EngineRun> {
    const done = await this.attempt(
      args[0] === "preview" ? args : [...args, "--yes", "--skip-preview"],
    );
    if (done.code === 0) throw new Error(describe(args, done));
    return done;
  }

  preview(...flags: string[]): Promise<EngineRun> {
    return this.run("preview", "--diff", ...flags);
  }

  /** The preview as data; unchanged resources included. */
  async plan(...flags: string[]): Promise<Plan> {
    const done = await this.run("preview", "--json", "--show-sames", ...flags);
    return JSON.parse(done.stdout) as Plan;
  }

  up(...flags: string[]): Promise<EngineRun> {
    return this.run("up", "--yes", "--skip-preview", ...flags);
  }

  refresh(...flags: string[]): Promise<EngineRun> {
    return this.run("refresh", "--yes", "--skip-preview", ...flags);
  }

  destroy(...flags: string[]): Promise<EngineRun> {
    return this.run("destroy", "--yes", "--skip-preview", ...flags);
  }

  /** Imports one key; the run's stdout holds the program text that Pulumi proposes. */
  import(name: string, id: string, ...flags: string[]): Promise<EngineRun> {
    const what = ["cmk:index:Cmk", name, id];
    return this.run("import", ...what, "--yes", "--skip-preview", ...flags);
  }

  /** Every resource of the stack's state. */
  async resources(): Promise<ResourceState[]> {
    interface State {
      resources?: ResourceState[];
    }
    const file = this.#stateFile();
    if (file === undefined) {
      const { stdout } = await this.run("stack", "export");
      const { deployment } = JSON.parse(stdout) as { deployment: State };
      return deployment.resources ?? [];
    }
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: State };
    };
    return checkpoint.latest?.resources ?? [];
  }

  /** The state of the one resource with this name that is not about to be deleted. */
  async resource(name: string): Promise<ResourceState> {
    const found = (await this.resources()).find(
      (resource) => resource.urn.endsWith(`::${name}`) && !resource.delete,
    );
    if (!found) throw new Error(`the state has no resource ${name}`);
    return found;
  }

  /** The stack's outputs, secrets in clear. */
  async outputs(): Promise<Record<string, unknown>> {
    const resources = await this.resources();
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const outputs = stack?.outputs ?? {};
    if (!JSON.stringify(outputs).includes(SECRET)) return outputs;
    const { stdout } = await this.run(
      "stack",
      "output",
      "--json",
      "--show-secrets",
    );
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Removes what `create` made on this machine. The test itself must destroy keys in a cloud. */
  remove(): void {
    if (this.ownsWorkplace) this.workplace.remove();
  }
}

/** A log with one JSON value a line: none where the engine failed early. A killed engine may leave an incomplete line. */
export function jsonLines<Line>(log: string): Line[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

function describe(args: readonly string[], { code, stdout, stderr }: Run) {
  return `pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`;
}
