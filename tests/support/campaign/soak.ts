import { readdirSync, readFileSync } from "node:fs";
import { GrpcLane } from "./grpc/lane";
import { Command } from "./grpc/command";
import { changed, newResource } from "./programs";
import { Random } from "./random";
import { State, type Program } from "./state";

/** The emulator is reset now and then, because the clouds limit the number of keys in a region. */
const OPERATIONS_PER_ROUND = 50;
const RESOURCES = 6;

export interface Sample {
  operations: number;
  /** Of the plugin's process. */
  megabytes: number;
  handles: number;
}

/** The second and the last quarter: by the second, Node.js has allocated what it keeps for good. */
export function halves(samples: readonly Sample[]): [Sample[], Sample[]] {
  const quarter = Math.floor(samples.length / 4);
  return [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
}

/** Creates, changes, reads and deletes keys in one plugin process; gives samples of its memory and handles. */
export async function soak(
  lane: GrpcLane,
  operations: number,
): Promise<Sample[]> {
  const random = new Random(operations);
  const { pid } = await lane.plugin();
  const samples: Sample[] = [];
  let done = 0;
  while (done < operations) {
    await lane.emulator.reset();
    const round = await oneRound(lane, random);
    done += round;
    samples.push({ operations: done, ...holdings(pid) });
  }
  if ((await lane.plugin()).pid !== pid) throw new Error("the plugin ended");
  return samples;
}

/** Runs one command after the other on a changing program; some answers are lost, some calls throttled. */
async function oneRound(lane: GrpcLane, random: Random): Promise<number> {
  const state = new State("soak");
  const program: Program = new Map();
  let done = 0;
  while (done < OPERATIONS_PER_ROUND) {
    const name = `key${String(random.integer(1, RESOURCES))}`;
    const declared = program.get(name);
    if (declared && random.chance(0.2)) program.delete(name);
    else
      program.set(
        name,
        declared ? changed(random, name, declared) : newResource(random, name),
      );
    if (random.chance(0.3)) {
      await lane.emulator.fault({ kind: "throttle", count: 1 });
      await lane.emulator.fault({ kind: "drop-after", count: 1 });
    }
    done += await oneCommand(lane, state, program, random);
    await lane.emulator.clearFaults();
  }
  return done;
}

/** `up --refresh`; gives the number of calls to the provider. */
async function oneCommand(
  lane: GrpcLane,
  state: State,
  program: Program,
  random: Random,
): Promise<number> {
  const client = await lane.configured("soak", {});
  const command = new Command(state, client, {
    seed: random.bytes(16),
    timeout: 0,
    parallel: 4,
  });
  await command.refresh();
  await command.up(program);
  client.close();
  lane.log.lines.length = 0;
  return command.calls;
}

function holdings(pid: number): Pick<Sample, "megabytes" | "handles"> {
  const folder = `/proc/${String(pid)}`;
  const [, kilobytes] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(`${folder}/status`, "utf8")) ?? [];
  return {
    megabytes: Math.round(Number(kilobytes) / 1024),
    handles: readdirSync(`${folder}/fd`).length,
  };
}
