import type { CloudName } from "../../emulator/clouds";
import { Command } from "../support/campaign/grpc/command";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { State, type Program } from "../support/campaign/state";
import { TEST_CLOUDS } from "../engine/clouds";

const DENIED: Record<CloudName, string> = {
  alibaba: "Forbidden.NoPermission",
  tencent: "UnauthorizedOperation",
};

let lane: GrpcLane;
let state: State;
beforeAll(async () => {
  lane = await GrpcLane.open();
});
beforeEach(async () => {
  await lane.emulator.reset();
  state = new State("replacement");
});
afterAll(() => lane.close());

describe.each(TEST_CLOUDS)(
  "a replacement of a key with an alias on $name",
  ({ name: cloud, region, pending, ...names }) => {
    const orders = names.aliasOf("orders");
    const program = (spec: string): Program => {
      const inputs = { cloud, alias: "orders", spec };
      return new Map([["key", { inputs, deleteBeforeReplace: false }]]);
    };

    /** `pulumi up`; gives the failures. */
    async function up(declared: Program): Promise<string> {
      const client = await lane.configured("state", {});
      const command = new Command(state, client, {
        seed: Buffer.from("seed"),
        timeout: 0,
        parallel: 1,
      });
      await command.up(declared);
      client.close();
      return command.failures.map(({ message }) => message).join();
    }

    async function states(): Promise<Record<string, string>> {
      const keys = await lane.emulator.keys();
      return Object.fromEntries(
        keys.map(({ aliases, keyState }) => [aliases.join(), keyState]),
      );
    }

    async function expectMoved(): Promise<void> {
      const all = await states();
      expect(all[orders]).toBe("Enabled");
      expect(Object.values(all).sort()).toEqual(["Enabled", pending].sort());
      expect(state.entries).toHaveLength(1);
    }

    /** Denies calls of an action after the first `after` have succeeded. */
    async function deny(action: string, after = 0): Promise<void> {
      if (after > 0)
        await lane.emulator.fault({
          cloud,
          action,
          kind: "delay",
          ms: 0,
          count: after,
        });
      const code = DENIED[cloud];
      await lane.emulator.fault({ cloud, action, kind: "error", code });
    }

    test("whose new key can't get the alias is finished by the next up", async () => {
      expect(await up(program("SYMMETRIC_DEFAULT"))).toBe("");
      // Tencent's old key is renamed first.
      await deny("UpdateAlias", cloud === "tencent" ? 1 : 0);
      const message = await up(program("RSA_2048"));
      expect(message).toContain("could not set the alias");
      expect(state.entries).toHaveLength(2);
      await lane.emulator.clearFaults();
      expect(await up(program("RSA_2048"))).toBe("");
      await expectMoved();
    });

    test("whose new key is refused leaves the alias on the old one", async () => {
      expect(await up(program("SYMMETRIC_DEFAULT"))).toBe("");
      await deny("CreateKey");
      expect(await up(program("RSA_2048"))).toContain(DENIED[cloud]);
      expect(await states()).toEqual({ [orders]: "Enabled" });
      await lane.emulator.clearFaults();
      expect(await up(program("RSA_2048"))).toBe("");
      await expectMoved();
    });

    if (cloud === "tencent")
      test("whose old key can't be renamed creates no new one", async () => {
        expect(await up(program("SYMMETRIC_DEFAULT"))).toBe("");
        await deny("UpdateAlias");
        expect(await up(program("RSA_2048"))).toContain(DENIED[cloud]);
        expect(await states()).toEqual({ [orders]: "Enabled" });
        await lane.emulator.clearFaults();
        expect(await up(program("RSA_2048"))).toBe("");
        await expectMoved();
      });

    test("that is pending deletion gives its alias to the new key, and keeps its deletion date", async () => {
      expect(await up(program("SYMMETRIC_DEFAULT"))).toBe("");
      const [key] = await lane.emulator.keys();
      const { outsider } = lane;
      const KeyId = key?.keyId;
      if (cloud === "tencent")
        await outsider.tencent(region, "DisableKey", { KeyId });
      const PendingWindowInDays = 7;
      await outsider.call(cloud, region, "ScheduleKeyDeletion", {
        KeyId,
        PendingWindowInDays,
      });
      expect(await up(program("RSA_2048"))).toBe("");
      await expectMoved();
    });
  },
);
