import { execFile } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Count } from "./count";
import { PUT_BACK, withFault, type PutBack } from "./faults";

/**
 * Puts faults back into a copy of the provider, one at a time, and counts the stories that find each: `node -r
 * ts-node/register/transpile-only tests/simulation/put-back/put-back.ts [PART OF A NAME]…`. STORIES is how many stories each
 * is looked for in (2,000), JOBS how many at the same time (2); FIRST=1 ends with the first story that finds it. Prints a
 * table in Markdown.
 */

const ROOT = resolve(__dirname, "../../..");
const STORIES = Number(process.env["STORIES"] ?? 2_000);
const JOBS = Number(process.env["JOBS"] ?? 2);
const COPIED = [
  "provider",
  "emulator",
  "tests/simulation",
  "tests/support",
  "package.json",
  "schema.json",
  "tsconfig.json",
];

async function counted(fault: PutBack): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "put-back-"));
  try {
    for (const path of COPIED)
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const file = join(folder, fault.file);
    writeFileSync(file, withFault(readFileSync(file, "utf8"), fault));
    const count = join(folder, "tests/simulation/put-back/count.ts");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        "-r",
        "ts-node/register/transpile-only",
        count,
        String(STORIES),
        process.env["FIRST"] ?? "",
      ],
      { cwd: folder },
    );
    return JSON.parse(stdout) as Count;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(parts: readonly string[]): Promise<void> {
  const chosen = PUT_BACK.filter(
    ({ name }) =>
      parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  console.log(
    `| Put back | Where | First story | Of ${String(STORIES)} |\n| --- | --- | ---: | ---: |`,
  );
  const left = [...chosen];
  const work = async () => {
    for (let fault = left.shift(); fault; fault = left.shift()) {
      const { hits, first, violation } = await counted(fault);
      console.log(
        `| ${fault.name}: ${fault.fault} | \`${fault.file}\` | ${String(first ?? fault.unseen ?? "none")} | ${String(hits)} |`,
      );
      if (process.env["VERBOSE"]) console.log(`  ${String(violation)}`);
    }
  };
  await Promise.all(Array.from({ length: JOBS }, work));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
