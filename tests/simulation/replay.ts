import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../support/emulator";
import {
  jsonLines,
  Stack as RealStack,
  type ResourceState,
} from "../support/engine";
import {
  isReference,
  isSecret,
  type Declaration,
  type InputValue,
} from "./program";
import { simulate } from "./simulation";
import type { Happening, Story } from "./story";
import {
  EngineTrace,
  lineOf,
  Names,
  simulatedTraces,
  type TracedState,
} from "./engine-trace";

const CMK = "cmk:index:Cmk";

/** The commands that a replay knows: no fault, nobody else, and no key of another resource. */
export type Replayed = Extract<
  Happening,
  { do: "up" | "refresh" | "destroy" | "taint" }
>;

export function isReplayed(happening: Happening): happening is Replayed {
  const { do: what } = happening;
  return (
    what === "up" ||
    what === "refresh" ||
    what === "destroy" ||
    what === "taint"
  );
}

export interface Modelled {
  story: Story;
  model: readonly EngineTrace[];
}

/** What the model does in each story. It is asked before the real engine runs, as it takes the time of the whole process. */
export async function modelled(stories: readonly Story[]): Promise<Modelled[]> {
  const found: Modelled[] = [];
  for (const story of stories) {
    const { chapters } = await simulate(story);
    found.push({ story, model: simulatedTraces(chapters) });
  }
  return found;
}

/** What the model and the real engine do not have in common in a story: for each command that differs, both. */
export async function differences(
  { story, model }: Modelled,
  emulator: Emulator,
): Promise<string[]> {
  const real = await replayed(story, emulator);
  return real.flatMap((trace, index) => {
    const expected = model[index];
    if (expected && trace.isLike(expected)) return [];
    const said = JSON.stringify(expected?.comparable);
    const done = JSON.stringify(trace.comparable);
    const { command, output } = trace;
    return [
      `${JSON.stringify(story)}\n${command}, number ${String(index)}:\nmodel: ${said}\nengine: ${done}\n${output}`,
    ];
  });
}

/** Lets the real engine do on the emulator what a story tells, and writes down its calls to the provider. */
async function replayed(
  story: Story,
  emulator: Emulator,
): Promise<EngineTrace[]> {
  await emulator.reset();
  const stack = await RealStack.create({
    connection: emulator.connection(),
    program: { resources: {} },
  });
  try {
    const names = new Names();
    const traces: EngineTrace[] = [];
    for (const happening of story.happenings.filter(isReplayed))
      traces.push(await command(stack, happening, names));
    return traces;
  } finally {
    stack.remove();
  }
}

async function command(
  stack: RealStack,
  happening: Replayed,
  names: Names,
): Promise<EngineTrace> {
  const log = join(stack.workplace.folder, "grpc.json");
  rmSync(log, { force: true });
  const { stdout, stderr, code } = await stack.attempt(
    argumentsOf(stack, happening),
    { env: { PULUMI_DEBUG_GRPC: log } },
  );
  const trace = new EngineTrace(`${happening.do} ended with ${String(code)}`);
  trace.output = stdout + stderr;
  trace.hasFailed = code !== 0;
  for (const { method, request } of entries(log)) {
    const [, name] = /ResourceProvider\/(\w+)$/.exec(method) ?? [];
    const { urn, id } = request;
    if (name === undefined || urn?.includes(CMK) !== true) continue;
    if (CALLS.has(name)) trace.note(name.toLowerCase(), urn, names.of(urn, id));
  }
  const resources = await stack.resources();
  for (const state of resources.filter(({ type }) => type === CMK))
    trace.state.push(lineOf(realState(state), names));
  return trace;
}

const CALLS = new Set(["Check", "Diff", "Create", "Read", "Update", "Delete"]);

/** A call is logged when it is sent, and once more with its reply. */
interface Entry {
  method: string;
  request: { urn?: string; id?: string };
  response?: object;
  errors?: object;
}

function entries(log: string): Entry[] {
  return jsonLines<Entry>(log).filter(
    ({ response, errors }) => !response && !errors,
  );
}

function argumentsOf(stack: RealStack, happening: Replayed): string[] {
  switch (happening.do) {
    case "up": {
      const { program, refresh, targets, replace } = happening;
      stack.write({
        resources: Object.fromEntries(
          program.map((declaration) => [
            declaration.name,
            resourceOf(declaration),
          ]),
        ),
      });
      return [
        "up",
        "--yes",
        ...(refresh ? ["--refresh"] : []),
        ...(targets ?? []).flatMap((name) => ["--target", urnOf(name)]),
        ...(replace ?? []).flatMap((name) => ["--replace", urnOf(name)]),
      ];
    }
    case "refresh":
      return ["refresh", "--yes", "--skip-preview"];
    case "destroy":
      return ["destroy", "--yes"];
    case "taint":
      return ["state", "taint", urnOf(happening.name), "--yes"];
  }
}

function urnOf(name: string): string {
  return `urn:pulumi:dev::project::${CMK}::${name}`;
}

function resourceOf({ inputs, options = {} }: Declaration): object {
  const { dependsOn, deletedWith, aliases, ...others } = options;
  return {
    type: CMK,
    properties: Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, yamlOf(value)]),
    ),
    options: {
      ...others,
      ...(dependsOn
        ? { dependsOn: dependsOn.map((name) => `\${${name}}`) }
        : {}),
      ...(deletedWith === undefined
        ? {}
        : { deletedWith: `\${${deletedWith}}` }),
      ...(aliases ? { aliases: aliases.map(urnOf) } : {}),
    },
  };
}

function yamlOf(value: InputValue): unknown {
  if (isReference(value)) return `\${${value.$output.join(".")}}`;
  return isSecret(value) ? { "fn::secret": value.$secret } : value;
}

function realState(state: ResourceState): TracedState {
  const { urn, id = "", protect, inputs = {}, outputs = {} } = state;
  return {
    urn,
    id,
    inputs,
    outputs,
    initErrors: state.initErrors ?? [],
    protect: protect ?? false,
    delete: state.delete ?? false,
    external: state["external"] === true,
    pendingReplacement: state["pendingReplacement"] === true,
    taint: state["taint"] === true,
    retainOnDelete: state["retainOnDelete"] === true,
  };
}
