import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { infrastructure } from "../../examples/two-clouds/infrastructure";
import { Emulator } from "../support/emulator";
import { commandsBelow, settingsOf } from "../support/examples-readme";
import { inlineStack } from "../support/inline";
import { run } from "../support/processes";
import type { Workplace } from "../support/workplace";

/** The emulator's settings, as the page that the examples' README points to prints them. */
const EMULATOR_SETTINGS = commandsBelow(
  "docs/how-to/first-key.md",
  "3\\. Settings",
);

describe("two-clouds", () => {
  let emulator: Emulator;
  let stack: Stack;
  let workplace: Workplace;

  beforeEach(async () => {
    emulator = await Emulator.start({
      alibabaRegions: ["cn-hangzhou", "cn-beijing"],
    });
    ({ stack, workplace } = await inlineStack(
      () => Promise.resolve(infrastructure()),
      { project: "two-clouds" },
    ));
  });

  afterEach(async () => {
    workplace.remove();
    await emulator.stop();
  });

  /** Types what is printed, with the port that this emulator has. */
  async function type(blocks: readonly string[]): Promise<void> {
    const commands = blocks
      .join("\n")
      .replaceAll("pulumi stack init dev", "")
      .replaceAll("http://127.0.0.1:4510", emulator.url);
    const { code, stderr } = await run("sh", ["-e", "-c", commands], {
      cwd: stack.workspace.workDir,
      env: workplace.environment(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(commands).toContain("pulumi config set");
  }

  test("set up as printed, one explicit provider makes a key in each region of the emulator, and its secrets stay out of the state", async () => {
    await type([...EMULATOR_SETTINGS, ...settingsOf("two-clouds")]);
    const { outputs } = await stack.up();
    const keys = await emulator.keys();
    const ids = keys.map(({ cloud, region, keyId }) => [
      `${cloud}/${region}`,
      keyId,
    ]);
    expect(outputs["keyIds"]?.value).toEqual(Object.fromEntries(ids));
    expect(ids).toHaveLength(4);
    for (const key of keys) expect(key.tags).toMatchObject({ team: "orders" });

    const stored = join(workplace.state, ".pulumi/stacks/two-clouds/dev.json");
    const state = readFileSync(stored, "utf8");
    expect(state).toContain("alibabaAccessKeySecret");
    expect(state).not.toContain("emulator-secret");
    await stack.up({ expectNoChanges: true });
    await stack.destroy();
  });
});
