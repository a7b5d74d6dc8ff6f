import type { CloudCommands } from "../cloud";
import { commandLine } from "../common/command-line";
import type { Endpoint } from "../network";
import type { CloudSettings } from "../rules";
import { Settings } from "../settings";
import { endpointsOf } from "./endpoints";
import { settings as rules } from "./settings";

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
  const command = (action: string, region: string, parameters: object) =>
    kmsCommand(action, region, { ...parameters }, endpointIn(configured));
  return {
    describe: (region, keyId) =>
      command("DescribeKey", region, { KeyId: keyId }),
    cancelDeletion: (region, keyId) =>
      command("CancelKeyDeletion", region, { KeyId: keyId }),
    // An enabled key can't be scheduled for deletion, and one that waits for its material can't be disabled (docs/clouds/tencent.md#deletion).
    scheduleDeletion: (region, keyId, state = "Enabled") =>
      [
        ...(state === "Enabled"
          ? [command("DisableKey", region, { KeyId: keyId })]
          : []),
        command("ScheduleKeyDeletion", region, {
          KeyId: keyId,
          PendingWindowInDays: 7,
        }),
      ].join(" && "),
  };
}

/** Undefined where the settings are wrong, which each call tells. */
function endpointIn(configured: CloudSettings): Endpoint | undefined {
  try {
    return endpointsOf(new Settings(rules, configured)).kms;
  } catch {
    return undefined;
  }
}
