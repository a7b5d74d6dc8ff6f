import { FakeStack } from "../../../tests/support/fake-stack";
import { UNKNOWN } from "../../../tests/support/resource";
import { CLOUD_NAMES } from "../../model/types";
import type { Properties } from "../values/properties";

const SECRET_TAG = "hush";
const LEFT_OUT = "The program leaves out";

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

function leftOut(logged: readonly string[]): string[] {
  return logged.filter((text) => text.includes(LEFT_OUT));
}

describe.each(CLOUD_NAMES)(
  "material that the program leaves out, on %s",
  (cloud) => {
    const elsewhere = cloud === "alibaba" ? "cn-beijing" : "ap-guangzhou";
    const keyMaterial = Buffer.alloc(16, 1).toString("base64");
    const EXTERNAL = {
      origin: "EXTERNAL",
      spec: cloud === "alibaba" ? "SM4" : "SYMMETRIC_DEFAULT",
    };
    const material = () =>
      cloud === "alibaba"
        ? keyMaterial
        : Buffer.alloc(32, 1).toString("base64");
    const IMPORTED = () => ({ ...EXTERNAL, keyMaterial: material() });
    const EXPIRES = { keyMaterialExpiry: "2036-01-01T00:00:00Z" };

    async function stackOf(...programs: Properties[]): Promise<FakeStack> {
      const stack = new FakeStack(cloud);
      for (const program of programs) await stack.up(program);
      return stack;
    }

    test("is told in the replacement by which it is lost", async () => {
      const stack = await stackOf({ ...IMPORTED(), ...EXPIRES });
      const news = { ...EXTERNAL, region: elsewhere };
      const { detailed, logged } = await stack.preview(news);
      expect(Object.keys(detailed)).toEqual(["region"]);
      expect(leftOut(logged)).toEqual([
        `warning: The program leaves out what the old key has, and the new key doesn't get that: keyMaterial (none: it can't be used until its material is imported), keyMaterialExpiry (none instead of "2036-01-01T00:00:00Z"). To keep it, write it into the program.`,
      ]);
      expect(logged.join()).not.toContain(material());
    });

    test("is told if an update before has left it out, also with ignoreChanges", async () => {
      const stack = await stackOf(IMPORTED(), EXTERNAL);
      stack.ignoreChanges = ["keyMaterial"];
      const news = { ...EXTERNAL, region: elsewhere };
      const [told, ...more] = leftOut((await stack.preview(news)).logged);
      expect(told).toContain("keyMaterial (none: it");
      expect(told).not.toContain("keyMaterialExpiry");
      expect(more).toEqual([]);
    });

    test("is told if an option replaces the key", async () => {
      const stack = await stackOf(IMPORTED());
      stack.replaceOnChanges = ["description"];
      const news = { ...EXTERNAL, description: "new" };
      const { detailed, logged } = await stack.preview(news);
      expect(Object.keys(detailed)).toEqual(["description"]);
      expect(leftOut(logged)).toEqual([expect.stringContaining("keyMaterial")]);
    });

    test.each<[what: string, olds: Properties[], news: Properties]>([
      ["it is given", [IMPORTED()], IMPORTED()],
      [
        "it is not known yet",
        [IMPORTED()],
        { ...EXTERNAL, keyMaterial: UNKNOWN },
      ],
      ["the key never had any", [EXTERNAL], EXTERNAL],
      [
        "it was deleted",
        [IMPORTED(), { ...EXTERNAL, deleteKeyMaterial: true }],
        EXTERNAL,
      ],
      ["the cloud makes the new key's", [IMPORTED()], { spec: "RSA_2048" }],
    ])("is not told if %s", async (_, olds, news) => {
      const stack = await stackOf(...olds);
      const { logged, failures } = await stack.preview({
        ...news,
        region: elsewhere,
      });
      expect(failures).toEqual([]);
      expect(logged.join()).toContain("This replaces key");
      expect(leftOut(logged)).toEqual([]);
    });
  },
);

