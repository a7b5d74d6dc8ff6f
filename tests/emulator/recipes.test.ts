import { DockerStandIn } from "./support/docker";
import { has, ReadersFolder } from "./support/documented";
import { pythonWithSdks } from "./support/python";
import { recipes, type Recipe } from "./support/recipes";
import { version } from "../../package.json";

/** Does what docs/emulator/test-suites.md says: writes its files and types its commands. */
let folder: ReadersFolder;
beforeEach(() => {
  folder = new ReadersFolder();
});
afterEach(() => folder.remove());

const found = recipes();

test("each language has a recipe, and those of programs outside Node.js one for containers", () => {
  expect(found.map(({ name }) => name)).toEqual([
    "Jest",
    "pytest",
    "pytest and a container",
    "Go",
    "Go and a container",
    "JUnit",
    "JUnit and a container",
  ]);
});

/** What each command needs on the machine. */
const TOOLS: Readonly<Record<string, string[]>> = {
  go: ["go", "version"],
  mvn: ["mvn", "--version"],
};

function isPossible({ command }: Recipe): boolean {
  const [tool = "", ...args] = TOOLS[command.split(" ")[0] ?? ""] ?? [];
  return command !== "" && (tool === "" || has(tool, ...args));
}

/** The outputs of Jest and pytest, Maven and Go about two tests that passed. */
const PASSED = /\b2 passed|Tests run: 2, Failures: 0, Errors: 0|^ok\s/m;

async function runTests(
  { files, command }: Recipe,
  env: Record<string, string> = {},
): Promise<void> {
  for (const [name, code] of Object.entries(files)) folder.write(name, code);
  // pip's script would name the interpreter by a path that it no longer has.
  const typed = command.startsWith("pytest")
    ? `'${await pythonWithSdks()}' -m ${command}`
    : command;
  const { code, stdout, stderr } = await folder.run(typed, {
    GOFLAGS: "-mod=mod",
    ...env,
  });
  if (code !== 0) throw new Error(stdout + stderr);
  expect(stdout + stderr).toMatch(PASSED);
}

const possible = found.filter(isPossible);
const inContainers = possible.filter(({ name }) => name.includes("container"));

test.each(possible.filter((recipe) => !inContainers.includes(recipe)))(
  "$name: the tests run as printed, and leave no emulator behind",
  async (recipe) => {
    await runTests(recipe);
    expect(folder.stillRunning()).toEqual([]);
  },
  600_000,
);

test.each(inContainers)(
  "$name: the tests run with a container of this version's image",
  async (recipe) => {
    const docker = await DockerStandIn.start();
    try {
      await runTests(recipe, docker.environment);
      const image = `ghcr.io/pulumi-cmk/kms-emulator:${version}`;
      expect(docker.images).toEqual([image]);
      expect(docker.running).toBe(0);
    } finally {
      await docker.stop();
    }
  },
  600_000,
);
