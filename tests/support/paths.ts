import { join } from "node:path";

export const ROOT = join(__dirname, "../..");
export const BIN = join(ROOT, "bin");
export const EXAMPLES = join(ROOT, "examples");
