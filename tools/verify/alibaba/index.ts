import type { Script } from "../script";
import { QUESTIONS } from "./questions";
import { IN_STATES, WAYS } from "./states";

/** Alibaba Cloud: each action that the provider uses, in each state of a key, and with wrong inputs. */
export const ALIBABA: Script = {
  steps: (dedicated) => [
    ...QUESTIONS.first(dedicated),
    ...IN_STATES,
    ...QUESTIONS.last,
  ],
  readState: {
    action: "DescribeKey",
    parameters: { KeyId: "<key>" },
    stateAt: "KeyMetadata.KeyState",
  },
  wayTo: (state, from) => WAYS[state]?.[from],
  materialBytes: () => 32,
  vocabulary: new Set([
    "AccountStatus",
    "Status",
    "KeyState",
    "KeySpec",
    "KeyUsage",
    "Origin",
    "ProtectionLevel",
    "KeyStorageMechanism",
    "AutomaticRotation",
    "RotationInterval",
    "DeletionProtection",
    "ResourceType",
    "PageNumber",
    "PageSize",
  ]),
};
