import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../support/paths";
import { exampleText, settingsOf } from "../support/examples-readme";

/** Examples with a program, each with the files that may read config or make keys. */
const PROGRAMS = readdirSync(EXAMPLES).filter((name) =>
  existsSync(join(EXAMPLES, name, "Pulumi.yaml")),
);
const SOURCES = [
  "Pulumi.yaml",
  "infrastructure.ts",
  "alibaba.ts",
  "tencent.ts",
  "__main__.py",
  "keys/keys.go",
];

function sourcesOf(example: string): string {
  return SOURCES.map((name) => join(example, name))
    .filter((path) => existsSync(join(EXAMPLES, path)))
    .map(exampleText)
    .join("\n");
}

interface Setting {
  hasDefault: boolean;
  /** Of several values, which the CLI takes one by one, by their paths. */
  isStructured: boolean;
}

/** What is below `config:` of a Pulumi.yaml. */
function configOf(example: string): Map<string, Setting> {
  const [, config = ""] =
    /^config:\n((?: .*\n|\n)*)/m.exec(exampleText(`${example}/Pulumi.yaml`)) ??
    [];
  const parts = config.split(/^ {2}(?=\w)/m).slice(1);
  return new Map(
    parts.map((part) => [
      part.split(":")[0] ?? "",
      {
        hasDefault: /^ {4}default:/m.test(part),
        isStructured: /^ {4}type: (array|object)$/m.test(part),
      },
    ]),
  );
}

test.each(PROGRAMS)(
  "%s: README says how to set what it asks for",
  (example) => {
    const config = configOf(example);
    const asked = [
      ...sourcesOf(example).matchAll(
        /config\.(?:require|get)(?:Secret|Boolean|Object)*\("(\w+)"\)/g,
      ),
    ].map(([, name = ""]) => name);
    const own = asked.filter((name) => !/Endpoint|Region$/.test(name));
    expect([...config.keys()]).toEqual(expect.arrayContaining(own));

    const required = [...config].filter(([, { hasDefault }]) => !hasDefault);
    if (required.length === 0) return;
    const typed = settingsOf(example).join("");
    for (const [name, { isStructured }] of required)
      expect(typed).toMatch(
        isStructured
          ? new RegExp(`config set --path '?${name}[.[]`)
          : new RegExp(`config set (--secret )?${name}\\b`),
      );
  },
);

test("no two examples give one alias, as they may share an account", () => {
  const aliases = PROGRAMS.flatMap((example) =>
    [...sourcesOf(example).matchAll(/\balias["']?[:=]\s*"?([\w-]+)/g)].map(
      ([, alias = ""]) => alias,
    ),
  );
  expect(aliases.length).toBeGreaterThan(3);
  expect(new Set(aliases).size).toBe(aliases.length);
});
