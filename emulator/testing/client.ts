import { startEmulator, type EmulatorOptions } from "../core/emulator";
import type { Emulator } from "../core/options";
import { answerOf, askControl, type Answer } from "./control";
import { testCloud } from "./test-cloud";

const running: Emulator[] = [];

/** An emulator of two test clouds that `stopAll` ends. */
export async function start(
  options: Partial<EmulatorOptions> = {},
): Promise<Client> {
  const clouds = [testCloud("alibaba"), testCloud("tencent")];
  const emulator = await startEmulator({
    clouds,
    version: "1.2.3",
    ...options,
  });
  running.push(emulator);
  return new Client(emulator.url);
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
}

export class Client {
  constructor(readonly url: string) {}

  /** Calls a test cloud's action. Rejects if the connection is cut. */
  async call(
    action: string,
    options: {
      cloud?: string;
      body?: unknown;
      query?: string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Answer> {
    const { cloud = "alibaba", body, query = "", headers } = options;
    return answerOf(
      await fetch(`${this.url}/?${query}`, {
        method: "POST",
        headers: { "x-cloud": cloud, "x-action": action, ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
  }

  put(id: string, text: string): Promise<Answer> {
    return this.call("Put", { body: { id, text } });
  }

  /** The text of a note; undefined if there is none. */
  async text(id: string): Promise<unknown> {
    const { json } = await this.call("Get", { query: id });
    return (json as { text?: string }).text;
  }

  /** Calls the control surface. */
  control(
    method: string,
    name: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return askControl(this.url, method, name, body, headers);
  }
}
