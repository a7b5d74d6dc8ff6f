import type { Cloud } from "../cloud";
import { homeOf } from "../common/credentials/files";
import { environmentFor } from "../emulator";
import { Settings } from "../settings";
import { commands } from "./commands";
import { rules } from "./rules";
import { SETTINGS } from "./settings";

/** Tencent Cloud KMS, API version 2019-01-18. */
export const tencent: Cloud = {
  name: "tencent",
  title: "Tencent Cloud",
  rules,
  settings: SETTINGS,
  commands: (configured) => commands(configured),
  connect: async (configured) => {
    // The only place that loads the vendor's SDK.
    const { connect } = await import("./service.js");
    const environment = environmentFor(configured);
    return connect(new Settings(SETTINGS, configured, environment), {
      environment,
      home: homeOf(environment),
    });
  },
};
