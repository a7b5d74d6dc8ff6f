import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { load } from "js-yaml";
import { BIN, ROOT } from "../support/paths";

/** The emulator's image, as far as it can be seen without a container runtime. */
const dockerfile = readFileSync(join(ROOT, "emulator/Dockerfile"), "utf8");

function listOf(instruction: string): string[] {
  const found = new RegExp(`${instruction} (\\[.*\\])$`, "m").exec(dockerfile);
  return JSON.parse(found?.[1] ?? "") as string[];
}

test("it runs as nobody's root, installs nothing, and holds what the package holds", () => {
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).not.toMatch(/^RUN /m);
  expect(dockerfile).toMatch(/^COPY dist \/kms-emulator\/dist$/m);
});

test("its command starts the emulator, and its health check finds that running, and not when it is gone", async () => {
  const [, , ...flags] = listOf("ENTRYPOINT");
  const port = "--port=0";
  const program = spawn(
    join(BIN, "kms-emulator"),
    [...flags, port, "--quiet"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [line] = (await once(createInterface(program.stdout), "line")) as [
    string,
  ];
  const { port: taken } = new URL(line.split(" ").pop() ?? "");
  const [node = "", ...check] = listOf("CMD").map((word) =>
    word.replace("4510", taken),
  );
  const checked = () => {
    try {
      execFileSync(node, check);
      return 0;
    } catch (error) {
      return (error as { status: number }).status;
    }
  };
  expect(checked()).toBe(0);
  program.kill("SIGTERM");
  await once(program, "exit");
  expect(checked()).toBe(1);
});

test("the examples' compose file names this version's image and publishes on loopback only", () => {
  const { services } = load(
    readFileSync(join(ROOT, "examples/compose.yaml"), "utf8"),
  ) as { services: Record<string, { image: string; ports: string[] }> };
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  const emulator = services["kms-emulator"];
  expect(emulator?.image.split(":")[1]).toBe(version);
  expect(emulator?.ports).not.toHaveLength(0);
  for (const port of emulator?.ports ?? [])
    expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
});

/** The image with Pulumi and the plugin, for the Kubernetes operator and Pulumi Deployments. */
const withPlugin = readFileSync(join(ROOT, "tools/release/Dockerfile"), "utf8");

test("the plugin's image runs nothing while it is built, and is of the Pulumi that the tests use", () => {
  expect(withPlugin).not.toMatch(/^(RUN|USER) /m);
  const { dependencies } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { dependencies: Record<string, string> };
  const [, pulumi] =
    /^FROM pulumi\/pulumi:([\d.]+)-nonroot$/m.exec(withPlugin) ?? [];
  expect(pulumi).toBe(dependencies["@pulumi/pulumi"]);
});

test("the release builds both images and publishes what it built", () => {
  const { jobs } = load(
    readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8"),
  ) as { jobs: Record<string, { steps: { run?: string }[] }> };
  const commands = (job: string) =>
    jobs[job]?.steps.map(({ run = "" }) => run).join("\n") ?? "";
  const built = [...commands("build").matchAll(/^build ([\w-]+) /gm)];
  const [, published] =
    /^for image in (.*); do$/m.exec(commands("image")) ?? [];
  expect(built.map(([, name]) => name)).toEqual(["kms-emulator", "pulumi-cmk"]);
  expect(published?.split(" ")).toEqual(built.map(([, name]) => name));
});
