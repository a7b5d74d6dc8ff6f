import { GrpcLane } from "../support/campaign/grpc/lane";
import type { Emulator } from "../support/emulator";
import type { Outsider } from "../support/outsider";
import type { ProviderClient } from "../support/provider-client";

/** A plugin as one engine run uses it, with clouds that are empty at the beginning of each test of a file. */
export class FaultBench {
  #lane: GrpcLane | undefined;
  #client: ProviderClient | undefined;

  constructor() {
    beforeAll(async () => {
      this.#lane = await GrpcLane.open();
    });
    beforeEach(async () => {
      await this.emulator.reset();
      this.lane.log.lines.length = 0;
      await this.nextRun();
    });
    afterAll(async () => {
      this.#client?.close();
      await this.lane.close();
    });
  }

  get emulator(): Emulator {
    return this.lane.emulator;
  }

  get outsider(): Outsider {
    return this.lane.outsider;
  }

  /** The provider of the current run. */
  get client(): ProviderClient {
    if (!this.#client) throw new Error("there is no run before the first test");
    return this.#client;
  }

  /** The messages to the engine. */
  get messages(): string {
    return this.lane.log.lines.map(({ message }) => message).join("\n");
  }

  async nextRun(): Promise<void> {
    this.#client?.close();
    this.#client = await this.lane.configured("state", {});
  }

  private get lane(): GrpcLane {
    if (!this.#lane) throw new Error("there is no lane before the first test");
    return this.#lane;
  }
}
