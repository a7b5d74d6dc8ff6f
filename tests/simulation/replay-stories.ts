import fc from "fast-check";
import { stories } from "./arbitraries";
import type { Declaration } from "./program";
import { isReplayed, type Replayed } from "./replay";
import type { Story } from "./story";

/** How many commands a replayed story has at most; each takes the real engine seconds. */
const COMMANDS = 3;

/** Stories that the real engine can repeat: those that are drawn, without faults and without anybody else. */
export function replayStories(count: number, seed: number): Story[] {
  return fc
    .sample(stories, { numRuns: count * 4, seed })
    .map((story) => ({
      ...story,
      happenings: story.happenings
        .filter(isReplayed)
        .filter(({ stack = 0 }) => stack === 0)
        .map(plain)
        .slice(0, COMMANDS),
    }))
    .filter(({ happenings }) => happenings[0]?.do === "up")
    .filter(({ happenings }) => happenings.length > 1)
    .slice(0, count);
}

function plain(happening: Replayed): Replayed {
  if (happening.do === "taint") return happening;
  const rest = { ...happening };
  delete rest.faults;
  if (rest.do !== "up") return rest;
  const program = rest.program.map(withoutForeigners);
  const names = new Set(program.map(({ name }) => name));
  const among = (targets: string[] | undefined) => {
    const known = targets?.filter((name) => names.has(name)) ?? [];
    return known.length > 0 ? known : undefined;
  };
  return {
    ...rest,
    program,
    targets: among(rest.targets),
    // The command line takes those alone that are in the state.
    replace: undefined,
  };
}

/** Without other resources' keys, whose ids are others in the real engine's cloud. */
function withoutForeigners({
  name,
  inputs,
  options,
}: Declaration): Declaration {
  const left = { ...options };
  delete left.import;
  return { name, inputs, options: left };
}
