import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import type { CloudModule } from "./contract";
import { mergeTables, startEmulator, type EmulatorOptions } from "./emulator";
import { guide, offLoopbackWarning, unknownRegionWarning } from "./guide";
import { isLoopback, LOOPBACK } from "./http/hosts";
import type { Emulator } from "./options";
import { describeSwitches } from "./switches";
import { LOG_FORMATS, type LogFormat } from "./traffic/request-log";
import { refusal, UserError } from "./user-error";

interface Flags {
  port: number;
  host: string;
  allowHost?: string[];
  quiet?: true;
  log?: LogFormat | true;
  state?: string;
  seed?: string;
  switch?: string[];
  switches?: true;
  stopWithStdin?: true;
  /** By the attribute of a cloud's option. */
  [regions: string]: unknown;
}

export interface ProgramParts {
  clouds: readonly CloudModule[];
  version: string;
}

const DEFAULT_PORT = 4510;

/** Reads the arguments and runs the emulator until SIGINT or SIGTERM. */
export async function runProgram(parts: ProgramParts): Promise<void> {
  // The emulator continues if the reader of its output is gone.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  await createCommand(parts)
    .action((flags: Flags) => run(flags, parts))
    .parseAsync();
}

function createCommand({ clouds, version }: ProgramParts): Command {
  const titles = clouds.map(({ title }) => title).join(" and ");
  const command = new Command("kms-emulator")
    .description(`Emulates ${titles} on your own machine, for tests.`)
    .option(
      "--port <N>",
      "port to listen on; 0 for any free port",
      parsePort,
      DEFAULT_PORT,
    )
    .option(
      "--host <H>",
      "address to listen on, such as 0.0.0.0 in a container",
      LOOPBACK,
    )
    .addOption(
      new Option(
        "--allow-host <NAME...>",
        "host names that clients may use if --host is not loopback, besides localhost and IP addresses",
      ).env("KMS_EMULATOR_ALLOW_HOST"),
    )
    .option(
      "--state <FILE>",
      "store keys, accounts and clock in this file; without it, they are lost when it stops",
    )
    .option(
      "--seed <FILE>",
      "create the keys, accounts, instances and clusters in this JSON file at the start",
    )
    .option("--switch <NAME=VALUE...>", "set switches; --switches lists them")
    .option(
      "--stop-with-stdin",
      "stop when stdin ends, so that it never outlives the program that started it",
    )
    .option("--quiet", "print only the line with the URL, and errors")
    .addOption(
      new Option(
        "--log [FORMAT]",
        "write a line for each request to stderr: text (the default) or json",
      ).choices(Object.keys(LOG_FORMATS)),
    )
    .option("--switches", "print the switches with their defaults and exit")
    .version(version, "--version", "print the version and exit")
    .helpOption("-h, --help", "print this and exit")
    .showHelpAfterError("`kms-emulator --help` lists the options.")
    .addHelpText("after", `\nBy default, it serves:\n${defaultGuide(clouds)}`)
    .allowExcessArguments(false);
  for (const cloud of clouds) {
    if (cloud.defaultPortRegion) command.addOption(regionsOption(cloud));
  }
  return command;
}

/** Of an emulator that is started without options. */
function defaultGuide(clouds: ProgramParts["clouds"]): string {
  const url = `http://${LOOPBACK}:${DEFAULT_PORT}`;
  return guide({
    url,
    clouds: clouds.map(({ title, defaultPortRegion: region }) => ({
      title,
      urls: region === undefined ? url : { [region]: url },
    })),
  });
}

function regionsOption({
  name,
  title,
  defaultPortRegion,
}: CloudModule): Option {
  return new Option(
    `--${name}-regions <R1,R2,...>`,
    `regions of ${title}, also new ones, with one port each, starting with the main port (default: ${defaultPortRegion})`,
  ).argParser(parseRegions);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

function parseRegions(text: string): string[] {
  const regions = text.split(",");
  for (const region of regions) {
    if (/^[a-z]+(-[a-z0-9]+)+$/.test(region)) continue;
    throw new InvalidArgumentError(
      `"${region}" is not a region. Example: cn-hangzhou,eu-central-1.`,
    );
  }
  return regions;
}

async function run(flags: Flags, parts: ProgramParts): Promise<void> {
  if (flags.switches) {
    const table = mergeTables(parts.clouds);
    process.stdout.write(describeSwitches(table));
    return;
  }
  try {
    const emulator = await startEmulator(emulatorOptions(flags, parts));
    stopWhenAsked(emulator, flags);
    process.stdout.write(`kms-emulator listening on ${emulator.url}\n`);
    if (!isLoopback(flags.host))
      process.stderr.write(offLoopbackWarning(flags.host));
    for (const warning of unknownRegions(emulator, parts))
      process.stderr.write(warning);
    if (!flags.quiet) process.stderr.write(guideOf(emulator, parts));
  } catch (error) {
    const text = refusal(error);
    if (text === undefined) throw error;
    process.stderr.write(`kms-emulator: ${text}\n`);
    process.exitCode = 1;
  }
}

/** A warning for each region that may be a slip. */
function unknownRegions(
  { endpoints }: Emulator,
  { clouds }: ProgramParts,
): string[] {
  return clouds.flatMap(({ name, title, knownRegions: known }) =>
    known === undefined
      ? []
      : Object.keys(endpoints[name] ?? {})
          .filter((region) => !known.includes(region))
          .map((region) => unknownRegionWarning({ region, title, known })),
  );
}

function guideOf(
  { url, endpoints }: Emulator,
  { clouds }: ProgramParts,
): string {
  const served = clouds.map(({ name, title }) => ({
    title,
    urls: endpoints[name] ?? url,
  }));
  return guide({ url, clouds: served });
}

function emulatorOptions(
  flags: Flags,
  { clouds, version }: ProgramParts,
): EmulatorOptions {
  const regions: Record<string, string[]> = {};
  for (const cloud of clouds) {
    const asked = flags[regionsOption(cloud).attributeName()];
    if (asked !== undefined) regions[cloud.name] = asked as string[];
  }
  const { port, host, allowHost, switch: switches, state } = flags;
  const logging: Pick<EmulatorOptions, "log" | "logFormat"> = flags.log
    ? {
        log: (line) => process.stderr.write(`${line}\n`),
        logFormat: flags.log === true ? "text" : flags.log,
      }
    : {};
  const allowHosts = allowHost?.flatMap((names) => names.split(","));
  return {
    clouds,
    version,
    port,
    host,
    allowHosts,
    regions,
    switches,
    state,
    seed: flags.seed === undefined ? undefined : readSeed(flags.seed),
    ...logging,
  };
}

function readSeed(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as object;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `the seed ${file} ${code === undefined ? "is not JSON" : `can't be read (${code})`}`,
    );
  }
}

function stopWhenAsked(
  emulator: Emulator,
  { stopWithStdin }: Pick<Flags, "stopWithStdin">,
): void {
  const stop = () => {
    emulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        const text = error instanceof UserError ? error.message : String(error);
        process.stderr.write(`kms-emulator: ${text}\n`);
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (stopWithStdin)
    process.stdin.once("end", stop).once("error", stop).resume();
}
