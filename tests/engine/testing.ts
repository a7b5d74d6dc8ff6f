import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

/** A Cmk as a YAML program declares it. */
export function cmk(properties: object, options: object = {}): object {
  return { type: "cmk:Cmk", properties, options };
}

/** Clouds that are empty at the beginning of each test of a file, and the stack of that test. */
export class EngineBench {
  #emulator: Emulator | undefined;
  #stack: Stack | undefined;
  #projects = 0;

  /** `project`: what the projects' names begin with. */
  constructor(private readonly project: string) {
    beforeAll(async () => {
      this.#emulator = await Emulator.start();
    });
    afterEach(async () => {
      this.#stack?.remove();
      await this.emulator.reset();
    });
    afterAll(() => this.emulator.stop());
  }

  get emulator(): Emulator {
    if (!this.#emulator) throw new Error("no test has begun");
    return this.#emulator;
  }

  get stack(): Stack {
    if (!this.#stack) throw new Error("the test has started no stack");
    return this.#stack;
  }

  /** Makes a stack of these resources. */
  async start(
    resources: object,
    config: Record<string, unknown> = {},
  ): Promise<void> {
    this.#stack = await Stack.create({
      program: { resources },
      connection: this.emulator.connection(),
      config: config as Record<string, string>,
      project: `${this.project}-${String(this.#projects++)}`,
    });
    await this.stack.up();
  }

  write(resources: object): void {
    this.stack.write({ resources });
  }

  /** Of all keys, in the clouds' own words, sorted. */
  async keyStates(): Promise<string[]> {
    return (await this.emulator.keys()).map(({ keyState }) => keyState).sort();
  }
}
