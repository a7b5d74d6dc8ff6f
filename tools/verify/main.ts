#!/usr/bin/env node
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { version } from "../../package.json";
import { environmentFor } from "../../provider/clouds/emulator";
import { CloudError, withTerms } from "../../provider/clouds/errors";
import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudName } from "../../provider/model/types";
import { settingsFor } from "./emulated";
import { verify, type Outcome } from "./verify";

interface Flags {
  cloud: CloudName;
  region: string;
  instance?: string;
  cluster?: string;
  emulator?: string;
  yes?: true;
  setting: Record<string, string>;
  folder: string;
  pause: number;
}

/** By how it ended. */
const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  same: 0,
  declined: 0,
  different: 2,
  left: 3,
  ended: 130,
};

const command = new Command("kms-verify")
  .description(
    "Compares a cloud's KMS with this project's emulator: creates a few keys, runs a fixed script of requests, schedules the keys for deletion, and writes a transcript without ids and secrets. It finds credentials as the provider does.",
  )
  .addOption(
    new Option("--cloud <CLOUD>", "the cloud")
      .choices(Object.keys(CLOUDS))
      .makeOptionMandatory(),
  )
  .requiredOption("--region <REGION>", "the region, such as cn-hangzhou")
  .option(
    "--instance <ID>",
    "Alibaba Cloud: create the keys in this KMS instance",
  )
  .option(
    "--cluster <ID>",
    "Tencent Cloud: create the keys in this HSM cluster",
  )
  .option(
    "--emulator <URL>",
    "use a running kms-emulator instead of the cloud, to see what happens",
  )
  .option("--yes", "create keys without asking first")
  .option(
    "--setting <NAME=VALUE>",
    "a setting of the provider, such as alibabaProfile=test or tencentEndpoint=…; may be repeated",
    addSetting,
    {},
  )
  .option("--folder <PATH>", "folder for transcript and report", ".")
  .option(
    "--pause <MS>",
    "milliseconds to wait after each change",
    parseMilliseconds,
    500,
  )
  .version(version, "--version", "print the version and exit")
  .helpOption("-h, --help", "print this and exit")
  .showHelpAfterError("`kms-verify --help` lists the options.")
  .allowExcessArguments(false)
  .action(run);

function addSetting(
  text: string,
  settings: Record<string, string>,
): Record<string, string> {
  const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(text) ?? [];
  const rules = { ...CLOUDS.alibaba.settings, ...CLOUDS.tencent.settings };
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule)
    throw new InvalidArgumentError(
      "It must be NAME=VALUE, with the name of a provider setting.",
    );
  if (rule.secret)
    throw new InvalidArgumentError(
      `Other users could read it in the list of processes. Set ${rule.environment?.[0]} in the environment instead.`,
    );
  return { ...settings, [name]: value };
}

function parseMilliseconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 99999.");
}

async function run(flags: Flags): Promise<void> {
  const { cloud, region, instance, cluster, emulator, yes, setting } = flags;
  const home = cloud === "alibaba" ? instance : cluster;
  if ((cloud === "alibaba" ? cluster : instance) !== undefined)
    command.error(
      "--instance is for Alibaba Cloud, --cluster for Tencent Cloud.",
    );
  const stopping = new AbortController();
  stopOnSignals(stopping);
  try {
    const configured = { [`${cloud}Region`]: region, ...setting };
    const settings = emulator
      ? await settingsFor(cloud, emulator, configured)
      : configured;
    const outcome = await verify(
      {
        cloud,
        region,
        home,
        settings,
        folder: flags.folder,
        pauseMs: flags.pause,
        emulator,
      },
      {
        environment: environmentFor(settings),
        print: (line) => process.stdout.write(`${line}\n`),
        agree: yes ? () => Promise.resolve(true) : askUser,
        signal: stopping.signal,
      },
    );
    process.exitCode = EXIT_CODES[outcome];
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    process.stderr.write(`kms-verify: ${inOwnWords(error.message)}\n`);
    process.exitCode = 1;
  }
}

/** The first ends the script and removes what it made; the second ends the program. */
function stopOnSignals(stopping: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) {
        process.stderr.write(
          "kms-verify: stopped; run the same command again to remove the keys that are left\n",
        );
        process.exit(130);
      }
      process.stderr.write(
        "kms-verify: removing the keys; press Ctrl-C again to stop at once\n",
      );
      stopping.abort();
    });
}

async function askUser(): Promise<boolean> {
  const terminal = createInterface(process.stdin, process.stdout);
  // Ctrl-C, or an input that has ended, is a no.
  const ended = once(terminal, "close").then(() => "");
  terminal.once("SIGINT", () => terminal.close());
  const answer = await Promise.race([
    terminal.question("Continue? [y/N] "),
    ended,
  ]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** The clouds' texts hold terms for what the provider calls its commands and settings. */
function inOwnWords(message: string): string {
  return withTerms(message, (name) => {
    const [kind, ...names] = name.split(" ");
    if (kind === "setting") return `--setting ${names.join(" ")}`;
    if (kind === "configure") return `Set ${names.join(" and ")}`;
    return "this command";
  });
}

void command.parseAsync();
