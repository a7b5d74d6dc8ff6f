import { FakeStack } from "../../../tests/support/fake-stack";
import { bag, UNKNOWN } from "../../../tests/support/resource";
import { CLOUD_NAMES } from "../../model/types";
import { ignoredTags } from "./ignored-tags";
import type { Properties } from "./properties";

const SETTINGS = { ignoreTags: { keys: ["billing"], keyPrefixes: ["ops."] } };

test.each([
  ["billing", true],
  ["ops.patch", true],
  ["ops", false],
  ["Billing", false],
  ["billing2", false],
])("whether %s is another's: %s", (tag, expected) => {
  expect(ignoredTags(SETTINGS)?.(tag)).toBe(expected);
});

test.each<Properties>([
  {},
  { ignoreTags: {} },
  { ignoreTags: { keys: [], keyPrefixes: [] } },
  { ignoreTags: { keys: [UNKNOWN] } },
  { ignoreTags: UNKNOWN },
])("%j leaves no tags to others", (settings) => {
  expect(ignoredTags(settings)).toBeUndefined();
});

describe.each(CLOUD_NAMES)("tags that are others' on %s", (cloud) => {
  const OWN = { tags: { team: "a" } };
  const THEIRS = { billing: "x", "ops.patch": "1" };
  let stack: FakeStack;
  beforeEach(() => {
    stack = new FakeStack(cloud);
    stack.settings = SETTINGS;
  });
  const others = (tags: Record<string, string> = THEIRS) => {
    stack.key.tags = { ...stack.key.tags, ...tags };
  };

  test.each<Properties>([OWN, {}, { tags: {} }])(
    "are neither read nor shown, beside %j",
    async (program) => {
      await stack.up(program);
      others();
      await stack.refresh();
      expect(stack.inputs["tags"]).toEqual(program["tags"]);
      expect(stack.outputs["tags"]).toEqual(program["tags"]);
      const { detailed } = await stack.preview(program);
      expect(detailed).toEqual({});
    },
  );

  test("stay where the program's own tags change, or all go", async () => {
    await stack.up(OWN);
    others();
    await stack.up({ tags: { cost: "1" } });
    expect(stack.key.tags).toMatchObject({ cost: "1", ...THEIRS });
    expect(stack.key.tags).not.toHaveProperty("team");
    await stack.up({});
    expect(stack.key.tags).toMatchObject(THEIRS);
    expect(stack.key.tags).not.toHaveProperty("cost");
  });

  test("are not imported", async () => {
    await stack.up(OWN);
    others();
    await stack.import(stack.state?.id ?? "");
    expect(stack.inputs["tags"]).toEqual(OWN.tags);
  });

  test("that the state has from before the setting are no diff, stay on the key, and leave the state", async () => {
    stack.settings = {};
    const secret = bag({ tags: { ...OWN.tags, ...THEIRS } }, [
      "tags",
      "billing",
    ]);
    await stack.up(secret);
    stack.settings = SETTINGS;
    expect((await stack.preview(OWN)).detailed).toEqual({});
    const { detailed } = await stack.up({ ...OWN, description: "new" });
    expect(Object.keys(detailed)).toEqual(["description"]);
    expect(stack.key.tags).toMatchObject(THEIRS);
    expect(stack.state).toMatchObject({
      inputs: { values: OWN, secrets: [] },
      outputs: { values: OWN, secrets: [] },
    });
  });

  test("are refused in the program, also those that it has set before", async () => {
    stack.settings = {};
    await stack.up({ tags: THEIRS });
    stack.settings = SETTINGS;
    const { failures } = await stack.preview({ tags: THEIRS });
    expect(failures).toEqual([
      {
        property: "tags.billing",
        reason: expect.stringContaining("ignoreTags") as string,
      },
      {
        property: 'tags["ops.patch"]',
        reason: expect.stringContaining("ignoreTags") as string,
      },
    ]);
  });

  test("are refused without their names where all tags are secret", async () => {
    const { failures } = await stack.preview(bag({ tags: THEIRS }, ["tags"]));
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).not.toContain("billing");
  });

  test("may be ignored as well by ignoreChanges", async () => {
    await stack.up(OWN);
    others();
    stack.ignoreChanges = ["tags"];
    await stack.refresh();
    const { detailed } = await stack.up({ tags: { cost: "1" } });
    expect(detailed).toEqual({});
    await stack.up({ tags: { cost: "1" }, description: "new" });
    expect(stack.key.tags).toMatchObject({ team: "a", ...THEIRS });
  });
});
