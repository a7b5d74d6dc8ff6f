import { homedir } from "node:os";
import { join } from "node:path";
import { CLIProfileCredentialsProvider } from "@alicloud/credentials";
import { configureCommand } from "../commands";
import { noCredentials, type CredentialSource } from "./source";

/** The vendor's library renews by itself, but does not report when, so it is asked again at this interval. */
const ASK_AGAIN_MS = 60_000;

/** The only file in which the library looks for a profile, whatever HOME our own environment sets. */
export function cliFile(): string {
  return join(homedir(), ".aliyun", "config.json");
}

/** Modes of the Alibaba Cloud CLI that need a login or a program, for profiles of `cliFile()`. */
export type LoginMode = "CloudSSO" | "OAuth" | "External";

/** The library's messages quote files and replies, and with them secrets, so they are never passed on. */
export function cliLogin(profile: string, mode: LoginMode): CredentialSource {
  const from = `profile ${profile} of the Alibaba Cloud CLI (mode ${mode})`;
  const refusal = () =>
    noCredentials(
      `${from} gave no credentials`,
      mode === "External"
        ? "Run the profile's process_command by hand: it must end without an error, and print an AccessKey as JSON."
        : `Log in again: \`${configureCommand(mode, profile)}\`.`,
    );
  let provider: CLIProfileCredentialsProvider | undefined;
  const ask = async () => {
    provider ??= CLIProfileCredentialsProvider.builder()
      .withProfileName(profile)
      .build();
    return provider.getCredentials();
  };
  return {
    from,
    fetch: async () => {
      const { accessKeyId, accessKeySecret, securityToken } = await ask().catch(
        () => {
          throw refusal();
        },
      );
      if (!accessKeyId || !accessKeySecret) throw refusal();
      return {
        accessKeyId,
        accessKeySecret,
        securityToken,
        expires: Date.now() + ASK_AGAIN_MS,
      };
    },
  };
}
