import { alibaba } from "./alibaba";
import type * as core from "./core/contract";
import { tencent } from "./tencent";

/** The clouds that are emulated. */
export const CLOUDS: readonly core.CloudModule[] = [alibaba, tencent];

export type CloudName = "alibaba" | "tencent";
export type KeyView = core.KeyView & { cloud: CloudName };
export type FaultRule = core.FaultRule & { cloud?: CloudName };
export type { Account, WireRequest } from "./core/contract";
