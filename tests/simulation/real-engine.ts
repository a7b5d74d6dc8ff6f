import {
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { Emulator } from "../support/emulator";
import {
  jsonLines,
  Stack as RealStack,
  type ResourceState,
} from "../support/engine";
import { BIN } from "../support/paths";
import { Workplace } from "../support/workplace";
import {
  EngineTrace,
  lineOf,
  Names,
  OTHERS,
  type TracedState,
} from "./engine-trace";
import { NO_KEY } from "./ledger";
import type { Program } from "./program";
import {
  change,
  deny,
  makeForeignKey,
  type ReplayedOutsider,
} from "./real-cloud";
import { CMK, PROJECT, resourcesOf, urnOf } from "./real-program";
import type { Happening, Story } from "./story";

type Command = Exclude<
  Happening,
  { do: "outsider" | "foreignKey" | "hide" | "account" | "wait" }
>;

/** What the real engine and the emulator can do as the simulation does it. */
export type Replayed =
  Command | ReplayedOutsider | Extract<Happening, { do: "foreignKey" }>;

const OUTSIDERS = new Set(["disable", "enable", "destroy", "describe"]);
const BEYOND = new Set(["hide", "account", "wait"]);

export function isReplayed(happening: Happening): happening is Replayed {
  return happening.do === "outsider"
    ? OUTSIDERS.has(happening.does)
    : !BEYOND.has(happening.do);
}

/** The real engine over an emulator, with two stacks that begin anew in each story. */
export class RealEngine {
  private constructor(
    private readonly emulator: Emulator,
    private readonly workplace: Workplace,
    private readonly stacks: readonly { stack: RealStack; empty: string }[],
  ) {}

  static async start(): Promise<RealEngine> {
    const emulator = await Emulator.start();
    const workplace = new Workplace();
    install(workplace);
    const stacks: { stack: RealStack; empty: string }[] = [];
    for (const name of ["prod", "test"]) {
      const stack = await RealStack.create({
        connection: emulator.connection(),
        program: { resources: {} },
        project: PROJECT,
        stack: name,
        workplace,
        env: { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" },
        installedPlugin: true,
      });
      stacks.push({ stack, empty: readFileSync(stateFile(stack), "utf8") });
    }
    return new RealEngine(emulator, workplace, stacks);
  }

  async stop(): Promise<void> {
    this.workplace.remove();
    await this.emulator.stop();
  }

  /** Does what a story tells, and writes down the engine's calls to the provider and the state of each happening. */
  async replay(
    story: Story,
    model: readonly EngineTrace[],
  ): Promise<EngineTrace[]> {
    await this.emulator.reset();
    for (const { stack, empty } of this.stacks)
      writeFileSync(stateFile(stack), empty);
    const names = new Names();
    const traces: EngineTrace[] = [];
    for (const [index, happening] of story.happenings.entries()) {
      if (!isReplayed(happening))
        throw new Error(`${happening.do} can't be replayed`);
      const keyOf = (number: number) => {
        const keys = model[index]?.keys ?? [];
        const name = keys[number % Math.max(keys.length, 1)];
        return name === undefined ? undefined : names.idOf(name);
      };
      // Keys of others may have the alias already, and then no key is made.
      const makesKey =
        (model[index + 1]?.keys.length ?? 0) > (model[index]?.keys.length ?? 0);
      if (happening.do === "foreignKey") {
        if (makesKey)
          names.of(OTHERS, await makeForeignKey(this.emulator, happening));
        traces.push(this.#trace({}, happening.do, names));
      } else if (happening.do === "outsider") {
        const id = keyOf(happening.key);
        if (id !== undefined) await change(this.emulator, id, happening);
        traces.push(this.#trace({}, happening.do, names));
      } else traces.push(await this.#command(happening, names, keyOf));
    }
    return traces;
  }

  #stackOf({ stack = 0 }: { stack?: number }): RealStack {
    const found = this.stacks[stack];
    if (!found) throw new Error("there is no stack");
    return found.stack;
  }

  async #command(
    happening: Command,
    names: Names,
    keyOf: (number: number) => string | undefined,
  ): Promise<EngineTrace> {
    const stack = this.#stackOf(happening);
    const log = join(stack.workplace.folder, "grpc.json");
    rmSync(log, { force: true });
    const faults = "faults" in happening ? (happening.faults ?? []) : [];
    await deny(this.emulator, faults);
    const args = this.#arguments(stack, happening, keyOf);
    const done =
      args && (await stack.attempt(args, { env: { PULUMI_DEBUG_GRPC: log } }));
    await this.emulator.clearFaults();
    const calls = entries(log);
    const trace = this.#trace(happening, args?.join(" ") ?? "", names, calls);
    const isDeployment = !["taint", "forget"].includes(happening.do);
    if (done && isDeployment) trace.hasFailed = done.code !== 0;
    if (done) trace.output = done.stdout + done.stderr;
    return trace;
  }

  #trace(
    happening: { stack?: number },
    command: string,
    names: Names,
    calls: readonly Entry[] = [],
  ): EngineTrace {
    const trace = new EngineTrace(command);
    for (const { method, request } of calls) {
      const [, name = ""] = /ResourceProvider\/(\w+)$/.exec(method) ?? [];
      const { urn, id } = request;
      if (CALLS.has(name) && urn?.includes(CMK))
        trace.note(name.toLowerCase(), urn, names.of(urn, id));
    }
    for (const state of storedResources(this.#stackOf(happening)))
      if (state.type === CMK) trace.state.push(lineOf(traced(state), names));
    return trace;
  }

  /** Nothing, where the story has no key yet that the command is about. */
  #arguments(
    stack: RealStack,
    happening: Command,
    keyOf: (number: number) => string | undefined,
  ): string[] | undefined {
    const urn = (name: string) => urnOf(stack.name, name);
    const named = (flag: string, names: readonly string[] = []) =>
      names.flatMap((name) => [flag, urn(name)]);
    switch (happening.do) {
      case "up": {
        const { program, refresh, targets, replace } = happening;
        const withIds = identified(program, keyOf);
        const connection = this.emulator.connection();
        stack.write({
          resources: resourcesOf(withIds, stack.name, connection),
        });
        return [
          "up",
          "--yes",
          ...(refresh ? ["--refresh"] : []),
          ...named("--target", targets),
          ...named("--replace", replace),
        ];
      }
      case "refresh":
        return ["refresh", "--yes", "--skip-preview"];
      case "destroy":
        return ["destroy", "--yes", ...named("--target", happening.targets)];
      case "import": {
        const id = keyOf(happening.key);
        const { name } = happening;
        return id === undefined
          ? undefined
          : [
              "import",
              CMK,
              name,
              id,
              "--yes",
              "--skip-preview",
              "--generate-code=false",
            ];
      }
      case "forget":
        return ["state", "delete", urn(happening.name), "--yes"];
      case "taint":
        return ["state", "taint", urn(happening.name), "--yes"];
    }
  }
}

/** Of an installed plugin the engine stores the schema, which saves each command two starts of the plugin. */
function install({ home }: Workplace): void {
  const folder = join(home, "plugins", `resource-cmk-v${version}`);
  mkdirSync(folder, { recursive: true });
  const program = "pulumi-resource-cmk";
  symlinkSync(join(BIN, program), join(folder, program));
}

/** A program whose `import` and `get` name keys by numbers, with the emulator's ids in place. */
function identified(
  program: Program,
  keyOf: (number: number) => string | undefined,
): Program {
  const idOf = (text: string) => keyOf(Number(text.replace("key:", "")));
  return program.map((declaration) => {
    const { get, options: { import: taken, ...options } = {} } = declaration;
    const id = taken === undefined ? undefined : idOf(taken);
    return {
      ...declaration,
      get: get === undefined ? undefined : (idOf(get) ?? NO_KEY),
      options: id === undefined ? options : { ...options, import: id },
    };
  });
}

/** Reading it is cheaper than `pulumi stack export`. */
function stateFile({ workplace, project, name }: RealStack): string {
  return join(workplace.state, ".pulumi", "stacks", project, `${name}.json`);
}

function storedResources(stack: RealStack): ResourceState[] {
  const { checkpoint } = JSON.parse(readFileSync(stateFile(stack), "utf8")) as {
    checkpoint: { latest?: { resources?: ResourceState[] } };
  };
  return checkpoint.latest?.resources ?? [];
}

const CALLS = new Set(["Check", "Diff", "Create", "Read", "Update", "Delete"]);

/** A call is logged when it is sent, and once more with its reply. */
interface Entry {
  method: string;
  request: { urn?: string; id?: string };
  response?: object;
  errors?: object;
}

function entries(log: string): Entry[] {
  return jsonLines<Entry>(log).filter(
    ({ response, errors }) => !response && !errors,
  );
}

function traced(state: ResourceState): TracedState {
  const { urn, id = "", protect, inputs = {}, outputs = {} } = state;
  return {
    urn,
    id,
    inputs,
    outputs,
    initErrors: state.initErrors ?? [],
    protect: protect ?? false,
    delete: state.delete ?? false,
    external: state["external"] === true,
    pendingReplacement: state["pendingReplacement"] === true,
    taint: state["taint"] === true,
    retainOnDelete: state["retainOnDelete"] === true,
  };
}
