import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Client } from "./testing/client";
import { Program, type RunningProgram } from "./testing/program";

/** Runs what docs/emulator.md shows, against an emulator on a port that is free. */
const run = promisify(execFile);
const text = readFileSync(resolve(__dirname, "../docs/emulator.md"), "utf8");
const DOCUMENTED_HOST = "127.0.0.1:4510";

let program: Program;
let emulator: RunningProgram;

beforeAll(async () => {
  program = await Program.bundle(resolve(__dirname, "main.ts"));
});
afterAll(() => program.remove());
beforeEach(async () => {
  const regions = "cn-hangzhou,eu-central-1";
  emulator = await program.start("--alibaba-regions", regions);
});
afterEach(() => emulator.kill());

/** The fenced blocks of a language, with the running emulator's address. */
function blocks(language: string): string[] {
  const fences = text.matchAll(/^```(\w+)\n(.*?)^```/gms);
  return [...fences]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code!);
}

function here(code: string): string {
  return code.replaceAll(DOCUMENTED_HOST, new URL(emulator.url).host);
}

const curls =
  blocks("sh")
    .join("")
    .match(/^curl (?:.*\\\n)*.*$/gm) ?? [];

test.each(curls)("%s is taken", async (command) => {
  const { stdout } = await run("sh", ["-c", here(command)]);
  const reply = JSON.parse(stdout) as object;
  expect(reply).not.toHaveProperty("error");
});

test.each(blocks("js").map((code) => [code]))(
  "Node.js example %# makes a key",
  async (code) => {
    // Below the project, so that the SDKs are found.
    const folder = join(__dirname, "../node_modules/.cache/documentation");
    const file = join(folder, `${process.pid}.js`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, here(code));
    try {
      const { stdout } = await run(process.execPath, [file]);
      const { json } = await new Client(emulator.url).control("GET", "keys");
      const [key] = json as { keyId: string; keyState: string }[];
      expect(stdout).toBe(`${key!.keyId} ${key!.keyState}\n`);
    } finally {
      rmSync(file);
    }
  },
);

test("the flags, paths, properties and kinds that are documented are those that there are", async () => {
  const { stdout } = program.run("--help");
  const flags = [...stdout.matchAll(/^ +(--[\w-]+)/gm)].map(([, flag]) => flag);
  for (const flag of flags) expect(text).toContain(`\`${flag}`);

  const client = new Client(emulator.url);
  const unknown = await client.control("GET", "nothing");
  const { error } = unknown.json as { error: string };
  const paths = [...error.matchAll(/\/_emulator\/([\w-]+)/g)].slice(1);
  expect(paths.length).toBeGreaterThan(5);
  for (const [, path] of paths) expect(text).toContain(`| \`${path}\` `);

  const refused = await client.control("POST", "faults", { kind: "?" });
  const kinds = [...JSON.stringify(refused.json).matchAll(/\\"([\w-]+)\\"/g)];
  expect(kinds.length).toBeGreaterThan(5);
  for (const [, kind] of kinds) expect(text).toContain(`| \`${kind}\` `);
});
