import type { ErrorKind } from "../../provider/clouds/errors";
import { CLOUDS } from "../../provider/clouds/registry";
import { CLOUD_NAMES, type CloudName } from "../../provider/model/types";
import { USAGES } from "../../provider/model/types";
import type { Declaration, ResourceOptions } from "./program";
import type { Fault, Hit, Moment } from "./run";
import { simulate } from "./simulation";
import type { Happening, Story } from "./story";

/**
 * All stories of one key with up to two operations: each pair of inputs over the values that the model's tables name, and for
 * some of these each fault at each await and each cloud call.
 */

type Inputs = Declaration["inputs"];
type Choice = readonly (readonly [name: string, value: Inputs[string]])[];

function choice(name: string, ...values: Inputs[string][]): Choice {
  return values.map((value) => [name, value] as const);
}

/** Each input, absent too, by its name. */
const CHOICES: readonly Choice[] = [
  choice("usage", ...USAGES),
  choice("origin", "EXTERNAL"),
  choice("rotation", { interval: "30d" }, { enabled: false }),
  choice("enabled", false),
  choice("alias", "orders"),
];
const PROTECTION = choice("deletionProtection", true, false);

/** One of each kind: the specs of a cloud's table differ in little else. */
const KINDS = ["RSA_2048", "EC_P256"];

/** All inputs of a cloud's keys with these specs, whether Check takes them or not. */
export function inputsOf(cloud: CloudName, specs: readonly string[]): Inputs[] {
  const { refuses } = CLOUDS[cloud].rules;
  const choices = [
    choice("spec", ...specs),
    ...CHOICES,
    ...(refuses.deletionProtection === undefined ? [PROTECTION] : []),
  ];
  return choices.reduce<Inputs[]>(
    (found, values) =>
      found.flatMap((inputs) => [
        inputs,
        ...values.map(([name, value]) => ({ ...inputs, [name]: value })),
      ]),
    [{ cloud }],
  );
}

function up(inputs: Inputs, options?: ResourceOptions): Happening {
  const declaration = { name: "a", inputs, ...(options ? { options } : {}) };
  return { do: "up", program: [declaration] };
}

function story(...happenings: Happening[]): Story {
  return { seed: 0, happenings };
}

/** Whether a key can be made from them. */
async function isAccepted(inputs: Inputs): Promise<boolean> {
  const { chapters } = await simulate(story(up(inputs)));
  return chapters[0]?.outcomes[0]?.ending === "succeeded";
}

async function accepted(cloud: CloudName): Promise<Inputs[]> {
  const found: Inputs[] = [];
  for (const inputs of inputsOf(cloud, KINDS))
    if (await isAccepted(inputs)) found.push(inputs);
  return found;
}

/** A key of each spec that a cloud has, in each form. */
function* singles(): Generator<Story> {
  for (const cloud of CLOUD_NAMES)
    for (const inputs of inputsOf(
      cloud,
      Object.keys(CLOUDS[cloud].rules.specs),
    ))
      yield story(up(inputs));
}

/** Each pair of old and new inputs that Check takes. */
async function* pairs(): AsyncGenerator<Story> {
  for (const cloud of CLOUD_NAMES) {
    const all = await accepted(cloud);
    for (const old of all)
      for (const news of all) yield story(up(old), up(news));
  }
}

const OPTIONS: readonly (ResourceOptions | undefined)[] = [
  undefined,
  { deleteBeforeReplace: true },
  { protect: true },
  { retainOnDelete: true },
  { ignoreChanges: ["*"] },
];

/** What most differs in how it is made, changed and deleted. */
function forms(cloud: CloudName): Inputs[] {
  return [
    { cloud },
    { cloud, alias: "orders", enabled: false },
    { cloud, alias: "orders", spec: "RSA_2048", tags: { team: "x", a: "1" } },
    {
      cloud,
      alias: "bills",
      tags: { team: "y" },
      rotation: { interval: "30d" },
      description: "one",
      deletionPolicy: "DISABLE",
    },
  ];
}

const HITS: readonly Hit[] = ["engine", "plugin", "machine", "cancel"];
const FAILURES: readonly [ErrorKind, Moment][] = [
  ["denied", "before"],
  ["unavailable", "before"],
  ["denied", "during"],
  ["unknownOutcome", "during"],
  ["unknownOutcome", "after"],
];

/** Each fault at each await of an operation, and at each of its cloud calls. */
async function* struck(
  before: readonly Happening[],
  operation: Extract<Happening, { do: "up" | "refresh" | "destroy" }>,
): AsyncGenerator<Story> {
  const { chapters } = await simulate(story(...before, operation));
  const run = chapters[before.length]?.outcomes.at(-1)?.run;
  if (!run || run.isPreview) return;
  const hit = (fault: Fault) =>
    story(...before, { ...operation, faults: [fault] });
  for (let number = 0; number < run.awaits; number += 1)
    for (const hits of HITS) yield hit({ await: number, hits });
  for (let call = 0; call < run.cloudCalls; call += 1)
    for (const [fails, when] of FAILURES) yield hit({ call, fails, when });
}

async function* faults(): AsyncGenerator<Story> {
  for (const cloud of CLOUD_NAMES)
    for (const old of forms(cloud)) {
      yield* struck([], up(old) as Extract<Happening, { do: "up" }>);
      for (const options of OPTIONS)
        for (const last of [
          ...forms(cloud).map((news) => up(news, options)),
          { do: "destroy" } as const,
          { do: "refresh" } as const,
          { ...up(old, options), replace: ["a"] } as Happening,
        ])
          yield* struck(
            [up(old, options)],
            last as Extract<Happening, { do: "up" | "refresh" | "destroy" }>,
          );
    }
}

export async function* exhaustiveStories(): AsyncGenerator<Story> {
  yield* singles();
  yield* pairs();
  yield* faults();
}
