import type { Props } from "../protocol";

/** A resource as Pulumi's state stores it. */
export interface Entry {
  name: string;
  urn: string;
  id: string;
  inputs: Props;
  outputs: Props;
  /** A create or an update failed in part (initErrors): the next `up` calls Update even if Diff finds no change. */
  initFailed: boolean;
  /** It has been replaced, and is still to be deleted. */
  pendingDelete: boolean;
}

/** The state of one stack. */
export class State {
  entries: Entry[] = [];

  constructor(readonly project: string) {}

  urn(name: string): string {
    return `urn:pulumi:dev::${this.project}::cmk:index:Cmk::${name}`;
  }

  current(name: string): Entry | undefined {
    return this.entries.find(
      (entry) => entry.name === name && !entry.pendingDelete,
    );
  }

  drop(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }
}

/** One resource of the program. */
export interface Declared {
  inputs: Props;
  deleteBeforeReplace: boolean;
}

export type Program = Map<string, Declared>;
