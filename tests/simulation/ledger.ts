import type { PlannedStep, DeploymentOptions } from "./deployment";
import * as endings from "./endings";
import * as invariants from "./invariants";
import { Outsiders } from "./outsiders";
import { isSecret, type Program } from "./program";
import { untoldSharing } from "./sharing";
import type { Outcome, Stack } from "./stack";
import type { ResourceState } from "./state";
import type { FakeKey, World } from "./world";

/** What is known of a story so far, and which invariants it has violated. */
export class Ledger {
  readonly violations: string[] = [];
  readonly outsiders: Outsiders;
  /** Everything that users have read. */
  heard = "";
  /** Keys that a Delete has dealt with. */
  readonly ended = new Set<string>();
  /** Keys that were made by a process which was killed: the next creation of the same resource tells of them. */
  readonly limbo = new Set<string>();
  /** Keys that two resources have stood for, which the provider only warns of. */
  readonly shared = new Set<string>();
  /** By key: the trigger that it was last rotated for. */
  readonly rotatedFor = new Map<
    string,
    { trigger: string | undefined; at: number; isCut: boolean }
  >();
  readonly #programs = new Map<Stack, Program>();
  /** The keys of each stack's state after its last command. */
  readonly #held = new Map<Stack, string[]>();
  readonly #secrets = new Set<string>();
  #effects = 0;
  /** By key: the resource whose state guards it when an update begins. */
  #guarded: ReadonlyMap<string, ResourceState> = new Map();

  constructor(
    readonly world: World,
    readonly stacks: readonly Stack[],
  ) {
    this.outsiders = new Outsiders(world);
  }

  violate(text: string): void {
    this.violations.push(text);
  }

  /** The id of a key by its number; undefined while there is none. */
  idOf(number: number): string | undefined {
    const ids = this.keyIds();
    return ids[number % Math.max(ids.length, 1)];
  }

  keyIds(): string[] {
    return this.world
      .keys()
      .map(({ cloud, key }) => `${cloud}/${key.region}/${key.keyId}`);
  }

  /** A program whose `import` and `get` name keys by numbers, with their ids in place. */
  withIds(program: Program): Program {
    return program.map((declaration) => {
      const { get, options } = declaration;
      const importId = options?.import && this.#named(options.import);
      return {
        ...declaration,
        // A key that is not there has an id all the same.
        get: get === undefined ? undefined : (this.#named(get) ?? NO_KEY),
        options: { ...options, import: importId },
      };
    });
  }

  #named(text: string): string | undefined {
    const [, form, number] = /^(key|arn):(\d+)$/.exec(text) ?? [];
    if (number === undefined) return text;
    const id = this.idOf(Number(number));
    return form === "key" || id === undefined
      ? id
      : this.world.find(keyIdOf(id))?.arn;
  }

  noteProgram(stack: Stack, program: Program): void {
    this.#programs.set(stack, program);
    for (const { inputs } of program)
      for (const value of Object.values(inputs))
        if (isSecret(value)) this.#secrets.add(value.$secret);
  }

  programOf(stack: Stack): Program | undefined {
    return this.#programs.get(stack);
  }

  checkPreview(
    stack: Stack,
    preview: Outcome,
    options: DeploymentOptions,
  ): void {
    this.#check(stack, preview);
    this.violations.push(...untoldSharing(preview, options));
    this.#guarded = endings.guardedIn(stack.snapshot);
    for (const { run, method, keyId } of this.world.effects)
      if (run === preview.run)
        this.violate(`a preview has changed key ${keyId} by ${method}`);
  }

  checkCommand(stack: Stack, outcome: Outcome): void {
    this.#check(stack, outcome);
  }

  checkUpdate(
    stack: Stack,
    preview: Outcome,
    outcome: Outcome,
    options: DeploymentOptions,
  ): void {
    const { violations } = this;
    this.#noteShared();
    this.#noteSharedIn(preview);
    violations.push(
      ...invariants.unannounced(this, stack, preview, outcome),
      ...invariants.broken(this, preview, outcome, options),
      ...endings.wrongEnds(this, stack, outcome, options),
      ...endings.unguarded(this, this.#guarded, preview, outcome),
    );
    this.#check(stack, outcome);
  }

  /** What every command is held to. */
  #check(stack: Stack, outcome: Outcome): void {
    const { run } = outcome;
    this.heard += run.messages.map(({ text }) => `${text}\n`).join("");
    for (const { op, oldId } of outcome.steps)
      if (!run.isPreview && isDeletion(op) && oldId !== undefined)
        this.ended.add(keyIdOf(oldId));
    const created = this.world.effects
      .slice(this.#effects)
      .filter(({ before }) => before === undefined)
      .map(({ after }) => after);
    this.#effects = this.world.effects.length;
    for (const { id, external } of stack.snapshot.resources)
      if (!external) this.outsiders.release(keyIdOf(id));
    this.#noteShared();
    this.violations.push(
      ...invariants.untyped(run),
      ...invariants.leaked(run, this.#secrets),
      ...invariants.rotatedTwice(this, stack, outcome),
      ...invariants.ignoredTags(stack),
      ...invariants.cloudTagsElsewhere(stack),
      ...endings.falseOrphans(this, run),
      ...endings.begunAfterEnd(this, run),
      ...this.outsiders.violations(),
      ...invariants.lost(this, outcome, created),
      ...invariants.dropped(this, this.#held.get(stack) ?? []),
    );
    const { resources } = stack.snapshot;
    this.#held.set(
      stack,
      resources
        .filter(({ external }) => !external)
        .map(({ id }) => keyIdOf(id)),
    );
  }

  checkUnchanged(
    stack: Stack,
    outcomes: readonly (Outcome | undefined)[],
    last: Outcome,
  ): void {
    this.#check(stack, last);
    this.violations.push(
      ...invariants.unfinished(this, stack, outcomes, last),
      ...endings.stuck(this, stack, outcomes),
    );
  }

  #noteShared(): void {
    const seen = new Set<string>();
    for (const { snapshot } of this.stacks)
      for (const { id } of snapshot.resources) {
        if (seen.has(id)) this.shared.add(keyIdOf(id));
        seen.add(id);
      }
  }

  /** For a while two resources may stand for one key: the one that takes it by `import`, and the one that gives it up. */
  #noteSharedIn({ steps }: Outcome): void {
    const urns = new Map<string, string>();
    for (const { urn, oldId, new: state } of steps)
      for (const id of [oldId, state?.id])
        if (id && (urns.get(id) ?? urn) !== urn) this.shared.add(keyIdOf(id));
        else if (id) urns.set(id, urn);
  }

  isInState({ keyId }: FakeKey): boolean {
    return this.stacks.some(({ snapshot }) =>
      snapshot.resources.some(({ id }) => keyIdOf(id) === keyId),
    );
  }

  isOnlyRead({ keyId }: FakeKey): boolean {
    const states = this.stacks
      .flatMap(({ snapshot }) => snapshot.resources)
      .filter(({ id }) => keyIdOf(id) === keyId);
    return states.length > 0 && states.every(({ external }) => external);
  }

  isReleased({ keyId }: FakeKey): boolean {
    return this.stacks.some(({ released }) =>
      [...released].some((id) => keyIdOf(id) === keyId),
    );
  }
}

export const NO_KEY = "alibaba/cn-hangzhou/key-99999999";

export function keyIdOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

function isDeletion(op: PlannedStep["op"]): boolean {
  return op === "delete" || op === "delete-replaced";
}
