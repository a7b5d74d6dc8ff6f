import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PUT_BACK, withFault } from "./faults";

const ROOT = join(__dirname, "../../..");

// Else `put-back.ts` would look for a fault that is not there.
test.each(PUT_BACK)("can put back: $name", (fault) => {
  const text = readFileSync(join(ROOT, fault.file), "utf8");
  expect(withFault(text, fault)).not.toBe(text);
});
