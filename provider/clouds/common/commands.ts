import type { CloudCommands } from "../cloud";
import type { Endpoint } from "./http/network";

/** A command as a POSIX shell reads it: `words`, then each parameter as a flag with its value. */
export function commandLine(
  words: readonly string[],
  parameters: Readonly<Record<string, string | number>>,
  flags: readonly string[],
): string {
  const named = Object.entries(parameters).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  return [...words, ...named, ...flags].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w.:/@=,+-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What `CloudCommands` gives is scheduled for so many days: both clouds' shortest. */
const WINDOW_DAYS = 7;

/** A cloud's commands by `kmsCommand`, at the endpoint that `endpointIn` gives, or at the public one if that throws. */
export function keyCommands(
  kmsCommand: (
    action: string,
    region: string,
    parameters: Readonly<Record<string, string | number>>,
    endpoint?: Endpoint,
  ) => string,
  endpointIn: (region: string) => Endpoint,
): Omit<CloudCommands, "scheduleDeletion"> & {
  disable: (region: string, keyId: string) => string;
  scheduleDeletion: (region: string, keyId: string) => string;
} {
  const command =
    (action: string, more: Readonly<Record<string, number>> = {}) =>
    (region: string, keyId: string) =>
      kmsCommand(
        action,
        region,
        { KeyId: keyId, ...more },
        // Each call tells what is wrong with the settings.
        unlessItThrows(() => endpointIn(region)),
      );
  return {
    describe: command("DescribeKey"),
    disable: command("DisableKey"),
    cancelDeletion: command("CancelKeyDeletion"),
    scheduleDeletion: command("ScheduleKeyDeletion", {
      PendingWindowInDays: WINDOW_DAYS,
    }),
  };
}

function unlessItThrows<T>(give: () => T): T | undefined {
  try {
    return give();
  } catch {
    return undefined;
  }
}
