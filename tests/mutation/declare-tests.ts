import "./jest-on-mocha";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Declares all tests of a folder, except for the files that mock modules, which Mocha can't. */
export function declareTestsIn(folder: string): void {
  const path = join(ROOT, folder);
  for (const name of readdirSync(path, { recursive: true, encoding: "utf8" })) {
    const file = join(path, name);
    if (!name.endsWith(".test.ts")) continue;
    if (readFileSync(file, "utf8").includes("jest.mock(")) continue;
    describe(file, () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared while it loads
      require(file);
    });
  }
}
