import type { CloudName } from "../../../emulator/clouds";
import type { LogLine } from "../engine-log";
import { unwrapped, type Props } from "../protocol";
import { randomHazard, type Hazard, type Hazards } from "./hazards";
import { describeInputs } from "./programs";
import { REFRESHES_FIRST, type Lane, type Outcome } from "./pulumi";
import type { Random } from "./random";
import { State, type Declared, type Entry, type Program } from "./state";
import { Tally } from "./tally";

/** What both clouds' providers say of a CreateKey whose outcome could not be found out. */
const UNCERTAIN =
  /not known whether the key was made|whether a key was made is not known/;

/** One run: a program, its state, the cloud, and what has happened between them. */
export class World {
  readonly program: Program = new Map();
  readonly state: State;
  /** The provider's own settings, beside those that lead to the emulator. */
  config: Props = {};
  /** Resources that are to be replaced without a Diff, until that has been done. */
  readonly forced = new Set<string>();
  /** Keys of the account that are none of this state's. */
  readonly foreign = new Set<string>();
  /** Keys that were scheduled for deletion: by Pulumi's order, or behind its back. */
  readonly doomed = new Set<string>();
  /** URNs of which a CreateKey was under way when somebody was killed, or never got a certain answer. */
  readonly doubts = new Set<string>();
  /** Names of those that have not been made since. */
  readonly owed = new Set<string>();
  /** A message has told to run `up` with --refresh. */
  advisedToRefresh = false;
  /** Somebody has changed keys behind Pulumi's back. */
  drifted = false;
  /** All that the user was told: warnings, and why something failed. */
  readonly heard: LogLine[] = [];
  /** What nobody may be told. */
  readonly secrets = new Set(["emulator-secret", "stranger-secret"]);
  readonly journal: string[] = [];
  readonly tally = new Tally();

  /** `owner` tells this state from another one of the same project and stack names. */
  constructor(
    readonly lane: Lane,
    readonly random: Random,
    readonly owner: string,
    private readonly hazards: Hazards = randomHazard,
  ) {
    this.state = new State(`campaign-${String(random.seed)}`);
  }

  get emulator() {
    return this.lane.emulator;
  }

  /** Whether the next `up` has the flag --refresh. */
  refreshesFirst(): boolean {
    return this.random.chance(REFRESHES_FIRST) || this.advisedToRefresh;
  }

  note(text: string): void {
    this.journal.push(text);
  }

  declare(name: string, declared: Declared): void {
    this.program.set(name, declared);
    this.note(`  ${name}: ${describeInputs(declared)}`);
    const { keyMaterial } = declared.inputs;
    if (keyMaterial) this.secrets.add(unwrapped(keyMaterial) as string);
  }

  /** One for the clouds that the program has keys on. */
  randomHazard(): Hazard {
    const clouds = [...this.program.values()].map(
      ({ inputs }) => inputs["cloud"] as CloudName,
    );
    return this.hazards(this.random, clouds);
  }

  doubt(name: string): void {
    this.doubts.add(this.state.urn(name));
    this.owed.add(name);
  }

  /** Takes in what a finished command did. */
  record(outcome: Outcome, warnings: readonly LogLine[]): void {
    this.heard.push(...warnings, ...outcome.troubles);
    for (const id of outcome.deletions) this.doomed.add(keyIdOf(id));
    for (const name of outcome.made) {
      this.forced.delete(name);
      this.owed.delete(name);
    }
    for (const { message } of warnings) this.note(`  told: ${message}`);
    for (const { name, message } of outcome.troubles) {
      this.note(`  ${name} FAILED: ${message}`);
      if (UNCERTAIN.test(message)) this.doubt(name);
    }
    this.note(`  state: ${this.state.entries.map(describeEntry).join(", ")}`);
  }

  /** The resources in whose warnings and errors a key was named. */
  toldOf(keyId: string): string[] {
    return this.heard
      .filter(({ message }) => message.includes(keyId))
      .map(({ urn }) => urn);
  }

  /** Whether a key was told to be one too many, made by a request that was sent again. */
  toldTwice(keyId: string): boolean {
    return this.heard.some(
      ({ message }) =>
        message.includes(keyId) && message.includes("reached the cloud twice"),
    );
  }
}

/** Of an id `CLOUD/REGION/KEYID`. */
export function keyIdOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

function describeEntry({ name, id, unfinished, retired }: Entry): string {
  const marks = `${unfinished ? " unfinished" : ""}${retired ? " retired" : ""}`;
  return `${name}=${id}${marks}`;
}
