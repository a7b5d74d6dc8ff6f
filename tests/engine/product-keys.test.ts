import { TEST_CLOUDS } from "./clouds";
import { cmk, EngineBench } from "./testing";

/** Keys that a cloud's own products have made are read, never owned. */

const bench = new EngineBench("product-keys");

test.each(TEST_CLOUDS)(
  "on $name no door makes a product's key a resource",
  async (cloud) => {
    const { name, region, maker } = cloud;
    const asked = { cloud: name, region, [maker]: "Ecs" };
    const [theirs] = await bench.emulator.seed(asked);
    const id = `${name}/${region}/${theirs?.keyId}`;
    const getCmk = { function: "cmk:getCmk", arguments: { id } };
    await bench.start({});
    bench.stack.write({
      resources: { own: cmk({ cloud: name }) },
      variables: { theirs: { "fn::invoke": getCmk } },
      outputs: { state: "${theirs.keyState}" },
    });
    await bench.stack.up();
    expect(await bench.stack.outputs()).toEqual({ state: "Enabled" });

    const refused = "was made by the cloud product Ecs";
    bench.write({ own: cmk({ cloud: name }, { import: id }) });
    expect((await bench.stack.fails("up")).stdout).toContain(refused);
    const typed = ["cmk:index:Cmk", "theirs", id];
    const { stdout } = await bench.stack.fails("import", ...typed);
    expect(stdout).toContain(refused);

    bench.write({});
    await bench.stack.up();
    expect(await bench.keyStates()).toEqual(["Enabled", cloud.pending].sort());
  },
);
