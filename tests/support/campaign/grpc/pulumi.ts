import { setTimeout as sleep } from "node:timers/promises";
import type { Props } from "../../protocol";
import { injectFaults, removeFaults } from "../inject";
import {
  LONGEST_DELAY_MS,
  COMPLETES_AFTER_ATTEMPT_MS,
  type Scenario,
} from "../scenarios";
import type { Outcome, Pulumi } from "../pulumi";
import { waitForCall } from "../wait-for-call";
import type { World } from "../world";
import { Command } from "./command";
import { INTERRUPT, type Target } from "./interrupt";
import type { GrpcLane } from "./lane";

const OTHER_ACCOUNT = {
  accessKeyId: "stranger",
  accessKeySecret: "stranger-secret",
  account: "300000000003",
};

/** Pulumi's commands by our model of the engine, over gRPC. */
export class ModelledPulumi implements Pulumi {
  constructor(
    private readonly lane: GrpcLane,
    private readonly world: World,
  ) {}

  up(scenario: Scenario): Promise<Outcome> {
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
      scenario,
    );
  }

  refresh(scenario: Scenario): Promise<Outcome> {
    return this.#run("refresh", (command) => command.refresh(), scenario);
  }

  async refreshWithOtherAccount(scenario: Scenario): Promise<Outcome> {
    await this.lane.emulator.addAccount(OTHER_ACCOUNT);
    const { accessKeyId, accessKeySecret } = OTHER_ACCOUNT;
    return this.#run(
      "refresh as a stranger",
      (command) => command.refresh(),
      scenario,
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
    scenario: Scenario,
  ): Promise<Props | undefined> {
    let inputs: Props | undefined;
    await this.#run(
      `import ${name} ${id}`,
      async (command) => {
        inputs = await command.import(name, id);
      },
      scenario,
    );
    return inputs;
  }

  end(): void {
    // The plugin belongs to the lane, which goes on.
  }

  /** Runs a command with a provider that is configured for it alone. */
  async #run(
    title: string,
    work: (command: Command) => Promise<unknown>,
    scenario: Scenario,
    credentials: Props = {},
  ): Promise<Outcome> {
    const { lane, world } = this;
    world.note(`${title}   ${JSON.stringify(scenario)}`);
    const plugin = await lane.plugin();
    const config = { ...world.config, ...credentials };
    const client = await lane.configured(world.owner, config);
    const command = new Command(world.state, client, {
      seed: world.random.bytes(16),
      timeout: scenario.timeout,
      parallel: world.random.integer(1, 4),
    });
    await injectFaults(world, scenario);
    const running = work(command);
    const struck = await this.#interrupt(scenario, running, {
      command,
      client,
      plugin,
    });
    await running;
    await removeFaults(world, scenario);
    await cloudAtRest(scenario, struck);
    // The engine calls Cancel at the end of each command.
    await client.cancel().catch(() => undefined);
    client.close();
    world.record(command, lane.log.lines.splice(0));
    if (plugin.stderr !== "") throw new Error(`on stderr: ${plugin.stderr}`);
    return command;
  }

  /** Whether the interruption took place, or the command ended before it. */
  async #interrupt(
    { interruption }: Scenario,
    running: Promise<unknown>,
    target: Target,
  ): Promise<boolean> {
    const { world } = this;
    if (!interruption) return false;
    if (!(await waitForCall(world.emulator, interruption, running)))
      return false;
    const { kind } = interruption;
    world.counters.hit(kind);
    world.note(`  ${kind}`);
    if (kind.endsWith("killed"))
      for (const { operation, name } of target.command.underWay)
        if (operation === "create") world.addUncertainCreate(name);
    await INTERRUPT[kind](target);
    await running;
    if (kind === "interrupted") await target.plugin.ended();
    return true;
  }
}

/**
 * Waits for the cloud to carry out delayed requests. It still does so after the client has gone, and nothing shows when
 * it is done.
 */
async function cloudAtRest(scenario: Scenario, struck: boolean): Promise<void> {
  const { interruption, timeout, faults } = scenario;
  const holds =
    interruption?.held || faults.some(({ kind }) => kind === "delay");
  if (timeout > 0) await sleep(COMPLETES_AFTER_ATTEMPT_MS);
  else if (struck && holds) await sleep(LONGEST_DELAY_MS + 50);
}
