import type { Emulator } from "../emulator";
import type { Outsider } from "../outsider";
import type { Props } from "../protocol";
import type { Hazard } from "./hazards";
import type { World } from "./world";

/** Something that failed, as the user is told of it. */
export interface Trouble {
  urn: string;
  /** The resource's. */
  name: string;
  message: string;
}

/** What a command did. */
export interface Outcome {
  troubles: readonly Trouble[];
  /** How many keys were made, changed or deleted. */
  changes: number;
  /** Names of the resources that were made. */
  made: ReadonlySet<string>;
  /** Ids of keys whose deletion was begun. */
  deletions: ReadonlySet<string>;
}

/** How often `up` has the flag `--refresh`. */
export const REFRESHES_FIRST = 0.15;

/** Pulumi's commands on the program and the state of one world, each of them while a hazard is about. */
export interface Pulumi {
  up(hazard: Hazard): Promise<Outcome>;
  refresh(hazard: Hazard): Promise<Outcome>;
  /** With the credentials of an account that has none of the keys, where this Pulumi can. */
  refreshAsStranger?(hazard: Hazard): Promise<Outcome>;
  /** Gives the inputs of the program that Pulumi writes for the key, or nothing where the import failed. */
  import(name: string, id: string, hazard: Hazard): Promise<Props | undefined>;
  /** Ends what lives as long as the world. */
  end(): void;
}

/** Where runs take place, one after the other. */
export interface Lane {
  readonly emulator: Emulator;
  readonly outsider: Outsider;
  /** Gives a world its Pulumi. */
  begin(world: World): Promise<Pulumi>;
  close(): Promise<void>;
}
