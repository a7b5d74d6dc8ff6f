import { readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/**
 * All tests in a folder as those of one file. Jest loads every module anew for each test file, which takes ten times as
 * long as the tests that a change of the code is checked by.
 */
export function testsIn(folder: string): void {
  const files = readdirSync(join(ROOT, folder), {
    recursive: true,
    encoding: "utf8",
  });
  for (const name of files.filter((file) => file.endsWith(".test.ts")).sort())
    describe(name, () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- its tests are declared while it loads
      require(join(ROOT, folder, name));
    });
}
