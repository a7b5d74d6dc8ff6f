import { join } from "node:path";
import { askControl } from "../../emulator/testing/control";
import { EMULATOR_PAGES, blocksOf, place, textOf } from "../docs/pages";
import { Emulator } from "../support/emulator";
import { BIN } from "../support/paths";
import { run } from "../support/processes";

/** What docs/emulator says of the emulator itself. */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start({ alibabaRegions: ["cn-hangzhou"] });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const curls = blocksOf(EMULATOR_PAGES, "sh").flatMap((block) =>
  (block.code.match(/^curl (?:.*\\\n)*.*$/gm) ?? []).map(
    (command) => [place(block), command] as const,
  ),
);

test.each(curls)("%s: %s is taken", async (_, command) => {
  const here = command.replaceAll("127.0.0.1:4510", new URL(emulator.url).host);
  const { stdout } = await run("sh", ["-c", here]);
  expect(JSON.parse(stdout)).not.toHaveProperty("error");
});

const text = EMULATOR_PAGES.map(textOf).join("\n");

test("the flags, paths and kinds of faults that are documented are those that there are", async () => {
  const { stdout } = await run(join(BIN, "kms-emulator"), ["--help"]);
  const flags = [...stdout.matchAll(/^ +(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(flags.length).toBeGreaterThan(5);
  for (const flag of flags) expect(text).toContain(`\`${flag}`);

  const unknown = await refusal("GET", "nothing");
  const paths = [...unknown.matchAll(/\/_emulator\/([\w-]+)/g)].slice(1);
  expect(paths.length).toBeGreaterThan(5);
  for (const [, path] of paths) expect(text).toContain(`| \`${path}\` `);

  const refused = await refusal("POST", "faults", { kind: "?" });
  const kinds = [...refused.matchAll(/"([\w-]+)"/g)].filter(
    ([, kind]) => kind !== "?",
  );
  expect(kinds.length).toBeGreaterThan(5);
  for (const [, kind] of kinds) expect(text).toContain(`| \`${kind}\` `);
});

/** The error that the control surface answers. */
async function refusal(
  method: string,
  path: string,
  body?: object,
): Promise<string> {
  const { json } = await askControl(emulator.url, method, path, body);
  return (json as { error: string }).error;
}
