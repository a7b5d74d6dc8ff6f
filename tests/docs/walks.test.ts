import { spawnSync } from "node:child_process";
import { Emulator } from "../support/emulator";
import { DOCS_PAGES, itemsOf, textOf } from "./pages";
import { Walk } from "./walk";

let emulator: Emulator;

beforeAll(async () => {
  const alibabaRegions = ["cn-hangzhou", "cn-shanghai"];
  emulator = await Emulator.start({ alibabaRegions });
});

afterAll(() => emulator.stop());

const hasJq = spawnSync("jq", ["--version"]).status === 0;
const usesJq = (page: string) => /\bjq '|\bjq --/.test(textOf(page));

describe.each(DOCS_PAGES)("%s", (page) => {
  const possible = hasJq || !usesJq(page) ? test : test.skip;
  possible("what it says can be done, and happens", async () => {
    const walk = new Walk(emulator);
    try {
      await walk.through(itemsOf(page));
    } finally {
      walk.end();
    }
  });
});
