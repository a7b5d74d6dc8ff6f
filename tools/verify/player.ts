import { setTimeout as sleep } from "node:timers/promises";
import { at, resolve, Unknown, type Known } from "./placeholders";
import { codeOf, formOf, redacted, stateOf, textsOf } from "./redaction";
import { isRead, type Move, type Script, type Step } from "./script";
import type { Line } from "./transcript";
import type { Answer, Wire } from "./wire";

export interface PlayOptions {
  script: Script;
  wire: Pick<Wire, "send">;
  /** What placeholders stand for from the start; what the steps save is added. */
  known: Known;
  /** Milliseconds after each change, until every server of the cloud knows of it. */
  settleMs?: number;
  /** Takes the id of each key that an answer names as created: also of one that the cloud should have refused. */
  created?: Set<string>;
  /** A read that differs from this is made again, twice at most: it may have come too early. */
  expected?: (line: Line) => boolean;
}

/** From any state to any other there are fewer steps. */
const LONGEST_WAY = 6;
const EXTRA_READS = 2;
/** Why a step has no answer in the transcript, where the cloud gave none. */
export const NO_ANSWER = "no answer";

/** Asks step by step. What ends the run, such as Ctrl-C, is thrown. */
export async function* play(
  steps: readonly Step[],
  options: PlayOptions,
): AsyncGenerator<Line, void> {
  const player = new Player(steps, options);
  for (const step of steps) yield await player.line(step);
}

/** A step can't be asked: what it needs is not there. */
class Skipped extends Error {}

class Player {
  readonly #options: PlayOptions;
  readonly #sent: ReadonlySet<string>;
  /** The keys' states as far as they are known. */
  readonly #states = new Map<string, string>();

  constructor(steps: readonly Step[], options: PlayOptions) {
    this.#options = options;
    this.#sent = new Set(
      steps.flatMap(({ parameters }) => textsOf(parameters)),
    );
  }

  async line(step: Step): Promise<Line> {
    try {
      return { ...step, ...(await this.#answered(step)) };
    } catch (error) {
      if (!(error instanceof Skipped || error instanceof Unknown)) throw error;
      return { ...step, skipped: error.message };
    }
  }

  async #answered(step: Step): Promise<Partial<Line>> {
    if (step.key && step.state) await this.#bring(step.key, step.state);
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#ask(step);
      const { expected, settleMs = 0 } = this.#options;
      const isDone =
        !isRead(step.action) ||
        tries >= EXTRA_READS ||
        settleMs === 0 ||
        (expected?.({ ...step, ...answer }) ?? true);
      if (isDone) return answer;
      await sleep(settleMs * 4);
    }
  }

  async #ask(step: Step): Promise<Partial<Line>> {
    const now = Date.now();
    const { key } = step;
    const { status, code, fields } = await this.#send(step, step.saves);
    if (status === undefined) {
      if (key) this.#states.delete(key);
      return { skipped: NO_ANSWER };
    }
    const { known, script } = this.#options;
    const { vocabulary } = script;
    const form = step.anybodys ? formOf : redacted;
    const shown =
      fields && form(fields, { known, sent: this.#sent, vocabulary, now });
    if (!key || isRead(step.action) || code !== undefined)
      return { status, code: codeOf(code), fields: shown };
    return { status, fields: shown, after: await this.#read(key) };
  }

  async #send(
    { service = "kms", action, parameters }: Move & Pick<Step, "service">,
    saves: Step["saves"],
    known = this.#options.known,
  ): Promise<Answer> {
    const { script, wire, settleMs = 0 } = this.#options;
    const resolved = resolve(parameters, known, script);
    const answer = await wire.send({ service, action, parameters: resolved });
    if (action === "CreateKey") this.#noteCreated(answer);
    for (const [name, path] of Object.entries(saves ?? {})) {
      const value = answer.fields && at(answer.fields, path);
      if (value !== undefined) this.#options.known.set(name, value);
    }
    if (settleMs > 0 && !isRead(action)) await sleep(settleMs);
    return answer;
  }

  /** Alibaba Cloud's answer has the id in KeyMetadata, Tencent Cloud's at the top. */
  #noteCreated({ fields }: Answer): void {
    for (const path of ["KeyMetadata.KeyId", "KeyId"]) {
      const id = fields && at(fields, path);
      if (id !== undefined) this.#options.created?.add(id);
    }
  }

  async #bring(key: string, wanted: string): Promise<void> {
    let state = this.#states.get(key) ?? (await this.#read(key));
    for (let steps = 0; state !== wanted; steps += 1) {
      const moves = this.#options.script.wayTo(wanted, state);
      if (!moves || steps >= LONGEST_WAY)
        throw new Skipped(`the key is ${state}, not ${wanted}`);
      for (const move of moves)
        await this.#send(move, move.saves, this.#about(key));
      state = await this.#read(key);
    }
  }

  async #read(key: string): Promise<string> {
    const { readState } = this.#options.script;
    const { fields, code } = await this.#send(
      readState,
      undefined,
      this.#about(key),
    );
    const state = fields && at(fields, readState.stateAt);
    this.#states.delete(key);
    if (state === undefined)
      throw new Skipped(
        `its state can't be read: ${codeOf(code) ?? NO_ANSWER}`,
      );
    const shown = stateOf(state);
    this.#states.set(key, shown);
    return shown;
  }

  /** `<key>` is this one. */
  #about(key: string): Known {
    const id = this.#options.known.get(key);
    if (id === undefined) throw new Unknown(key);
    return new Map([...this.#options.known, ["key", id]]);
  }
}
