import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { BIN, ROOT } from "./support/paths";
import { run } from "./support/processes";

const path = join(ROOT, "schema.json");

/** Pulumi's own, from pkg/codegen/schema/pulumi.json of its version 3.259.0. */
const METASCHEMA = join(__dirname, "metaschema/pulumi.json");

function parse(file: string): object {
  return JSON.parse(readFileSync(file, "utf8")) as object;
}

test("schema.json has the form that Pulumi's metaschema demands", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(parse(METASCHEMA));
  validate(parse(path));
  expect(validate.errors).toBeNull();
});

test("`pulumi schema check` finds no error and no warning in schema.json", async () => {
  const done = await run(join(BIN, "pulumi"), ["schema", "check", path]);
  expect(done).toEqual({ code: 0, stdout: "", stderr: "" });
});
