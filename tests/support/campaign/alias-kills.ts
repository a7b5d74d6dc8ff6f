import type { KeyView } from "../../../emulator/core/contract";
import type { CloudName } from "../../../provider/model/types";
import { childrenOf, gone } from "../descendants";
import type { Emulator } from "../emulator";
import { Stack } from "../engine";
import { waitForCall } from "./wait-for-call";

/** One run of the real engine on a key with an alias, which is killed during a call of the provider. */
export interface AliasKill {
  cloud: CloudName;
  operation: "create" | "update" | "replace" | "deleteBeforeReplace";
  /** The action of the call during which the run is killed. */
  action: string;
  victim: "engine killed" | "engine hung up" | "plugin killed";
}

const ACTIONS: Record<CloudName, Record<AliasKill["operation"], string[]>> = {
  alibaba: {
    create: ["ListTagResources", "CreateKey", "CreateAlias"],
    update: ["DescribeKey", "UpdateKeyDescription", "CreateAlias"],
    replace: ["DescribeKey", "CreateKey", "UpdateAlias", "ScheduleKeyDeletion"],
    deleteBeforeReplace: [
      "DeleteAlias",
      "ScheduleKeyDeletion",
      "CreateKey",
      "CreateAlias",
    ],
  },
  tencent: {
    create: ["ListKeyDetail", "CreateKey", "UpdateAlias"],
    update: ["DescribeKey", "UpdateKeyDescription", "UpdateAlias"],
    replace: ["ListKeyDetail", "UpdateAlias", "CreateKey", "DisableKey"],
    deleteBeforeReplace: ["UpdateAlias", "ScheduleKeyDeletion", "CreateKey"],
  },
};
const VICTIMS = ["engine killed", "engine hung up", "plugin killed"] as const;

/** Every call of every operation, combined with every way to kill the run. */
export function aliasKills(cloud: CloudName): AliasKill[] {
  return Object.entries(ACTIONS[cloud]).flatMap(([operation, actions]) =>
    actions.flatMap((action) =>
      VICTIMS.map((victim) => ({
        cloud,
        operation: operation as AliasKill["operation"],
        action,
        victim,
      })),
    ),
  );
}

const HELD_MS = 700;
const ORPHANS_END_MS = 30_000;
const PENDING = ["PendingDeletion", "PendingDelete"];

function program(cloud: CloudName, inputs: object, options: object = {}) {
  const properties = { cloud, alias: "orders", ...inputs };
  return { resources: { key: { type: "cmk:Cmk", properties, options } } };
}

function changed({ cloud, operation }: AliasKill) {
  if (operation === "create") return program(cloud, {});
  if (operation === "update")
    return program(cloud, { alias: "orders-2", description: "changed" });
  const deleteBeforeReplace = operation === "deleteBeforeReplace";
  return program(cloud, { spec: "RSA_2048" }, { deleteBeforeReplace });
}

/** The result of one kill and of the commands after it. */
export interface KilledRun {
  /** Why attempts ended before the kill. They prove nothing, and were repeated. */
  missed: string[];
  killed: boolean;
  violations: string[];
}

const ATTEMPTS = 3;

/** Kills one run, then runs only `pulumi cancel` and `pulumi up`. A kill that never takes place is a violation. */
export async function killedRun(
  emulator: Emulator,
  kill: AliasKill,
): Promise<KilledRun> {
  const missed: string[] = [];
  while (missed.length < ATTEMPTS) {
    const { miss, violations } = await attempt(emulator, kill);
    if (miss === undefined) return { missed, killed: true, violations };
    missed.push(miss);
  }
  const violations = [`NOT KILLED: ${missed.join("\n")}`];
  return { missed, killed: false, violations };
}

async function attempt(
  emulator: Emulator,
  kill: AliasKill,
): Promise<{ miss?: string; violations: string[] }> {
  await emulator.reset();
  const { cloud, operation } = kill;
  const stack = await Stack.create({
    program: program(cloud, {}),
    connection: emulator.connection(),
    project: "alias-kills",
  });
  try {
    if (operation !== "create") await stack.up();
    stack.write(changed(kill));
    const miss = await killDuringCall(stack, emulator, kill);
    if (miss !== undefined) return { miss, violations: [] };
    await emulator.clearFaults();
    await stack.attempt(["cancel", "--yes"]);
    const done = await stack.attempt(["up", "--yes", "--skip-preview"]);
    const output = done.stdout + done.stderr;
    if (done.code !== 0) return { violations: [`STUCK: ${output}`] };
    const keys = await emulator.keys();
    return { violations: await complaintsOf(stack, keys, kill, output) };
  } finally {
    stack.remove();
  }
}

/** Kills a run during its call. Gives the reason if the run could not be killed. */
async function killDuringCall(
  stack: Stack,
  emulator: Emulator,
  { cloud, action, victim }: AliasKill,
): Promise<string | undefined> {
  await emulator.forgetCalls();
  const held = { cloud, action, kind: "delay", ms: HELD_MS, count: 1 } as const;
  await emulator.fault(held);
  let engine = 0;
  const running = stack.attempt(["up", "--yes", "--skip-preview"], {
    started: (pid) => (engine = pid),
  });
  if (!(await waitForCall(emulator, { cloud, action }, running))) {
    const { code, stdout, stderr } = await running;
    return `the run ended with ${code}, without ${action}: ${stdout}${stderr}`;
  }
  const plugins = childrenOf(engine, "pulumi-resource-cmk");
  if (plugins.length === 0) return "the plugin had ended";
  const killed = victim === "plugin killed" ? plugins : [engine];
  for (const pid of killed)
    process.kill(pid, victim === "engine hung up" ? "SIGHUP" : "SIGKILL");
  const { code } = await running;
  for (const pid of plugins) await gone(pid, ORPHANS_END_MS);
  return code === 0 ? "the run succeeded in spite of the kill" : undefined;
}

/** The state's one key is enabled and has the alias. A message names any other key that is not pending deletion. */
async function complaintsOf(
  stack: Stack,
  keys: KeyView[],
  { operation }: AliasKill,
  output: string,
): Promise<string[]> {
  const ids = (await stack.resources())
    .filter(({ type }) => type === "cmk:index:Cmk")
    .map(({ id = "" }) => id.split("/").at(-1));
  const [own] = keys.filter(({ keyId }) => ids.includes(keyId));
  const alias = operation === "update" ? "orders-2" : "orders";
  const unreported = keys.filter(
    ({ keyId, keyState }) =>
      keyId !== own?.keyId &&
      !PENDING.includes(keyState) &&
      !output.includes(keyId),
  );
  return [
    ...(ids.length === 1 ? [] : [`the state has keys ${ids.join(" ")}`]),
    ...(own?.keyState === "Enabled" ? [] : [`LOST: it is ${own?.keyState}`]),
    ...(own?.aliases.some((name) => name.replace("alias/", "") === alias)
      ? []
      : [`its aliases are ${own?.aliases.join(" ")}`]),
    ...unreported.map(({ keyId }) => `NOT REPORTED: ${keyId}`),
  ];
}
