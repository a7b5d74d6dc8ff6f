import type { Plugin } from "../../plugin";
import type { ProviderClient } from "../../provider-client";
import type { Interruption } from "../scenarios";
import type { Command } from "./command";

/** The processes that an interruption acts on. */
export interface Target {
  command: Command;
  client: ProviderClient;
  plugin: Plugin;
}

export const INTERRUPT: Record<Interruption, (at: Target) => Promise<void>> = {
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
