import "./jest-on-mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "../../provider/resource");

/** The resource's unit tests as those of one file. */
for (const name of readdirSync(FOLDER, { recursive: true, encoding: "utf8" }))
  if (name.endsWith(".test.ts"))
    describe(name, () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared while it loads
      require(join(FOLDER, name));
    });
