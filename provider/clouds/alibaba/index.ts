import type { Cloud } from "../cloud";
import { environmentFor } from "../emulator";
import { commands } from "./commands";
import { rules } from "./rules";
import { SETTINGS } from "./settings";

/** Only `connect` loads the vendor's SDK, so that a stack without this cloud never waits for it. */
export const alibaba: Cloud = {
  name: "alibaba",
  title: "Alibaba Cloud",
  rules,
  settings: SETTINGS,
  commands: (configured) => commands(configured, environmentFor(configured)),
  connect: async (configured) => {
    const { connect } = await import("./service.js");
    return connect(configured, environmentFor(configured));
  },
};
