import type { Emulator } from "../emulator";
import type { Outsider } from "../outsider";
import type { Props } from "../protocol";
import type { Scenario } from "./scenarios";
import type { World } from "./world";

/** A failure, as the user sees it. */
export interface Failure {
  urn: string;
  /** The resource's name. */
  name: string;
  message: string;
}

/** The result of a command. */
export interface Outcome {
  failures: readonly Failure[];
  /** How many keys were created, changed or deleted. */
  changes: number;
  /** Names of the resources that were created. */
  made: ReadonlySet<string>;
  /** Ids of keys whose deletion started. */
  deletions: ReadonlySet<string>;
}

/** How often `up` has the flag `--refresh`. */
export const REFRESHES_FIRST = 0.15;

/** Pulumi's commands on one world's program and state. Each command takes place in a scenario. */
export interface Pulumi {
  up(scenario: Scenario): Promise<Outcome>;
  refresh(scenario: Scenario): Promise<Outcome>;
  /** Uses credentials of another account, which has none of the keys. Optional. */
  refreshWithOtherAccount?(scenario: Scenario): Promise<Outcome>;
  /** Gives the inputs of the program that Pulumi writes for the key, or nothing if the import failed. */
  import(
    name: string,
    id: string,
    scenario: Scenario,
  ): Promise<Props | undefined>;
  /** Ends what was started for this world. */
  end(): void;
}

/** Executes runs, one after the other. */
export interface Lane {
  readonly emulator: Emulator;
  readonly outsider: Outsider;
  begin(world: World): Promise<Pulumi>;
  close(): Promise<void>;
}
