import { blocksOf } from "../docs/pages";
import { Emulator } from "../support/emulator";
import { has, ReadersFolder } from "./support/documented";
import { pythonWithSdks } from "./support/python";

/** The examples of docs/emulator/clients.md, as printed but for the port. */
let emulator: Emulator;
let folder: ReadersFolder;

beforeAll(async () => {
  emulator = await Emulator.start();
  folder = new ReadersFolder();
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await emulator.stop();
  folder.remove();
});

/** Writes an example and gives the command that runs it. */
const LANGUAGES: Readonly<
  Record<string, (code: string, at: number) => string | Promise<string>>
> = {
  js: (code, at) => {
    folder.write(`example-${at}.js`, code);
    return `node example-${at}.js`;
  },
  python: async (code, at) => {
    folder.write(`example_${at}.py`, code);
    return `'${await pythonWithSdks()}' example_${at}.py`;
  },
  go: (code, at) => {
    folder.write(`example-${at}/main.go`, code);
    return `gofmt -l . >&2 && go run -mod=mod ./example-${at}`;
  },
  java: (code, at) => {
    folder.write(`example-${at}/Key.java`, code);
    const classes = "target/classpath";
    return `mvn -B -q dependency:build-classpath -Dmdep.outputFile=${classes} >&2 &&
      java -cp "$(cat ${classes})" example-${at}/Key.java`;
  },
};

const PAGE = "docs/emulator/clients.md";
const HERE: Readonly<Record<string, boolean>> = {
  js: true,
  python: true,
  go: has("go", "version"),
  java: has("mvn", "--version"),
};

const examples = Object.keys(LANGUAGES).flatMap((language) =>
  blocksOf([PAGE], language).map(({ code }, at) => ({ language, at, code })),
);

test("each language has an example for each cloud", () => {
  expect(examples.map(({ language }) => language)).toEqual(
    Object.keys(LANGUAGES).flatMap((language) => [language, language]),
  );
});

test.each(examples.filter(({ language }) => HERE[language]))(
  "$language, example $at makes a key",
  async ({ language, at, code }) => {
    const { host } = new URL(emulator.url);
    const printed = code.replaceAll("127.0.0.1:4510", host);
    const command = await LANGUAGES[language]!(printed, at);
    const done = await folder.run(command);
    const [key] = await emulator.keys();
    expect(done).toMatchObject({
      code: 0,
      stdout: `${key?.keyId} ${key?.keyState}\n`,
    });
  },
  600_000,
);
