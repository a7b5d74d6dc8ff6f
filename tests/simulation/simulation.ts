import type { DeploymentOptions } from "./deployment";
import { Ledger } from "./ledger";
import { IGNORED_TAG } from "./outsiders";
import { Random } from "./random";
import { Stack, type Outcome } from "./stack";
import type { Snapshot } from "./state";
import type { Happening, Story } from "./story";
import { Deadlock, VirtualTime } from "./virtual-time";
import { World } from "./world";

const START = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
const SETTINGS = {
  alibabaRegion: "cn-hangzhou",
  tencentRegion: "ap-singapore",
  ignoreTags: { keys: [IGNORED_TAG] },
};

/** What a story has come to. */
export interface Report {
  violations: string[];
  /** Of each command and each preview. */
  outcomes: readonly Outcome[];
  chapters: readonly Chapter[];
  world: World;
}

/** What has come of one happening. */
export interface Chapter {
  happening: Happening;
  outcomes: readonly Outcome[];
  /** The ids of the clouds' keys before it: those that the story names by numbers. */
  keys: readonly string[];
  /** The state of its stack after it. */
  snapshot: Snapshot;
}

/** Lets a story happen, and holds it to the invariants (ledger.ts) after each command. */
export async function simulate(story: Story): Promise<Report> {
  const time = new VirtualTime(START);
  const simulation = new Simulation(story, time);
  try {
    await time.run(() => simulation.play());
  } catch (error) {
    if (!(error instanceof Deadlock)) throw error;
    simulation.ledger.violate(`a command ${error.message}`);
  }
  const { ledger, outcomes, chapters, world } = simulation;
  return { violations: ledger.violations, outcomes, chapters, world };
}

class Simulation {
  readonly world: World;
  readonly ledger: Ledger;
  readonly #stacks: Stack[];
  readonly outcomes: Outcome[] = [];
  readonly chapters: Chapter[] = [];

  constructor(
    private readonly story: Story,
    private readonly time: VirtualTime,
  ) {
    this.world = new World(time);
    const random = new Random(story.seed);
    const { latency = 0 } = story;
    this.#stacks = ["prod", "test"].map(
      (name) => new Stack(this.world, name, SETTINGS, random, latency),
    );
    this.ledger = new Ledger(this.world, this.#stacks);
  }

  async play(): Promise<void> {
    for (const happening of this.story.happenings) {
      // Nothing that one command does has the date of what another did.
      this.time.pass(SECOND_MS);
      const begun = this.outcomes.length;
      const keys = this.ledger.keyIds();
      await this.#happen(happening);
      this.chapters.push({
        happening,
        outcomes: this.outcomes.slice(begun),
        keys,
        snapshot: this.#stackOf("stack" in happening ? happening : {}).snapshot,
      });
      if (this.ledger.violations.length > 0) return;
    }
    this.time.pass(SECOND_MS);
    await this.#updateUntilUnchanged();
  }

  async #happen(happening: Happening): Promise<void> {
    switch (happening.do) {
      case "up":
        return this.#up(happening);
      case "refresh":
        return this.#command(this.#stackOf(happening), happening, {
          program: [],
          refreshOnly: true,
        });
      case "destroy":
        return this.#destroy(happening);
      case "import":
        return this.#import(happening);
      case "forget":
      case "taint":
        this.#stackOf(happening)[happening.do](happening.name);
        return;
      case "outsider":
      case "foreignKey":
        this.ledger.outsiders.act(happening);
        return;
      case "hide":
      case "account":
        this.ledger.outsiders.disturb(happening);
        return;
      case "wait":
        this.time.pass(happening.days * DAY_MS);
    }
  }

  #stackOf({ stack = 0 }: { stack?: number }): Stack {
    const found = this.#stacks[stack % this.#stacks.length];
    if (!found) throw new Error("there is no stack");
    return found;
  }

  async #up(happening: Extract<Happening, { do: "up" }>): Promise<void> {
    const stack = this.#stackOf(happening);
    const { program, refresh, targets, replace, faults = [] } = happening;
    const named = this.ledger.withIds(program);
    const options = { program: named, refresh, targets, replace };
    this.ledger.noteProgram(stack, named);
    await this.#previewed(stack, options, faults);
  }

  /** A preview, and where it went well what it has shown. */
  async #previewed(
    stack: Stack,
    options: DeploymentOptions,
    faults: Extract<Happening, { do: "up" }>["faults"] = [],
  ): Promise<Outcome | undefined> {
    const preview = await stack.preview(options);
    this.#note(preview);
    this.ledger.checkPreview(stack, preview, options);
    if (preview.ending !== "succeeded") return undefined;
    const outcome = await stack.update(options, faults);
    this.#note(outcome);
    this.ledger.checkUpdate(stack, preview, outcome, options);
    return outcome;
  }

  async #destroy(
    happening: Extract<Happening, { do: "destroy" }>,
  ): Promise<void> {
    const stack = this.#stackOf(happening);
    const { targets, faults } = happening;
    await this.#previewed(stack, { program: [], targets }, faults);
    if (!targets) this.ledger.noteProgram(stack, []);
  }

  async #import(
    happening: Extract<Happening, { do: "import" }>,
  ): Promise<void> {
    const stack = this.#stackOf(happening);
    const id = this.ledger.idOf(happening.key);
    if (id === undefined) return;
    const outcome = await stack.import(happening.name, id);
    this.#note(outcome);
    this.ledger.checkCommand(stack, outcome);
  }

  async #command(
    stack: Stack,
    { faults = [] }: { faults?: Extract<Happening, { do: "up" }>["faults"] },
    options: DeploymentOptions,
  ): Promise<void> {
    const outcome = await stack.update(options, faults);
    this.#note(outcome);
    this.ledger.checkCommand(stack, outcome);
  }

  /** Once the faults have ended, two updates reach "no changes". */
  async #updateUntilUnchanged(): Promise<void> {
    for (const stack of this.#stacks) {
      const program = this.ledger.programOf(stack);
      if (!program || this.ledger.violations.length > 0) continue;
      const outcomes: (Outcome | undefined)[] = [];
      for (const refresh of [true, false])
        outcomes.push(await this.#previewed(stack, { program, refresh }));
      const last = await stack.preview({ program });
      this.#note(last);
      this.ledger.checkUnchanged(stack, outcomes, last);
    }
  }

  #note(outcome: Outcome): void {
    this.outcomes.push(outcome);
  }
}
