import type { Props } from "../protocol";

/** A resource as Pulumi's state keeps it. */
export interface Entry {
  name: string;
  urn: string;
  id: string;
  inputs: Props;
  outputs: Props;
  /** A create or an update was not finished: the next `up` calls Update though Diff says none. */
  unfinished: boolean;
  /** It has been replaced, and waits for its deletion. */
  retired: boolean;
}

/** The state of one stack. */
export class State {
  entries: Entry[] = [];

  constructor(readonly project: string) {}

  urn(name: string): string {
    return `urn:pulumi:dev::${this.project}::cmk:index:Cmk::${name}`;
  }

  current(name: string): Entry | undefined {
    return this.entries.find((entry) => entry.name === name && !entry.retired);
  }

  drop(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }
}

/** What a program says of one resource. */
export interface Declared {
  inputs: Props;
  deleteBeforeReplace: boolean;
}

export type Program = Map<string, Declared>;
