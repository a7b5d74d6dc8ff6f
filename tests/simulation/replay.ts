import { isDeepStrictEqual } from "node:util";
import { simulatedTraces, type EngineTrace } from "./engine-trace";
import { dependenciesOf } from "./program";
import type { RealEngine } from "./real-engine";
import { simulate } from "./simulation";
import type { Happening, Story } from "./story";

export interface Modelled {
  story: Story;
  /** What the model does in each happening. */
  model: readonly EngineTrace[];
  violations: readonly string[];
}

/** What the model does in each story. It is asked before the real engine runs, as it takes the time of the whole process. */
export async function modelled(stories: readonly Story[]): Promise<Modelled[]> {
  const found: Modelled[] = [];
  for (const story of stories) {
    const { chapters, violations } = await simulate(story);
    found.push({ story, model: simulatedTraces(chapters), violations });
  }
  return found;
}

/** What the model and the real engine do not have in common in a story: for each command that differs, both. */
export async function differences(
  { story, model, violations }: Modelled,
  engine: RealEngine,
): Promise<string[]> {
  const text = JSON.stringify(story);
  // A story ends with what violates an invariant.
  if (model.length < story.happenings.length)
    return [`${text}\nends early:\n${violations.join("\n")}`];
  let real = await engine.replay(story, model);
  for (let again = 0; again < REPEATS && real.some(hasNoPlugin); again++)
    real = await engine.replay(story, model);
  return real.flatMap((trace, index) => {
    const expected = model[index];
    const pairs = trace.hasFailed ? [] : dependentsOf(story.happenings[index]);
    const shown = (of: EngineTrace | undefined) => ({
      ...of?.comparable,
      orders: pairs.map((pair) => of?.orderOf(pair)),
    });
    const [said, done] = [shown(expected), shown(trace)];
    const isSameOrder = isDeepStrictEqual(said.orders, done.orders);
    if (expected && trace.isLike(expected) && isSameOrder) return [];
    const { command, output } = trace;
    return [
      `${text}\n${command}, number ${String(index)}:\nmodel: ${JSON.stringify(said)}\nengine: ${JSON.stringify(done)}\n${output}`,
    ];
  });
}

/** How often a story begins anew, where the machine was too busy for it. */
const REPEATS = 2;

/** The engine waits for a plugin's start for ten seconds only. */
function hasNoPlugin({ output }: EngineTrace): boolean {
  return /did not begin responding to RPC|did not come alive/.test(output);
}

/** Pairs of a resource and one that it depends on. A refresh reads all in any order. */
function dependentsOf(happening: Happening | undefined): string[][] {
  if (happening?.do !== "up" || happening.refresh) return [];
  return happening.program.flatMap((declaration) =>
    dependenciesOf(declaration).map((other) => [declaration.name, other]),
  );
}
