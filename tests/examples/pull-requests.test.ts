import { summarize, type Plan } from "../../examples/pull-requests/summarize";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

function program(keys: Record<string, string>): string {
  const resources = Object.entries(keys).map(
    ([name, inputs]) =>
      `  ${name}: { type: cmk:Cmk, properties: { cloud: alibaba, ${inputs} } }`,
  );
  return ["resources:", ...resources].join("\n");
}

test("pull-requests: the comment names every key that the merge deletes, why, and its fate, before all else", async () => {
  const emulator = await Emulator.start();
  const stack = await Stack.create({
    connection: emulator.connection(),
    program: program({
      replaced: "spec: AES_256",
      changed: "description: old",
      removed: "deletionWindowInDays: 7",
      disabled: "deletionPolicy: DISABLE",
    }),
  });
  try {
    await stack.up();
    const idOf = async (name: string) => (await stack.resource(name)).id;
    const [replaced, removed, disabled] = await Promise.all(
      ["replaced", "removed", "disabled"].map(idOf),
    );
    stack.write(
      program({ replaced: "spec: SM4", changed: "description: new", made: "" }),
    );
    const done = await stack.run("preview", "--json");
    const comment = summarize(JSON.parse(done.stdout) as Plan);

    expect(comment).toMatch(/^## ⚠️ Keys that this change deletes: 3\n/);
    expect(comment.split("\n")).toEqual(
      expect.arrayContaining([
        `| replaced | \`${String(replaced)}\` | is replaced: spec | destroyed after 30 days |`,
        `| removed | \`${String(removed)}\` | is removed | destroyed after 7 days |`,
        `| disabled | \`${String(disabled)}\` | is removed | disabled and kept |`,
        "- create made",
        "- update changed: description",
      ]),
    );
    expect(comment).toMatch(/> \*\*replaced\*\* .*CancelKeyDeletion/);

    await stack.up();
    const nothing = await stack.run("preview", "--json");
    expect(summarize(JSON.parse(nothing.stdout) as Plan)).toBe(
      "## No key is deleted",
    );
  } finally {
    stack.remove();
    await emulator.stop();
  }
});
