import { homedir } from "node:os";
import { join } from "node:path";
import { CLIProfileCredentialsProvider } from "@alicloud/credentials";
import { configureCommand } from "../commands";
import { noCredentials, type CredentialSource } from "./source";

/** The vendor's library renews by itself, but does not report when, so it is asked again at this interval. */
const ASK_AGAIN_MS = 60_000;

interface Provider {
  getCredentials(): Promise<{
    accessKeyId?: string;
    accessKeySecret?: string;
    securityToken?: string;
  }>;
}

/** The library's messages quote files and replies, and with them secrets, so they are never passed on. */
function fromLibrary(
  from: string,
  remedy: string,
  build: () => Provider,
): CredentialSource {
  let provider: Provider | undefined;
  return {
    from,
    fetch: async () => {
      let found: Awaited<ReturnType<Provider["getCredentials"]>>;
      try {
        provider ??= build();
        found = await provider.getCredentials();
      } catch {
        throw noCredentials(`${from} gave no credentials`, remedy);
      }
      const { accessKeyId, accessKeySecret, securityToken } = found;
      if (!accessKeyId || !accessKeySecret)
        throw noCredentials(`${from} gave no credentials`, remedy);
      return {
        accessKeyId,
        accessKeySecret,
        securityToken,
        expires: Date.now() + ASK_AGAIN_MS,
      };
    },
  };
}

/** The only file in which the library looks for a profile, whatever HOME our own environment sets. */
export function cliFile(): string {
  return join(homedir(), ".aliyun", "config.json");
}

/** Modes of the Alibaba Cloud CLI that need a login or a program, for profiles of `cliFile()`. */
export type LoginMode = "CloudSSO" | "OAuth" | "External";

export function cliLogin(profile: string, mode: LoginMode): CredentialSource {
  const from = `profile ${profile} of the Alibaba Cloud CLI (mode ${mode})`;
  const remedy =
    mode === "External"
      ? "Run the profile's process_command by hand: it must end without an error, and print an AccessKey as JSON."
      : `Log in again: \`${configureCommand(mode, profile)}\`.`;
  return fromLibrary(from, remedy, () =>
    CLIProfileCredentialsProvider.builder().withProfileName(profile).build(),
  );
}
