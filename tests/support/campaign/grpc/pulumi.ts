import { setTimeout as sleep } from "node:timers/promises";
import type { Props } from "../../protocol";
import { arm, disarm } from "../faults";
import {
  LONGEST_DELAY_MS,
  SETTLES_AFTER_A_TRY_MS,
  type Hazard,
} from "../hazards";
import type { Outcome, Pulumi } from "../pulumi";
import { reached } from "../reached";
import type { World } from "../world";
import { Command } from "./command";
import { STRIKES, type Target } from "./interruption";
import type { GrpcLane } from "./lane";

const STRANGER = {
  accessKeyId: "stranger",
  accessKeySecret: "stranger-secret",
  account: "300000000003",
};

/** Pulumi's commands by the model of its engine, over gRPC. */
export class ModelledPulumi implements Pulumi {
  constructor(
    private readonly lane: GrpcLane,
    private readonly world: World,
  ) {}

  up(hazard: Hazard): Promise<Outcome> {
    const { program, forced } = this.world;
    const replace =
      forced.size > 0 ? ` --target-replace ${[...forced].join(",")}` : "";
    const refreshed = this.world.refreshesFirst();
    return this.#run(
      `up${replace}${refreshed ? " --refresh" : ""}`,
      async (command) => {
        if (refreshed) await command.refresh();
        await command.up(program, forced);
      },
      hazard,
    );
  }

  refresh(hazard: Hazard): Promise<Outcome> {
    return this.#run("refresh", (command) => command.refresh(), hazard);
  }

  async refreshAsStranger(hazard: Hazard): Promise<Outcome> {
    await this.lane.emulator.addAccount(STRANGER);
    const { accessKeyId, accessKeySecret } = STRANGER;
    return this.#run(
      "refresh as a stranger",
      (command) => command.refresh(),
      hazard,
      {
        alibabaAccessKeyId: accessKeyId,
        alibabaAccessKeySecret: accessKeySecret,
        tencentSecretId: accessKeyId,
        tencentSecretKey: accessKeySecret,
      },
    );
  }

  async import(
    name: string,
    id: string,
    hazard: Hazard,
  ): Promise<Props | undefined> {
    let inputs: Props | undefined;
    await this.#run(
      `import ${name} ${id}`,
      async (command) => {
        inputs = await command.import(name, id);
      },
      hazard,
    );
    return inputs;
  }

  end(): void {
    // The lane's plugin goes on.
  }

  /** Runs a command with a provider that is configured for it alone. */
  async #run(
    title: string,
    work: (command: Command) => Promise<unknown>,
    hazard: Hazard,
    credentials: Props = {},
  ): Promise<Outcome> {
    const { lane, world } = this;
    world.note(`${title}   ${JSON.stringify(hazard)}`);
    const plugin = await lane.plugin();
    const config = { ...world.config, ...credentials };
    const client = await lane.configured(world.owner, config);
    const command = new Command(world.state, client, {
      seed: world.random.bytes(16),
      timeout: hazard.timeout,
      parallel: world.random.integer(1, 4),
    });
    await arm(world, hazard);
    const running = work(command);
    const struck = await this.#interrupt(hazard, running, {
      command,
      client,
      plugin,
    });
    await running;
    await disarm(world, hazard);
    await cloudAtRest(hazard, struck);
    // The engine does so at the end of each command.
    await client.cancel().catch(() => undefined);
    client.close();
    world.record(command, lane.log.lines.splice(0));
    if (plugin.stderr !== "") throw new Error(`on stderr: ${plugin.stderr}`);
    return command;
  }

  /** Whether it came to the interruption. */
  async #interrupt(
    { interruption }: Hazard,
    running: Promise<unknown>,
    target: Target,
  ): Promise<boolean> {
    const { world } = this;
    if (!interruption) return false;
    if (!(await reached(world.emulator, interruption, running))) return false;
    const { kind } = interruption;
    world.tally.hit(kind);
    world.note(`  ${kind}`);
    if (kind.endsWith("killed"))
      for (const { operation, name } of target.command.underWay)
        if (operation === "create") world.doubt(name);
    await STRIKES[kind](target);
    await running;
    if (kind === "interrupted") await target.plugin.ended();
    return true;
  }
}

/** The cloud still carries out what it holds back when nobody waits for it any more; nothing shows when it has. */
async function cloudAtRest(hazard: Hazard, struck: boolean): Promise<void> {
  const { interruption, timeout, faults } = hazard;
  const holds =
    interruption?.held || faults.some(({ kind }) => kind === "delay");
  if (timeout > 0) await sleep(SETTLES_AFTER_A_TRY_MS);
  else if (struck && holds) await sleep(LONGEST_DELAY_MS + 50);
}
