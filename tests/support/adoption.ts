import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  adopt,
  exportIn,
  listed,
  stacksIn,
} from "../../examples/adopt-an-account/adopt";
import { load } from "js-yaml";
import { accountOf, REGIONS } from "./account";
import { Emulator } from "./emulator";
import { Stack } from "./engine";
import { exampleText } from "./examples-readme";

/** The program of the page for every region, without the regions that the account doesn't use. */
function listOf(regions: readonly string[]): object {
  const { outputs } = load(
    exampleText("adopt-an-account/every-region.yaml"),
  ) as {
    outputs: Record<string, unknown>;
  };
  return {
    outputs: Object.fromEntries(
      regions.map((region) => [region, outputs[region]]),
    ),
  };
}

/** Actions that change something. */
const WRITES = /^(?!Get|List|Describe)/;

/** Brings an account under Pulumi as docs/how-to/adopt-an-account.md says. */
export async function adoptAccount(count: number) {
  const alibabaRegions = [...REGIONS.alibaba];
  const emulator = await Emulator.start({ alibabaRegions });
  const connection = emulator.setting();
  const program = listOf(Object.values(REGIONS).flat());
  const list = await Stack.create({ connection, program });
  const stack = await Stack.create({ connection });
  try {
    const { keys, others } = accountOf(count);
    await emulator.seed(...keys, ...others);
    await emulator.forgetCalls();
    await list.up();
    const keysOfAccount = listed(await list.outputs());
    const exported = async () =>
      exportIn(JSON.parse((await stack.run("stack", "export")).stdout));
    const choose = async () =>
      adopt(keysOfAccount, {
        owned: false,
        except: [],
        exceptIds: new Set(),
        stacks: stacksIn([await exported()]),
      });
    const { resources, left } = await choose();
    const file = join(stack.folder, "import.json");
    writeFileSync(file, JSON.stringify({ resources }));
    const flags = ["--yes", "--skip-preview", "--out", "imported.yaml"];
    await stack.run("import", "--file", "import.json", ...flags);
    stack.write(readFileSync(join(stack.folder, "imported.yaml"), "utf8"));
    const preview = await stack.attempt(["preview", "--expect-no-changes"]);
    const imported = (await stack.resources()).filter(
      ({ type, protect }) => type === "cmk:index:Cmk" && protect,
    );
    const calls = Object.values(await emulator.calls()).flatMap(Object.keys);
    return {
      unchanged: preview.code === 0,
      imported: imported.length,
      left: Object.fromEntries(
        [...left].map(([why, some]) => [
          why.replace(/ on .*/, ""),
          some.length,
        ]),
      ),
      written: calls.filter((action) => WRITES.test(action)),
      again: (await choose()).resources,
    };
  } finally {
    list.remove();
    stack.remove();
    await emulator.stop();
  }
}

/** What is left out of every account, in four regions of each cloud. */
export const LEFT = {
  archived: 4,
  destroyed: 8,
  "made by another stack": 8,
  "made by the cloud's product Ecs": 4,
};
