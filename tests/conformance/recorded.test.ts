import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TEST_CLOUDS } from "../engine/clouds";
import { Plugin } from "../support/plugin";
import type { Recording } from "./record";

const FOLDER = join(__dirname, "recorded");

const cases = readdirSync(FOLDER).flatMap((file) => {
  const recording = JSON.parse(
    readFileSync(join(FOLDER, file), "utf8"),
  ) as Recording;
  return TEST_CLOUDS.flatMap(({ name }) =>
    recording[name].map((state) => ({ file, ...state })),
  );
});

let plugin: Plugin;

beforeAll(async () => {
  plugin = await Plugin.start();
});
afterAll(() => plugin.stop());

test.each(cases)(
  "state of $file diffs to nothing: $id",
  async ({ id, inputs, outputs }) => {
    const client = plugin.connect();
    await client.handshake();
    await client.configure({});
    const { inputs: news, failures } = await client.check(inputs, {
      olds: inputs,
    });
    expect(failures).toEqual([]);
    const diff = await client.diff({
      id,
      olds: outputs,
      oldInputs: inputs,
      news,
    });
    expect(diff).toMatchObject({ changes: "none", detailed: {} });
  },
);
