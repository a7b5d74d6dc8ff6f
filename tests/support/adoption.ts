import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adopt, listed } from "../../examples/adopt-an-account/adopt";
import { accountOf, REGIONS } from "./account";
import { Emulator } from "./emulator";
import { Stack } from "./engine";

const PLACES = Object.entries(REGIONS).flatMap(([cloud, regions]) =>
  regions.map((region) => ({ cloud, region })),
);

/** The program of the page, for all regions. */
const LIST = {
  variables: Object.fromEntries(
    PLACES.map((place) => [
      place.region,
      { "fn::invoke": { function: "cmk:getCmks", arguments: place } },
    ]),
  ),
  outputs: Object.fromEntries(
    PLACES.map(({ region }) => [region, `\${${region}.cmks}`]),
  ),
};

/** Actions that change something. */
const WRITES = /^(?!Get|List|Describe)/;

/** Brings an account under Pulumi as docs/how-to/adopt-an-account.md says. */
export async function adoptAccount(count: number) {
  const alibabaRegions = [...REGIONS.alibaba];
  const emulator = await Emulator.start({ alibabaRegions });
  const connection = emulator.setting();
  const list = await Stack.create({ connection, program: LIST });
  const stack = await Stack.create({ connection });
  try {
    const { keys, others } = accountOf(count);
    await emulator.seed(...keys, ...others);
    await emulator.forgetCalls();
    await list.up();
    const options = { owned: false, except: {} };
    const { resources, left } = adopt(listed(await list.outputs()), options);
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
        [...left].map(([why, ids]) => [why.replace(/ on .*/, ""), ids.length]),
      ),
      written: calls.filter((action) => WRITES.test(action)),
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
