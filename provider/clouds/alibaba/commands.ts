import type { CloudCommands } from "../cloud";
import { commandLine, keyCommands } from "../common/commands";
import type { Endpoint } from "../common/http/network";
import type { CloudSettings } from "../rules";
import { Settings } from "../settings";
import { Endpoints } from "./endpoints";
import { SETTINGS } from "./settings";

/**
 * A command of the Alibaba Cloud CLI that runs as printed, on a machine without a configured region too. The CLI knows the
 * public host of a region by itself; every other one is named.
 */
export function kmsCommand(
  action: string,
  region: string,
  parameters: Readonly<Record<string, string | number>> = {},
  endpoint?: Endpoint,
): string {
  const flags =
    endpoint && !endpoint.isPublic
      ? [
          ...["--endpoint", endpoint.host],
          ...(endpoint.protocol === "http" ? ["--insecure"] : []),
        ]
      : [];
  const words = ["aliyun", "kms", action, "--region", region];
  return commandLine(words, parameters, flags);
}

/** The command that logs in to a profile of the Alibaba Cloud CLI. */
export function configureCommand(mode: string, profile: string): string {
  return commandLine(["aliyun", "configure"], { mode, profile }, []);
}

export function commands(
  configured: CloudSettings,
  environment: NodeJS.ProcessEnv = process.env,
): CloudCommands {
  return keyCommands(kmsCommand, (region) => {
    const settings = new Settings(SETTINGS, configured, environment);
    return new Endpoints(settings, environment).kms(region);
  });
}
