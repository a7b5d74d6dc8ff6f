import type { Script } from "../script";
import { QUESTIONS } from "./questions";
import { IN_STATES, WAYS } from "./states";

/** Tencent Cloud: each action that the provider uses, in each state of a key, and with wrong inputs. */
export const TENCENT: Script = {
  steps: () => [...QUESTIONS.first, ...IN_STATES, ...QUESTIONS.last],
  readState: {
    action: "DescribeKey",
    parameters: { KeyId: "<key>" },
    stateAt: "KeyMetadata.KeyState",
  },
  wayTo: (state, from) => WAYS[state]?.[from],
  materialBytes: (known) => (known.get("algorithm") === "SM4" ? 16 : 32),
  vocabulary: new Set([
    "InvalidType",
    "KeyState",
    "KeyUsage",
    "Origin",
    "Owner",
    "Type",
    "RotateDays",
    "Algorithm",
    "Category",
    "ServiceType",
    "TagCode",
    "Limit",
  ]),
};
