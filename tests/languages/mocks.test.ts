import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blocksOf } from "../docs/pages";
import { run } from "../support/processes";
import { installForNode, nodeCommand } from "./node-project";

const PAGE = "docs/how-to/first-key.md";

test.each([
  ["as it is shown", "key-orders", 0, "pass 1"],
  ["with another id expected", "key-other", 1, "key-other"],
])(
  "the page's unit test, %s, runs its program with mocks",
  async (_, id, code, printed) => {
    const [program, unitTest] = blocksOf([PAGE], "typescript");
    const folder = mkdtempSync(join(tmpdir(), "cmk-mocks-"));
    try {
      installForNode(folder);
      writeFileSync(join(folder, "index.ts"), program?.code ?? "");
      const text = unitTest?.code.replace('"key-orders"', `"${id}"`);
      writeFileSync(join(folder, "index.test.ts"), text ?? "");
      const [command = "", ...args] = nodeCommand("index.test.ts");
      const done = await run(command, args, { cwd: folder });
      expect(done).toMatchObject({ code });
      expect(done.stdout).toContain(printed);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
