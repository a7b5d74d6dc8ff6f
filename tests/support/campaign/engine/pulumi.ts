import type { EngineRun, Stack } from "../../engine";
import { childrenOf, gone } from "../../descendants";
import { isSecret, unwrapped, type Json, type Props } from "../../protocol";
import { injectFaults, removeFaults } from "../inject";
import type { Scenario, Interruption } from "../scenarios";
import type { Outcome, Pulumi } from "../pulumi";
import { waitForCall } from "../wait-for-call";
import type { Declared } from "../state";
import type { World } from "../world";
import { nameOf, readEvents } from "./events";

const CMK = "cmk:index:Cmk";
const AT_ONCE = ["--yes", "--skip-preview"];
const PLUGIN = "pulumi-resource-cmk";
/**
 * How long a plugin may outlive its engine: it finishes its current requests and then notices that the engine is gone.
 */
const ORPHANS_END_MS = 30_000;

/** The real Pulumi CLI, on a YAML program. */
export class RealPulumi implements Pulumi {
  constructor(
    private readonly stack: Stack,
    private readonly world: World,
  ) {}

  up(scenario: Scenario): Promise<Outcome> {
    const { program, forced, state } = this.world;
    this.stack.write({
      resources: Object.fromEntries(
        [...program].map(([name, declared]) => [
          name,
          resourceOf(declared, scenario),
        ]),
      ),
    });
    // The engine refuses to replace a resource that is not in the state.
    const there = [...forced].filter((name) => state.current(name));
    const replaces = there.flatMap((name) => ["--replace", state.urn(name)]);
    const refreshes = this.world.refreshesFirst();
    const flags = refreshes ? ["--refresh", ...replaces] : replaces;
    return this.#run(["up", ...AT_ONCE, ...flags], scenario);
  }

  refresh(scenario: Scenario): Promise<Outcome> {
    // Stands for a user who has seen, or was warned of, what a killed create left behind.
    const flags = ["--clear-pending-creates"];
    return this.#run(["refresh", ...AT_ONCE, ...flags], scenario);
  }

  async import(
    name: string,
    id: string,
    scenario: Scenario,
  ): Promise<Props | undefined> {
    const flags = ["--protect=false", "--generate-code=false", ...AT_ONCE];
    await this.#run(["import", CMK, name, id, ...flags], scenario);
    return this.world.state.current(name)?.inputs;
  }

  end(): void {
    this.stack.remove();
  }

  async #run(args: string[], scenario: Scenario): Promise<Outcome> {
    const { world } = this;
    world.note(`${args.join(" ")}   ${JSON.stringify(scenario)}`);
    await injectFaults(world, scenario);
    let engine = 0;
    const running = this.stack.attempt(args, {
      started: (pid) => (engine = pid),
    });
    const kind = await this.#interrupt(scenario, running, () => engine);
    const done = await running;
    await removeFaults(world, scenario);
    // The next commands ask for `pulumi cancel` first, and then report what the killed engine left behind.
    if (kind === "engine killed") await this.stack.run("cancel", "--yes");
    const result = readEvents(done.events);
    if (kind?.endsWith("killed"))
      result.unmade.forEach((name) => world.addUncertainCreate(name));
    await this.#readState();
    const outcome = {
      ...result,
      failures: [...result.failures, ...unnamed(done, result)],
    };
    world.record(outcome, result.warnings);
    world.messages.push({ urn: "", message: done.stdout + done.stderr });
    return outcome;
  }

  /** Gives the kind of the interruption, or nothing if the command ended before it. */
  async #interrupt(
    { interruption }: Scenario,
    running: Promise<unknown>,
    engine: () => number,
  ): Promise<Interruption | undefined> {
    const { world } = this;
    if (!interruption) return undefined;
    if (!(await waitForCall(world.emulator, interruption, running)))
      return undefined;
    const { kind } = interruption;
    world.counters.hit(kind);
    world.note(`  ${kind}`);
    const plugins = childrenOf(engine(), PLUGIN);
    const targets = kind === "plugin killed" ? plugins : [engine()];
    for (const pid of targets) process.kill(pid, SIGNALS[kind]);
    await running;
    for (const pid of plugins) await gone(pid, ORPHANS_END_MS);
    return kind;
  }

  async #readState(): Promise<void> {
    const resources = await this.stack.resources();
    this.world.state.entries = resources
      .filter(({ type }) => type === CMK)
      .map(({ urn, id = "", inputs, outputs, initErrors, ...entry }) => ({
        name: nameOf(urn),
        urn,
        id,
        inputs: (inputs ?? {}) as Props,
        outputs: (outputs ?? {}) as Props,
        initFailed: (initErrors ?? []).length > 0,
        pendingDelete: entry.delete ?? false,
      }));
  }
}

const SIGNALS: Record<Interruption, NodeJS.Signals> = {
  "plugin killed": "SIGKILL",
  "engine killed": "SIGKILL",
  cancelled: "SIGINT",
  interrupted: "SIGTERM",
};

/** A failure that no resource's message reports. */
function unnamed({ code, stdout, stderr }: EngineRun, { failures }: Outcome) {
  return code === 0 || failures.length > 0
    ? []
    : [{ urn: "", name: "", message: stdout + stderr }];
}

function resourceOf(
  { inputs, deleteBeforeReplace }: Declared,
  { timeout }: Scenario,
): object {
  const seconds = `${String(timeout)}s`;
  const customTimeouts = { create: seconds, update: seconds, delete: seconds };
  return {
    type: CMK,
    properties: yamlOf(inputs),
    options: {
      deleteBeforeReplace,
      ...(timeout > 0 ? { customTimeouts } : {}),
    },
  };
}

function yamlOf(value: Json): Json {
  if (isSecret(value)) return { "fn::secret": unwrapped(value) };
  if (typeof value === "string") return value.replaceAll("${", "$${");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(yamlOf);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, yamlOf(member)]),
  );
}
