import { Emulator } from "../support/emulator";
import { DOCS_PAGES, itemsOf } from "./pages";
import { Walk } from "./walk";

let emulator: Emulator;

beforeAll(async () => {
  const alibabaRegions = ["cn-hangzhou", "cn-shanghai"];
  emulator = await Emulator.start({ alibabaRegions });
});

afterAll(() => emulator.stop());

test.each(DOCS_PAGES)("what %s says can be done, and happens", async (page) => {
  const walk = new Walk(emulator);
  try {
    await walk.through(itemsOf(page));
  } finally {
    walk.end();
  }
});
