import type { CloudName } from "../../../emulator/clouds";
import type { LogLine } from "../engine-log";
import { unwrapped, type Props } from "../protocol";
import {
  randomScenario,
  type Scenario,
  type ScenarioSource,
} from "./scenarios";
import { describeInputs } from "./programs";
import { REFRESHES_FIRST, type Lane, type Outcome } from "./pulumi";
import type { Random } from "./random";
import { State, type Declared, type Entry, type Program } from "./state";
import { Counters } from "./counters";

/** The providers' messages about a CreateKey whose outcome could not be determined. */
const UNCERTAIN =
  /not known whether the key was made|whether a key was made is not known/;

/** One run: a program, its state, the cloud, and what has happened so far. */
export class World {
  readonly program: Program = new Map();
  readonly state: State;
  /** The provider's configuration, besides the connection to the emulator. */
  config: Props = {};
  /** Resources that are still to be replaced without a Diff. */
  readonly forced = new Set<string>();
  /** Keys in the account that don't belong to this state. */
  readonly foreign = new Set<string>();
  /** Keys whose deletion was scheduled, by Pulumi or outside it. */
  readonly scheduledForDeletion = new Set<string>();
  /**
   * URNs of resources whose CreateKey was running when a process was killed, or whose outcome could not be determined.
   */
  readonly uncertainCreates = new Set<string>();
  /** Names of those that have not been created since. */
  readonly unrepeatedCreates = new Set<string>();
  /** A message has advised to run `up` with --refresh. */
  mustRefresh = false;
  /** Keys have been changed outside Pulumi. */
  drifted = false;
  /** Everything that was reported to the user: warnings and failures. */
  readonly messages: LogLine[] = [];
  /** Values that no message may contain. */
  readonly secrets = new Set(["emulator-secret", "stranger-secret"]);
  readonly journal: string[] = [];
  readonly counters = new Counters();

  /** `owner` tells this state from another one with the same project and stack names. */
  constructor(
    readonly lane: Lane,
    readonly random: Random,
    readonly owner: string,
    private readonly scenarios: ScenarioSource = randomScenario,
  ) {
    this.state = new State(`campaign-${String(random.seed)}`);
  }

  get emulator() {
    return this.lane.emulator;
  }

  /** Whether the next `up` has the flag --refresh. */
  refreshesFirst(): boolean {
    return this.random.chance(REFRESHES_FIRST) || this.mustRefresh;
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

  /** A scenario for the clouds on which the program has keys. */
  randomScenario(): Scenario {
    const clouds = [...this.program.values()].map(
      ({ inputs }) => inputs["cloud"] as CloudName,
    );
    return this.scenarios(this.random, clouds);
  }

  addUncertainCreate(name: string): void {
    this.uncertainCreates.add(this.state.urn(name));
    this.unrepeatedCreates.add(name);
  }

  /** Records the outcome of a finished command. */
  record(outcome: Outcome, warnings: readonly LogLine[]): void {
    this.messages.push(...warnings, ...outcome.failures);
    for (const id of outcome.deletions)
      this.scheduledForDeletion.add(keyIdOf(id));
    for (const name of outcome.made) {
      this.forced.delete(name);
      this.unrepeatedCreates.delete(name);
    }
    for (const { message } of warnings) this.note(`  message: ${message}`);
    for (const { name, message } of outcome.failures) {
      this.note(`  ${name} FAILED: ${message}`);
      if (UNCERTAIN.test(message)) this.addUncertainCreate(name);
    }
    this.note(`  state: ${this.state.entries.map(describeEntry).join(", ")}`);
  }

  /** The resources whose warnings and errors name a key. */
  resourcesNaming(keyId: string): string[] {
    return this.messages
      .filter(({ message }) => message.includes(keyId))
      .map(({ urn }) => urn);
  }

  /** Whether a message named the key as a duplicate from a request that was sent twice. */
  reportedAsResent(keyId: string): boolean {
    return this.messages.some(
      ({ message }) =>
        message.includes(keyId) && message.includes("reached the cloud twice"),
    );
  }
}

/** The last part of an id `CLOUD/REGION/KEYID`. */
export function keyIdOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

function describeEntry({ name, id, initFailed, pendingDelete }: Entry): string {
  const marks = `${initFailed ? " initFailed" : ""}${pendingDelete ? " pendingDelete" : ""}`;
  return `${name}=${id}${marks}`;
}
