import fc from "fast-check";
import { stories } from "./arbitraries";
import type { Declaration } from "./program";
import { Random } from "./random";
import { ACTIONS, type DeniedMethod } from "./real-cloud";
import { isReplayed, type Replayed } from "./real-engine";
import type { Fault } from "./run";
import type { Happening, Story } from "./story";

/** How many happenings a replayed story has at most; a command takes the real engine seconds. */
const HAPPENINGS = 3;
/** One in so many, where the stories that are drawn have none. */
const RARE = 6;
/** Of what is read by `.get()`. */
const RARER = 15;
const NAMES = ["a", "b", "c"];
const READS: readonly DeniedMethod[] = ["describe", "listed"];
const DENIED_CHANGES = (Object.keys(ACTIONS) as DeniedMethod[]).filter(
  (method) => !READS.includes(method),
);

/** Stories that the real engine can repeat: those that are drawn, with denials for faults, and with further providers. */
export function replayStories(count: number, seed: number): Story[] {
  return fc
    .sample(stories, { numRuns: count * 4, seed })
    .filter(({ happenings }) => !happenings.some(namesADay))
    .map(replayable)
    .filter(({ happenings }) =>
      happenings.some(({ do: what }) => what === "up"),
    )
    .filter(({ happenings }) => happenings.length > 1)
    .slice(0, count);
}

/** The simulation begins on a day of its own, and the real engine today. */
function namesADay(happening: Happening): boolean {
  return (
    happening.do === "up" &&
    happening.program.some(({ inputs }) => "keyMaterialExpiry" in inputs)
  );
}

function replayable(story: Story): Story {
  const random = new Random(story.seed);
  const happenings = story.happenings.filter(isReplayed).slice(0, HAPPENINGS);
  // Which of several resources' steps are begun before another has failed is a matter of chance.
  const mayFail = happenings.every(
    (happening) =>
      happening.do !== "up" ||
      happening.program.every(({ name }) => name === "a"),
  );
  const hasProviders = happenings.every(
    (happening) => !("targets" in happening),
  );
  return {
    ...story,
    happenings: happenings.map((happening) =>
      withFault(
        withTargets(withProviders(happening, random, hasProviders), random),
        random,
        mayFail,
      ),
    ),
  };
}

/** Denials instead of what is drawn by the number of a call, which is another in each cloud. */
function withFault(
  happening: Replayed,
  random: Random,
  mayFail: boolean,
): Happening {
  const { do: what } = happening;
  if (what !== "up" && what !== "refresh" && what !== "destroy")
    return happening;
  const { faults: drawn, ...rest } = happening;
  if (!drawn || !mayFail) return rest;
  // A preview reads as well, and has no faults in the simulation.
  const change =
    DENIED_CHANGES[random.below(DENIED_CHANGES.length)] ?? "create";
  const denied = what === "refresh" ? READS : [change];
  const faults = denied.map((call): Fault => ({
    call,
    fails: "denied",
    when: "before",
  }));
  return { ...rest, faults };
}

function withTargets(happening: Replayed, random: Random): Replayed {
  return happening.do === "destroy" && random.below(2) === 0
    ? { ...happening, targets: [NAMES[random.below(2)] ?? "a"] }
    : happening;
}

/**
 * A provider resource that is not targeted is another story, and so are two that ask for one alias: each is a process that
 * does not know of the other's.
 */
function withProviders(
  happening: Replayed,
  random: Random,
  hasProviders: boolean,
): Replayed {
  if (happening.do !== "up") return happening;
  const program = happening.program
    .map(withIdForm)
    .map(untriggered)
    .map((declaration) =>
      declaration.get === undefined &&
      declaration.inputs["alias"] === undefined &&
      hasProviders &&
      random.below(RARE) === 0
        ? {
            ...declaration,
            options: { ...declaration.options, provider: "second" },
          }
        : withReads(declaration, random),
    );
  return { ...happening, program };
}

/** The engines have keys by their ids; an ARN names the same key. */
function withIdForm({ options, ...rest }: Declaration): Declaration {
  if (!options?.import) return { ...rest, options };
  const taken = options.import.replace("arn:", "key:");
  return { ...rest, options: { ...options, import: taken } };
}

/** A cloud rotates a new key on demand days later only, and no replay waits. */
function untriggered({ inputs, ...rest }: Declaration): Declaration {
  const left = Object.entries(inputs).filter(
    ([name]) => name !== "rotationTrigger",
  );
  return { ...rest, inputs: Object.fromEntries(left) };
}

/** What is read takes neither inputs nor options in a YAML program. */
function withReads(declaration: Declaration, random: Random): Declaration {
  const isRead = random.below(RARER) === 0;
  const {
    name,
    get = isRead ? `key:${String(random.below(RARE))}` : undefined,
  } = declaration;
  return get === undefined ? declaration : { name, inputs: {}, get };
}
