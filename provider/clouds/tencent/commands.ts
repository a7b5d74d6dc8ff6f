import type { CloudCommands } from "../cloud";
import { commandLine, keyCommands } from "../common/commands";
import type { Endpoint } from "../common/http/network";
import type { CloudSettings } from "../rules";
import { Settings } from "../settings";
import { endpointsOf } from "./endpoints";
import { SETTINGS } from "./settings";

/** A command of tccli that runs as printed, on a machine without a configured region or endpoint too. */
export function kmsCommand(
  action: string,
  region: string,
  parameters: Readonly<Record<string, string | number>> = {},
  endpoint?: Endpoint,
): string {
  const url =
    endpoint &&
    (endpoint.protocol === "http" ? `http://${endpoint.host}` : endpoint.host);
  const flags = url && !endpoint.isPublic ? ["--endpoint", url] : [];
  const words = ["tccli", "kms", action, "--region", region];
  return commandLine(words, parameters, flags);
}

export function commands(configured: CloudSettings): CloudCommands {
  const settings = () => new Settings(SETTINGS, configured);
  const commands = keyCommands(kmsCommand, () => endpointsOf(settings()).kms);
  const { disable, scheduleDeletion } = commands;
  return {
    ...commands,
    // An enabled key can't be scheduled for deletion, and one that waits for its material can't be disabled (docs/clouds/tencent.md#deletion).
    scheduleDeletion: (region, keyId, state = "Enabled") =>
      [
        ...(state === "Enabled" ? [disable(region, keyId)] : []),
        scheduleDeletion(region, keyId),
      ].join(" && "),
  };
}
