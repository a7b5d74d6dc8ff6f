import type { Declaration } from "./program";
import type { Modelled } from "./replay";
import type { Happening } from "./story";

/** How often each kind of command, option and event stands in the stories, and each call in what comes of them. */
export function coverage(stories: readonly Modelled[]): Record<string, number> {
  const counts: Record<string, number> = { stories: stories.length };
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const { story, model } of stories) {
    const { happenings } = story;
    for (const { hasFailed, calls } of model) {
      if (hasFailed !== undefined) count("deployments");
      if (hasFailed) count("deployments that fail");
      for (const call of Object.values(calls).flat())
        count(`call: ${call.split(" ")[0] ?? ""}`);
    }
    if (happenings.some(isOfSecondStack)) count("stories of two stacks");
    for (const happening of happenings) {
      const { do: what } = happening;
      count(what === "outsider" ? `outsider: ${happening.does}` : what);
      if ("targets" in happening) count(`${what} --target`);
      if ("faults" in happening)
        for (const fault of happening.faults ?? [])
          if ("call" in fault) count(`fault: ${String(fault.call)}`);
      if (what !== "up") continue;
      if (happening.refresh) count("up --refresh");
      if (happening.replace) count("up --replace");
      for (const declaration of happening.program)
        for (const option of optionsOf(declaration)) count(option);
    }
  }
  return counts;
}

function isOfSecondStack(happening: Happening): boolean {
  return "stack" in happening && happening.stack === 1;
}

function optionsOf({ inputs, options = {}, get }: Declaration): string[] {
  const values = Object.values(inputs);
  const has = (member: string) =>
    values.some(
      (value) => typeof value === "object" && value !== null && member in value,
    );
  return [
    "resources declared",
    ...(get === undefined ? [] : [".get"]),
    ...(has("$output") ? ["output of another as input"] : []),
    ...(has("$secret") ? ["secret input"] : []),
    ...Object.keys(options).map((name) => `option: ${name}`),
  ];
}

export function table(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([what, count]) => `${String(count).padStart(6)}  ${what}\n`)
    .join("");
}
