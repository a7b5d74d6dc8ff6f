import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../emulator";
import type { Call } from "./scenarios";

const LOOK_AGAIN_MS = 4;

/** Waits until the cloud has received a call of this action; false if `running` ends first. */
export async function waitForCall(
  emulator: Emulator,
  { cloud, action }: Call,
  running: Promise<unknown>,
): Promise<boolean> {
  let ended = false;
  void running.finally(() => (ended = true));
  while (!ended) {
    const calls = await emulator.calls();
    if (calls[cloud][action]) return true;
    await sleep(LOOK_AGAIN_MS);
  }
  return false;
}
