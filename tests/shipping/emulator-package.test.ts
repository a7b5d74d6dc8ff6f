import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { KeyView } from "../../emulator/clouds";
import { control } from "../../emulator/testing/control";
import { blocksOf } from "../docs/pages";
import { pythonWithSdks, runPython } from "../emulator/support/python";
import { hasBrowser, openBrowser } from "../support/browser";
import { ROOT } from "../support/paths";

let folder: string;
let tarball: string;
let unpackedSize: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kms-emulator-"));
  const args = ["pack", "--workspace", "kms-emulator", "--json"];
  const stdout = execFileSync("npm", [...args, "--pack-destination", folder], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  }).toString();
  const name = /"filename": "([^"]+)"/.exec(stdout)?.[1] ?? "";
  tarball = join(folder, name);
  unpackedSize = Number(/"unpackedSize": (\d+)/.exec(stdout)?.[1]);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("from an empty folder npx runs the package, and both vendors' Python SDKs make keys there", async () => {
  const python = await pythonWithSdks();
  const empty = mkdtempSync(join(folder, "empty-"));
  const args = ["--yes", "--offline", `--package=${tarball}`, "kms-emulator"];
  const npx = spawn("npx", [...args, "--quiet", "--port", "0"], {
    cwd: empty,
    env: { ...process.env, npm_config_cache: join(folder, "cache") },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    const lines = createInterface({ input: npx.stdout });
    const [line] = (await once(lines, "line")) as [string];
    const url = /^kms-emulator listening on (http:\S+)$/.exec(line)?.[1] ?? "";
    const printed: string[] = [];
    for (const { code } of blocksOf(["docs/emulator/clients.md"], "python")) {
      const here = code.replaceAll("127.0.0.1:4510", new URL(url).host);
      printed.push(await runPython(python, "-c", here));
    }
    const keys = await control<KeyView[]>(url, "GET", "keys");
    expect(keys.map(({ cloud }) => cloud)).toEqual(["alibaba", "tencent"]);
    expect(printed).toEqual(
      keys.map(({ keyId, keyState }) => `${keyId} ${keyState}\n`),
    );
    if (hasBrowser) {
      const rows = await rowsOfPage(url);
      for (const { keyId } of keys)
        expect(rows).toContainEqual(expect.stringContaining(keyId));
    }
  } finally {
    process.kill(-npx.pid!, "SIGTERM");
  }
}, 600_000);

/** The rows that the package's page has of keys, once there is one. */
async function rowsOfPage(url: string): Promise<string[]> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const rows = page.locator("tbody tr");
    await rows.first().waitFor();
    return await rows.allInnerTexts();
  } finally {
    await browser.close();
  }
}

test("the package is small, and installs nothing else", () => {
  const MEGABYTE = 1_000_000;
  expect(unpackedSize).toBeLessThan(5 * MEGABYTE);
  const { dependencies } = JSON.parse(
    execFileSync("tar", ["-xzOf", tarball, "package/package.json"]).toString(),
  ) as { dependencies?: object };
  expect(dependencies).toBeUndefined();
});

test("the package holds its program, types and licences, and neither tests nor sources", () => {
  const listed = execFileSync("tar", ["-tzf", tarball]).toString().split("\n");
  for (const name of [
    "LICENSE",
    "README.md",
    "package.json",
    "dist/main.mjs",
    "dist/index.mjs",
    "dist/NOTICES.txt",
    "dist/page/index.html",
    "dist/page/page.js",
    "dist/page/style.css",
    "dist/page/icon.svg",
    "dist/types/index.d.ts",
  ])
    expect(listed).toContain(`package/${name}`);
  expect(listed.filter((name) => /test|(?<!\.d)\.ts$/.test(name))).toEqual([]);
});

test("its version is that of all the others, and its API starts an emulator", () => {
  const version = (path: string) =>
    (JSON.parse(readFileSync(join(ROOT, path), "utf8")) as { version: string })
      .version;
  expect(version("emulator/package.json")).toBe(version("package.json"));
  const user = mkdtempSync(join(folder, "user-"));
  execFileSync("npm", ["install", "--offline", "--no-audit", tarball], {
    cwd: user,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const program = join(user, "program.mjs");
  writeFileSync(
    program,
    `import { start } from "kms-emulator";
     const emulator = await start();
     console.log(emulator.url);
     await emulator.close();`,
  );
  const stdout = execFileSync(process.execPath, [program]).toString();
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  writeFileSync(
    join(user, "typed.mts"),
    `import { start, type Emulator } from "kms-emulator";
     const emulator: Emulator = await start({ port: 0, regions: { alibaba: ["cn-hangzhou"] } });
     await emulator.close();`,
  );
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const strict = ["--strict", "--noEmit", "--module", "nodenext"];
  execFileSync(process.execPath, [tsc, ...strict, "typed.mts"], {
    cwd: user,
  });
}, 120_000);
