import { FakeStack } from "../../../tests/support/fake-stack";
import { UNKNOWN } from "../../../tests/support/resource";
import { CLOUD_NAMES } from "../../model/types";
import type { Properties } from "../values/properties";

const SECRET_TAG = "hush";

describe.each(CLOUD_NAMES)("the preview of a replacement on %s", (cloud) => {
  async function previewed(
    olds: Properties,
    news: Properties,
    ignoreChanges: string[],
  ) {
    const stack = new FakeStack(cloud);
    await stack.up(olds);
    stack.ignoreChanges = ignoreChanges;
    const { detailed, logged } = await stack.preview(news);
    return {
      stack,
      shown: Object.keys(detailed),
      told: logged.filter((text) => text.includes("ignoreChanges")),
    };
  }
  const OLD = { description: "one", tags: { x: "1", y: "2" } };

  test("tells what ignoreChanges hides, and the new key gets", async () => {
    const tags = { x: "9", y: "8" };
    const news = { spec: "RSA_2048", description: "two", tags };
    const ignored = ["description", "tags.x", "enabled"];
    const { shown, told, stack } = await previewed(OLD, news, ignored);
    expect(shown).toEqual(["spec", "tags.y"]);
    expect(told).toEqual([
      `warning: The option ignoreChanges doesn't hold for the new key, which gets from the program: description ("two"), tags.x ("9"). To keep what the old key has, write that into the program.`,
    ]);
    await stack.up(news);
    expect(stack.key).toMatchObject({ description: "two", tags });
  });

  test("tells an immutable input", async () => {
    const { shown, told } = await previewed(
      { spec: "RSA_2048", usage: "SIGN_VERIFY" },
      { spec: "SM2", usage: "ENCRYPT_DECRYPT" },
      ["spec"],
    );
    expect(shown).toEqual(["usage"]);
    expect(told.join()).toContain('spec ("SM2")');
  });

  test("tells nothing where the program has what the key has", async () => {
    const program = { ...OLD, spec: "RSA_2048" };
    const { told } = await previewed(OLD, program, ["description", "tags"]);
    expect(told).toEqual([]);
  });

  test("tells a value that is not known yet only where it is ignored", async () => {
    const news = { spec: "RSA_2048", description: UNKNOWN };
    expect((await previewed({}, news, [])).told).toEqual([]);
    const { told } = await previewed(OLD, news, ["description"]);
    expect(told.join()).toContain(
      "description (a value that is not known yet)",
    );
  });

  test("doesn't tell a secret", async () => {
    const secret = (values: Properties) => ({
      values,
      secrets: [["tags", "x"]],
    });
    const stack = new FakeStack(cloud);
    await stack.up(secret({ tags: { x: SECRET_TAG } }));
    stack.ignoreChanges = ["tags.x"];
    const { logged } = await stack.preview(
      secret({ spec: "RSA_2048", tags: { x: `${SECRET_TAG}-2` } }),
    );
    expect(logged.join()).toMatch(/from the program: tags\.x\. To keep/);
    expect(logged.join()).not.toContain(SECRET_TAG);
  });

  test("names no alias that the next run generates anew", async () => {
    const news = { alias: null, spec: "RSA_2048" };
    const { told } = await previewed({}, news, ["alias"]);
    expect(told.join()).toContain(
      cloud === "tencent"
        ? "from the program: a generated alias. To"
        : "alias (none)",
    );
  });
});
