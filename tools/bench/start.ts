import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, ROOT } from "../../tests/support/paths";
import { ProviderClient } from "../../tests/support/provider-client";
import { PLUGIN } from "../bundle";
import { launcher } from "../launcher";
import { nodeBinary } from "../release/node-binary";
import { PLATFORMS } from "../release/platforms";
import { median, ms, times, type Section } from "./section";

const REPEATS = 30;

interface Start {
  what: string;
  command: string[];
  /** The row that this one is compared with; none for bare Node.js. */
  beside?: string;
}

/** Milliseconds from spawning a program to its first line, and to the provider's first answer. */
interface Times {
  line: number;
  answer: number;
}

/** Node.js that prints a line, our plugin in bin/, and what a release archive holds. */
function starts(folder: string): Start[] {
  const bare = join(folder, "bare.js");
  writeFileSync(bare, 'process.stdout.write("1\\n")');
  const version = (node: string) =>
    execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  const pair = (what: string, node: string, plugin: string): Start[] => {
    const beside = `bare Node.js ${version(node)}`;
    return [
      { what: beside, command: [node, bare] },
      { what, command: [plugin], beside },
    ];
  };
  const release = releaseIn(folder);
  return [
    ...pair(
      "bin/pulumi-resource-cmk",
      "node",
      join(BIN, "pulumi-resource-cmk"),
    ),
    ...(release
      ? pair(
          "what make dist ships",
          join(release, "node"),
          join(release, "pulumi-resource-cmk"),
        )
      : []),
  ];
}

/** The plugin as a release archive holds it, Node.js included; undefined on a system that none is made for. */
function releaseIn(folder: string): string | undefined {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const platform = PLATFORMS.find(
    (each) => each.os === os && each.arch === arch,
  );
  if (!platform) return undefined;
  const node = nodeBinary(platform);
  writeFileSync(join(folder, node.name), node.contents, { mode: 0o755 });
  cpSync(join(ROOT, "dist", PLUGIN.name), join(folder, "plugin"), {
    recursive: true,
    filter: (path) => !path.endsWith("compiled"),
  });
  const script = launcher(`"$here/node" "$here/plugin/${PLUGIN.main}"`);
  writeFileSync(join(folder, PLUGIN.name), script, { mode: 0o755 });
  return folder;
}

async function time({ command, beside }: Start): Promise<Times> {
  const [program = "", ...args] = command;
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("error", reject);
  });
  const line = performance.now() - begun;
  let answer = line;
  if (beside !== undefined) {
    const client = new ProviderClient(Number(port.toString()));
    await client.handshake();
    answer = performance.now() - begun;
    client.close();
  }
  child.kill("SIGTERM");
  await ended;
  return { line, answer };
}

/** Takes some 10 seconds. */
export async function benchStart(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "cmk-start-"));
  try {
    const all = starts(folder);
    const taken = new Map<string, Times[]>(all.map(({ what }) => [what, []]));
    // In turn, so that what else the machine does meets all alike.
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (const start of all) taken.get(start.what)?.push(await time(start));
    const of = (what: string, which: keyof Times) =>
      (taken.get(what) ?? []).map((times) => times[which]);
    const rows = all.map(({ what, beside }) => {
      const [line, answer] = [of(what, "line"), of(what, "answer")];
      const bare = beside === undefined ? [] : of(beside, "line");
      return beside === undefined
        ? [what, ms(median(line)), ms(Math.min(...line)), "–", "–"]
        : [
            what,
            ms(median(line)),
            ms(Math.min(...line)),
            times(median(line) / median(bare)),
            ms(median(answer)),
          ];
    });
    return { title: "Start", text: TEXT, tables: [{ head: HEAD, rows }] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TEXT = `From spawning the process to the line with its port (for bare Node.js: to a line), the median and the least of ${REPEATS}
starts each, taken in turn. gRPC is loaded after that line, while the engine reads it and connects; the first answer comes when
it is there. Every command of Pulumi starts the plugin once or twice.`;

const HEAD = [
  "Program",
  "Port",
  "Least",
  "Ratio to bare Node.js",
  "First answer",
];
