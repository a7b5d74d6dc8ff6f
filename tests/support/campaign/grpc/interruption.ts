import type { Plugin } from "../../plugin";
import type { ProviderClient } from "../../provider-client";
import type { Interruption } from "../hazards";
import type { Command } from "./command";

/** What an interruption hits. */
export interface Target {
  command: Command;
  client: ProviderClient;
  plugin: Plugin;
}

export const STRIKES: Record<Interruption, (at: Target) => Promise<void>> = {
  "plugin killed": async ({ command, plugin }) => {
    command.stop();
    plugin.signal("SIGKILL");
    await plugin.ended();
  },
  "engine killed": ({ command }) => {
    command.kill();
    return Promise.resolve();
  },
  cancelled: async ({ command, client }) => {
    command.stop();
    await client.cancel();
  },
  interrupted: ({ command, plugin }) => {
    command.stop();
    plugin.signal("SIGINT");
    return Promise.resolve();
  },
};
