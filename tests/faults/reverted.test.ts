import { TEST_CLOUDS } from "../engine/clouds";
import { CallError, type Props } from "../support/protocol";
import { FaultBench } from "./testing";

/** An update fails in part, and then the program goes back to its previous inputs. */

const MATERIAL = Buffer.alloc(32, 1).toString("base64");
const bench = new FaultBench();

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  const checked = async (inputs: Props) =>
    (await bench.client.check({ cloud, region, ...inputs })).inputs;
  const theKey = async () => {
    const [key, ...others] = await bench.emulator.keys();
    expect(others).toEqual([]);
    return key;
  };

  /** The engine stores a failed update's old inputs and new outputs. */
  async function updateAndRevert(
    before: Props,
    after: Props,
    refused: string,
  ): Promise<Props> {
    const oldInputs = await checked(before);
    const { id, properties } = await bench.client.create(oldInputs);
    const code = cloud === "alibaba" ? "Forbidden" : "UnauthorizedOperation";
    await bench.emulator.fault({ cloud, action: refused, kind: "error", code });
    const failed = await bench.client
      .update({ id, olds: properties, oldInputs, news: await checked(after) })
      .catch((error: unknown) => error);
    if (!(failed instanceof CallError) || !failed.initFailed) throw failed;
    await bench.emulator.clearFaults();
    const olds = failed.initFailed.properties;
    return bench.client.update({ id, olds, oldInputs, news: oldInputs });
  }

  test("the material loses its new expiry again", async () => {
    const before = { origin: "EXTERNAL", keyMaterial: MATERIAL };
    const outputs = await updateAndRevert(
      before,
      {
        ...before,
        keyMaterialExpiry: "2030-01-01T00:00:00Z",
        description: "b",
      },
      "UpdateKeyDescription",
    );
    expect(outputs).not.toHaveProperty("keyMaterialExpiry");
    expect(outputs).not.toHaveProperty("materialExpireTime");
  });

  if (cloud === "alibaba")
    test("the key loses its new alias again", async () => {
      const outputs = await updateAndRevert(
        { alias: "one" },
        { alias: "two" },
        "DeleteAlias",
      );
      expect(outputs["alias"]).toBe("one");
      expect((await theKey())?.aliases).toEqual(["alias/one"]);
    });
});