describe("an alias that the program leaves out, on tencent", () => {
  const REPLACED = { alias: null, spec: "RSA_2048" };

  test.each<[when: string, before: Properties[]]>([
    ["in the replacement", []],
    ["in an update before", [{ alias: null }]],
  ])("is told if it was left out %s", async (_, before) => {
    const stack = new FakeStack("tencent");
    for (const program of [{}, ...before]) await stack.up(program);
    const { detailed, logged } = await stack.preview(REPLACED);
    expect(Object.keys(detailed)).not.toContain("alias");
    expect(leftOut(logged)).toEqual([
      `warning: The program leaves out what the old key has, and the new key doesn't get that: alias (a generated one instead of "orders"). To keep it, write it into the program.`,
    ]);
    await stack.up(REPLACED);
    expect(stack.key.aliases).not.toEqual(["orders"]);
  });

  test("is told without its name if that is a secret", async () => {
    const stack = new FakeStack("tencent");
    await stack.up({ values: {}, secrets: [["alias"]] });
    const [told] = leftOut((await stack.preview(REPLACED)).logged);
    expect(told).toContain("alias (a generated one). To");
    expect(told).not.toContain("orders");
  });

  test("is told once with ignoreChanges", async () => {
    const stack = new FakeStack("tencent");
    await stack.up({});
    stack.ignoreChanges = ["alias"];
    const { logged } = await stack.preview(REPLACED);
    expect(logged.join()).toContain("ignoreChanges doesn't hold");
    expect(leftOut(logged)).toEqual([]);
  });

  test("is not told if it was generated, or if the cloud differs, where the diff shows it", async () => {
    const stack = new FakeStack("tencent");
    await stack.up({ alias: null });
    expect(leftOut((await stack.preview(REPLACED)).logged)).toEqual([]);
    const moved = new FakeStack("alibaba");
    await moved.up({});
    const { detailed, logged } = await moved.preview({
      cloud: "tencent",
      region: "ap-guangzhou",
      alias: null,
    });
    expect(detailed).toHaveProperty("alias");
    expect(leftOut(logged)).toEqual([]);
  });
});

describe("a policy that the program leaves out, on alibaba", () => {
  const policy = JSON.stringify({ Version: "1", Statement: [] });
  const DEDICATED = { dkmsInstanceId: "kst-1" };

  async function withPolicy(text = policy): Promise<FakeStack> {
    const stack = new FakeStack("alibaba");
    await stack.up({ ...DEDICATED, policy: text });
    return stack;
  }
  const REPLACED = { ...DEDICATED, spec: "RSA_2048" };

  test("is told, also if an update before has left it out, and after a refresh", async () => {
    const stack = await withPolicy();
    const told = async () => leftOut((await stack.preview(REPLACED)).logged);
    const expected = [
      `warning: The program leaves out what the old key has, and the new key doesn't get that: policy (the default one of Alibaba Cloud instead of ${JSON.stringify(policy)}). To keep it, write it into the program.`,
    ];
    expect(await told()).toEqual(expected);
    await stack.up(DEDICATED);
    expect(await told()).toEqual(expected);
    await stack.refresh();
    expect(await told()).toEqual(expected);
  });

  test("is told with a way to a long one", async () => {
    const long = JSON.stringify({
      Version: "1",
      Statement: [],
      Id: "x".repeat(80),
    });
    const stack = await withPolicy(long);
    const [told] = leftOut((await stack.preview(REPLACED)).logged);
    expect(told).toMatch(/…\). To .* program\. .*`pulumi stack export`\.$/);
  });

  test("is not told where the new key can't have one", async () => {
    const stack = await withPolicy();
    const shared = { spec: "RSA_2048" };
    const other = { cloud: "tencent", region: "ap-guangzhou" };
    for (const news of [shared, other]) {
      const { detailed, logged } = await stack.preview(news);
      expect(detailed).not.toEqual({});
      expect(leftOut(logged)).toEqual([]);
    }
  });
});
