/**
 * Runs examples/two-clouds as `runtime: nodejs` under the Pulumi CLI on PATH, against the emulator. Only the full CLI,
 * which brings the Node.js language host, can do it; the release workflow does.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Emulator, type Connection } from "../../tests/support/emulator";
import { ROOT } from "../../tests/support/paths";

const FOLDER = join(ROOT, "examples/two-clouds");

/** Stack config as `pulumi config set` arguments: a map is set member by member. */
function settings(config: Connection["config"]): string[][] {
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[key, value]]
      : Object.entries(value).map(([member, text]) => [
          "--path",
          `${key}["${member}"]`,
          text,
        ]),
  );
}

const CREDENTIALS = [
  ["alibabaAccessKeyId", "emulator"],
  ["--secret", "alibabaAccessKeySecret", "emulator-secret"],
  ["tencentSecretId", "emulator"],
  ["--secret", "tencentSecretKey", "emulator-secret"],
];

async function main(): Promise<void> {
  const emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "cn-beijing"],
  });
  const pulumi = (...args: string[]) =>
    execFileSync("pulumi", [...args, "--cwd", FOLDER, "--non-interactive"], {
      stdio: "inherit",
    });
  try {
    pulumi("stack", "init", "release");
    const { config } = emulator.connection();
    for (const setting of [...settings(config), ...CREDENTIALS])
      pulumi("config", "set", ...setting);
    pulumi("up", "--yes", "--skip-preview");
    pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    const keys = await emulator.keys();
    if (keys.length !== 4)
      throw new Error(`the emulator holds ${String(keys.length)} keys, not 4`);
    pulumi("destroy", "--yes", "--skip-preview");
  } finally {
    await emulator.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
