import type { CloudClient } from "../support/cloud";

/** How much a piece weighs against another one: a recording most, a client's guess least. */
export type Weight =
  | "recording"
  | "vendor's specification"
  | "vendor's sample"
  | "vendor's table"
  | "vendor's client";

/** A public fact about what a real cloud answers, and how the emulator is asked for it. */
export interface Evidence {
  id: string;
  weight: Weight;
  source: string;
  fact: string;
  ask(place: Place): Promise<unknown>;
  expected: unknown;
  /** Why the emulator answers something else, and what. */
  differs?: { answer: unknown; reason: string };
}

export type Switches = Readonly<Record<string, string | number | boolean>>;

/** One cloud of a running emulator that nobody has used yet. */
export interface Place {
  cloud: CloudClient;
  set: (switches: Switches) => Promise<void>;
  control: (path: string, body: object) => Promise<unknown>;
}

export type Fields = Record<string, unknown>;

export const membersOf = (value: unknown): string[] =>
  Object.keys(value as object).sort();

/** A jest matcher: at least these members. */
export const having = (names: string): unknown =>
  expect.arrayContaining(names.split(" ")) as unknown;

export const matching = (pattern: RegExp): unknown =>
  expect.stringMatching(pattern) as unknown;
