import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Stack } from "../support/engine";
import { BIN } from "../support/paths";
import { Workplace } from "../support/workplace";
import { textOf } from "./pages";

/** What the page says that Pulumi prints, the beginning of each point of its list. */
function printedTexts(): string[] {
  const section = textOf("docs/troubleshooting.md").split(
    "### The plugin is not installed",
  )[1];
  const list = section?.split("###")[0] ?? "";
  return [...list.matchAll(/^- `([^`]+)`/gm)].map(([, text = ""]) => text);
}

const KEY = { type: "cmk:Cmk", properties: { cloud: "alibaba" } };
const FROM_RELEASE = {
  version: "0.1.0",
  pluginDownloadURL: "github://api.github.com/pulumi-cmk/pulumi-cmk",
};
const DOWNLOADS = { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false" };

/** In the order of the page. */
const SITUATIONS: [program: object, env: Record<string, string>][] = [
  [{ resources: { key: KEY } }, DOWNLOADS],
  [{ resources: { key: { ...KEY, options: FROM_RELEASE } } }, DOWNLOADS],
  [{ resources: { key: KEY } }, {}],
  [
    {
      plugins: { providers: [{ name: "cmk", path: "./nowhere" }] },
      resources: { key: KEY },
    },
    {},
  ],
];

let workplace: Workplace;
let path: string;

beforeAll(() => {
  workplace = new Workplace();
  // The engine without the plugin that lies beside it.
  path = join(workplace.folder, "engine");
  mkdirSync(path);
  for (const name of ["pulumi", "pulumi-language-yaml"])
    symlinkSync(realpathSync(join(BIN, name)), join(path, name));
});
afterAll(() => {
  workplace.remove();
});

test("the page has a text for each situation", () => {
  expect(printedTexts()).toHaveLength(SITUATIONS.length);
});

test.each(SITUATIONS.map((situation, at) => [at, ...situation] as const))(
  "without the plugin, Pulumi prints the page's text %d",
  async (at, program, env) => {
    const stack = await Stack.create({
      program,
      workplace,
      installedPlugin: true,
      project: `missing-${String(at)}`,
      env: {
        PATH: path,
        // No network: nothing listens there.
        HTTPS_PROXY: "http://127.0.0.1:9",
        ...env,
      },
    });
    const { code, stdout, stderr } = await stack.attempt(["preview"]);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(printedTexts()[at]);
  },
);
