import type { EngineRun, Stack } from "../../engine";
import { childrenOf, gone } from "../../descendants";
import { isSecret, unwrapped, type Json, type Props } from "../../protocol";
import { arm, disarm } from "../faults";
import type { Hazard, Interruption } from "../hazards";
import type { Outcome, Pulumi } from "../pulumi";
import { reached } from "../reached";
import type { Declared } from "../state";
import type { World } from "../world";
import { nameOf, readEvents } from "./events";

const CMK = "cmk:index:Cmk";
const AT_ONCE = ["--yes", "--skip-preview"];
const PLUGIN = "pulumi-resource-cmk";
/** How long a plugin may outlive its engine: what is under way, and the time that it takes to notice. */
const ORPHANS_END_MS = 30_000;

/** Pulumi's own commands, on a YAML program. */
export class RealPulumi implements Pulumi {
  constructor(
    private readonly stack: Stack,
    private readonly world: World,
  ) {}

  up(hazard: Hazard): Promise<Outcome> {
    const { program, forced, state } = this.world;
    this.stack.write({
      resources: Object.fromEntries(
        [...program].map(([name, declared]) => [
          name,
          resourceOf(declared, hazard),
        ]),
      ),
    });
    // The engine refuses to replace what the state does not have.
    const there = [...forced].filter((name) => state.current(name));
    const replaces = there.flatMap((name) => ["--replace", state.urn(name)]);
    const refreshes = this.world.refreshesFirst();
    const flags = refreshes ? ["--refresh", ...replaces] : replaces;
    return this.#run(["up", ...AT_ONCE, ...flags], hazard);
  }

  refresh(hazard: Hazard): Promise<Outcome> {
    // The user has seen what a killed create left, or been told of it.
    const flags = ["--clear-pending-creates"];
    return this.#run(["refresh", ...AT_ONCE, ...flags], hazard);
  }

  async import(
    name: string,
    id: string,
    hazard: Hazard,
  ): Promise<Props | undefined> {
    const flags = ["--protect=false", "--generate-code=false", ...AT_ONCE];
    await this.#run(["import", CMK, name, id, ...flags], hazard);
    return this.world.state.current(name)?.inputs;
  }

  end(): void {
    this.stack.remove();
  }

  async #run(args: string[], hazard: Hazard): Promise<Outcome> {
    const { world } = this;
    world.note(`${args.join(" ")}   ${JSON.stringify(hazard)}`);
    await arm(world, hazard);
    let engine = 0;
    const running = this.stack.attempt(args, {
      started: (pid) => (engine = pid),
    });
    const kind = await this.#interrupt(hazard, running, () => engine);
    const done = await running;
    await disarm(world, hazard);
    // What it left is told by its next commands, which first ask for this one.
    if (kind === "engine killed") await this.stack.run("cancel", "--yes");
    const told = readEvents(done.events);
    if (kind?.endsWith("killed"))
      told.unmade.forEach((name) => world.doubt(name));
    await this.#readState();
    const outcome = {
      ...told,
      troubles: [...told.troubles, ...unnamed(done, told)],
    };
    world.record(outcome, told.warnings);
    world.heard.push({ urn: "", message: done.stdout + done.stderr });
    return outcome;
  }

  /** The kind, if it came to the interruption. */
  async #interrupt(
    { interruption }: Hazard,
    running: Promise<unknown>,
    engine: () => number,
  ): Promise<Interruption | undefined> {
    const { world } = this;
    if (!interruption) return undefined;
    if (!(await reached(world.emulator, interruption, running)))
      return undefined;
    const { kind } = interruption;
    world.tally.hit(kind);
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
        unfinished: (initErrors ?? []).length > 0,
        retired: entry.delete ?? false,
      }));
  }
}

const SIGNALS: Record<Interruption, NodeJS.Signals> = {
  "plugin killed": "SIGKILL",
  "engine killed": "SIGKILL",
  cancelled: "SIGINT",
  interrupted: "SIGTERM",
};

/** A failure of which no resource tells. */
function unnamed({ code, stdout, stderr }: EngineRun, { troubles }: Outcome) {
  return code === 0 || troubles.length > 0
    ? []
    : [{ urn: "", name: "", message: stdout + stderr }];
}

function resourceOf(
  { inputs, deleteBeforeReplace }: Declared,
  { timeout }: Hazard,
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
