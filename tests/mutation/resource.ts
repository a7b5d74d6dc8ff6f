import "./jest-on-mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const RESOURCE = join(__dirname, "../../provider/resource");

/** The resource's unit tests, and then the stories that the simulation once failed in, as those of one file. */
const files = [
  ...readdirSync(RESOURCE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(RESOURCE, name)),
  join(__dirname, "../simulation/found.test.ts"),
];
for (const file of files)
  describe(file, () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared while it loads
    require(file);
  });
