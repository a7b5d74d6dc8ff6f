import { TEST_CLOUDS } from "./clouds";
import { cmk, EngineBench } from "./testing";

const bench = new EngineBench("handed-on");

describe.each(TEST_CLOUDS)(
  "an alias that one resource of $name gives up, and another one asks for",
  (testCloud) => {
    const { name: cloud, region } = testCloud;
    const key = (alias: string, more: object = {}, options: object = {}) =>
      cmk({ cloud, region, alias, ...more }, options);
    const begin = () => bench.start({ one: key("orders"), two: key("second") });
    const holder = async (alias: string) =>
      (await bench.emulator.keys()).find(({ aliases }) =>
        aliases.includes(testCloud.aliasOf(alias)),
      )?.keyId;
    const keyId = async (name: string) =>
      (await bench.stack.resource(name)).outputs?.["keyId"];

    test.each<[string, Record<string, object>, string]>([
      [
        "a new key",
        { one: key("payments"), two: key("second"), three: key("orders") },
        "three",
      ],
      ["an existing key", { one: key("payments"), two: key("orders") }, "two"],
      [
        "a new key, as the former one is replaced",
        {
          one: key("payments", { spec: "RSA_2048" }),
          two: key("second"),
          three: key("orders"),
        },
        "three",
      ],
    ])("goes to %s", async (_, program, taker) => {
      await begin();
      bench.write(program);
      await bench.stack.preview();
      await bench.stack.up();
      expect(await holder("orders")).toBe(await keyId(taker));
      expect(await holder("payments")).toBe(await keyId("one"));
      await bench.stack.up("--expect-no-changes");
    });

    test("stays, as the preview warns, where the former holder waits for the new one", async () => {
      await begin();
      const dependsOn = ["${three}"];
      bench.write({
        three: key("orders"),
        one: key("payments", {}, { dependsOn }),
        two: key("second"),
      });
      const previewed = await bench.stack.preview();
      expect(previewed.stdout + previewed.stderr).toMatch(
        /warning: cmk:index:Cmk "three" requests the alias that this key gives up, and had its turn first/,
      );
      const failed = await bench.stack.fails("up");
      expect(failed.stdout + failed.stderr).toMatch(
        /held by another key.*first run `pulumi up` with another alias for this one/,
      );
      expect(await bench.emulator.keys()).toHaveLength(2);
    });
  },
);
