import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../emulator";
import type { Aim } from "./hazards";

const LOOK_AGAIN_MS = 4;

/** Waits until the cloud has been asked for an action; false where what runs ends before that. */
export async function reached(
  emulator: Emulator,
  { cloud, action }: Aim,
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
