import { join } from "node:path";
import { run } from "../tests/support/processes";

test("schema.json and the tables of the README are what the model gives; else run `make schema`", async () => {
  const check = ["-r", "ts-node/register/transpile-only"];
  check.push(join(__dirname, "schema.ts"), "--check");
  expect(await run(process.execPath, check)).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
});
