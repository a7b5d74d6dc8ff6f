import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { BIN, EXAMPLES, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { Workplace } from "../support/workplace";

/** A PATH with the engine and what the launcher needs, and without Node.js. */
function bareCommands(): string {
  const folder = mkdtempSync(join(tmpdir(), "cmk-path-"));
  for (const name of ["pulumi", "pulumi-language-yaml"])
    symlinkSync(join(BIN, name), join(folder, name));
  for (const name of ["sh", "readlink"])
    symlinkSync(join("/bin", name), join(folder, name));
  return folder;
}

async function packed(): Promise<{ version: string; path: string }> {
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  const dist = ["-r", "ts-node/register/transpile-only", "tools/dist.ts"];
  const done = await run(process.execPath, [...dist, "linux-amd64"], {
    cwd: ROOT,
  });
  expect(done).toMatchObject({ code: 0, stderr: "" });
  const name = `pulumi-resource-cmk-v${version}-linux-amd64.tar.gz`;
  return { version, path: join(ROOT, "dist/release", name) };
}

/** Pulumi finds what the image's Dockerfile unpacks, without installing it. */
async function expectUnpackedPluginIsFound(
  version: string,
  path: string,
): Promise<void> {
  const dockerfile = readFileSync(
    join(ROOT, "tools/release/Dockerfile"),
    "utf8",
  )
    .replaceAll("${VERSION}", version)
    .replaceAll("${TARGETARCH}", "amd64");
  const [, name = "", folder = ""] =
    /^ADD \S+ (\S+) \/home\/pulumi\/\.pulumi\/(\S+)\/$/m.exec(dockerfile) ?? [];
  expect(basename(path)).toBe(name);
  const workplace = new Workplace();
  const plugins = join(workplace.home, folder);
  mkdirSync(plugins, { recursive: true });
  await run("tar", ["-xzf", path, "-C", plugins]);
  const listed = await run(join(BIN, "pulumi"), ["plugin", "ls", "--json"], {
    env: workplace.environment(),
  });
  workplace.remove();
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: "cmk", version }]);
}

const PLACES = [
  ["alibaba", "cn-hangzhou"],
  ["tencent", "ap-singapore"],
] as const;

const onLinux = process.platform === "linux" && process.arch === "x64";

(onLinux ? test : test.skip)(
  "the Linux archive, installed by Pulumi, makes keys and verifies on a machine without Node.js",
  async () => {
    const { version, path } = await packed();
    const workplace = new Workplace();
    const commands = bareCommands();
    const emulator = await Emulator.start();
    try {
      const install = ["plugin", "install", "resource", "cmk", version];
      const installed = await run(
        join(BIN, "pulumi"),
        [...install, "--file", path],
        { env: workplace.environment() },
      );
      expect(installed.code).toBe(0);

      await expectUnpackedPluginIsFound(version, path);

      // As the release workflow does it.
      const schema = `pulumi package get-schema cmk@${version} | "${process.execPath}" tools/release/same-schema.mjs`;
      const compared = await run("sh", ["-c", schema], {
        cwd: ROOT,
        env: workplace.environment({ PATH: commands }),
      });
      expect(compared).toMatchObject({ code: 0, stderr: "" });

      const program = join(EXAMPLES, "snippets/both-clouds/program.yaml");
      const stack = await Stack.create({
        program: readFileSync(program, "utf8"),
        connection: emulator.connection(),
        env: { PATH: commands },
        installedPlugin: true,
        workplace,
      });
      await stack.up();
      expect(await emulator.keys()).toHaveLength(2);

      // Beside the plugin; nobody agrees to what it would do.
      const folder = join(workplace.home, `plugins/resource-cmk-v${version}`);
      for (const [cloud, region] of PLACES) {
        const place = ["--cloud", cloud, "--region", region];
        const asked = await run(
          join(folder, "kms-verify"),
          [...place, "--emulator", emulator.url],
          { cwd: workplace.folder, env: { PATH: commands } },
        );
        expect(asked).toMatchObject({ code: 0, stderr: "" });
        expect(asked.stdout).toMatch(
          new RegExp(`account 100000000001, ${region}`),
        );
      }
      expect(await emulator.keys()).toHaveLength(2);
    } finally {
      await emulator.stop();
      workplace.remove();
      rmSync(commands, { recursive: true });
    }
  },
  300_000,
);
