import {
  hiddenSteps,
  isSituations,
  silentDeletions,
  unplacedPrograms,
} from "./hidden";
import { itemsOf, WALKED_PAGES, type Block, type Item } from "./pages";

describe.each(WALKED_PAGES)("%s", (page) => {
  const items = itemsOf(page);

  test("no hidden step does what the reader must do", () => {
    expect(hiddenSteps(items)).toEqual([]);
  });

  test("no program deletes a key without a word", () => {
    expect(silentDeletions(items)).toEqual([]);
  });

  test("programs that replace each other say in which project", () => {
    expect(unplacedPrograms(items)).toEqual([]);
  });

  if (isSituations(page))
    test("shows no program that a hidden step could change", () => {
      const walked = items.filter(
        (item, at) =>
          item.kind === "block" && item.language === "yaml" && !isUnrun(at),
      );
      expect(walked).toEqual([]);
    });

  function isUnrun(at: number): boolean {
    const before = items[at - 1];
    return before?.kind === "note" && before.word === "unrun";
  }
});

const note = (word: string, text = "", prose = ""): Item => ({
  kind: "note",
  page: "page.md",
  line: 1,
  word,
  text,
  prose,
});

const program = (code: string, prose = ""): Block => ({
  kind: "block",
  page: "page.md",
  line: 1,
  language: "yaml",
  code,
  prose,
});

test.each([
  ["run", "pulumi up"],
  ["run", "pulumi config set cmk:cloud tencent"],
  ["run", "pulumi stack output x && pulumi up"],
  ["run", "cp Pulumi.yaml before.yaml"],
  ["run", "export KMS_HOST=127.0.0.1"],
  ["run", "cat x > Pulumi.yaml"],
  ["run", "aliyun kms ListKeys; pulumi up"],
  ["run", "node -r ts-node/register/transpile-only unseen.ts"],
  ["let", "id = pulumi import cmk:index:Cmk a b"],
  ["program", "resources: {}"],
  ["write", "Pulumi.yaml\nresources: {}"],
  ["write", "Pulumi.dev.yaml\nconfig: {}"],
  ["advance", "60"],
  ["project", ""],
  ["anything", ""],
])("a hidden %s: %s is refused", (word, text) => {
  expect(hiddenSteps([note(word, text)])).toHaveLength(1);
});

test.each([
  note("run", "aliyun kms DisableKey --KeyId k"),
  note("let", "id = pulumi stack output keyId"),
  note("let", "host = pulumi config get cmk:emulator | cut -d / -f 3"),
  note("prints", "keyState"),
  note("project", "", "In a project of its own:"),
])("surroundings may be hidden: $word $text", (item) => {
  expect(hiddenSteps([item])).toEqual([]);
});

test("a program that leaves out a key says so, or begins a project", () => {
  const two = program("resources:\n  a:\n    type: x\n  b:\n    type: x\n");
  const one = "resources:\n  a:\n    type: x\n";
  expect(silentDeletions([two, program(one)])).toEqual([
    "page.md:1 leaves out b",
  ]);
  expect(silentDeletions([two, program("resources: {}\n")])).toEqual([
    "page.md:1 leaves out a, b",
  ]);
  expect(
    silentDeletions([two, program(one, "Take it out of the program.")]),
  ).toEqual([]);
  expect(silentDeletions([two, note("project"), program(one)])).toEqual([]);
});

test("a first program that another one replaces says in which project it is", () => {
  const one = "resources:\n  a:\n    type: x\n";
  const up: Block = { ...program("pulumi up"), language: "sh" };
  const fault = "page.md:1 doesn't say in which project";
  expect(unplacedPrograms([program(one), program(one), up])).toEqual([fault]);
  const placed = program(one, "In a project of its own:");
  expect(unplacedPrograms([placed, program(one), up])).toEqual([]);
  expect(unplacedPrograms([program(one), up])).toEqual([]);
  expect(unplacedPrograms([program(one), program(one)])).toEqual([]);
  const begin = note("project");
  expect(unplacedPrograms([program(one), begin, program(one), up])).toEqual([]);
  expect(
    unplacedPrograms([placed, begin, program(one), program(one), up]),
  ).toEqual([fault]);
});
