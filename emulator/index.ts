import { CLOUDS } from "./clouds";
import { startEmulator } from "./core/emulator";
import type { Emulator, StartOptions } from "./core/options";
import { version } from "./package.json";

export type { Emulator, StartOptions };

/**
 * Starts an emulator of all clouds in this process.
 *
 * @example
 * const emulator = await start();
 * // Point a cloud's client to emulator.url.
 * await emulator.close();
 */
export function start(options: StartOptions = {}): Promise<Emulator> {
  return startEmulator({ ...options, clouds: CLOUDS, version });
}
