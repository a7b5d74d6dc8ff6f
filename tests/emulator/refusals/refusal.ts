import type { Answer, Caller, CloudClient } from "../support/cloud";

/** Of another account, which the tests have to add. */
export const OTHER_ACCOUNT: Caller = {
  id: "stranger",
  secret: "strangers-secret",
};

/** The keys that the questions are about, all of the emulator's own account. */
export interface Keys {
  enabled: string;
  pending: string;
  /** Enabled, and nobody minds what becomes of it. */
  spare: string;
  /** In the other region. */
  abroad: string;
}

export interface Refusal {
  what: string;
  ask: (cloud: CloudClient, keys: Keys) => Promise<Answer>;
  alibaba: string;
  tencent: string;
}
