/**
 * Compares a schema that the CLI has written (`pulumi package get-schema`, standard input) with schema.json. The CLI
 * orders the members in its own way, and leaves out empty lists. In plain JavaScript, for machines where nothing has
 * been installed yet.
 */
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";

const read = (file) =>
  JSON.parse(readFileSync(file, "utf8"), (_, value) =>
    Array.isArray(value) && value.length === 0 ? undefined : value,
  );

deepStrictEqual(read(0), read(new URL("../../schema.json", import.meta.url)));
