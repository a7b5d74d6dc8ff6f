import type { Cloud } from "../cloud";
import { Settings } from "../settings";
import { rules } from "./rules";
import { settings } from "./settings";

/** Tencent Cloud KMS, API version 2019-01-18. */
export const tencent: Cloud = {
  name: "tencent",
  title: "Tencent Cloud",
  rules,
  settings,
  connect: async (configured) => {
    // Only here is the vendor's SDK loaded.
    const { connect } = await import("./connect.js");
    return connect(new Settings(settings, configured));
  },
};
