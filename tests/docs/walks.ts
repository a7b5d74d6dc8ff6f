import { spawnSync } from "node:child_process";
import { Emulator } from "../support/emulator";
import { itemsOf, textOf } from "./pages";
import { Walk } from "./walk";

const hasJq = spawnSync("jq", ["--version"]).status === 0;
const usesJq = (page: string) => /\bjq '|\bjq --/.test(textOf(page));

/** Tests that each page can be walked; in several files, so that they are walked side by side. */
export function testWalks(pages: readonly string[]): void {
  let emulator: Emulator;

  beforeAll(async () => {
    const alibabaRegions = ["cn-hangzhou", "cn-shanghai"];
    // What readers have, who start theirs without switches.
    const args = ["--switch", "alibaba.instances=kst-*"];
    emulator = await Emulator.start({ alibabaRegions, args });
  });

  afterAll(() => emulator.stop());

  describe.each(pages)("%s", (page) => {
    const possible = hasJq || !usesJq(page) ? test : test.skip;
    possible(
      "what it says can be done, and happens",
      async () => {
        const walk = new Walk(emulator);
        try {
          await walk.through(itemsOf(page));
        } finally {
          walk.end();
        }
      },
      180_000,
    );
  });
}
