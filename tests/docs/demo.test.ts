import { ROOT } from "../support/paths";
import { run } from "../support/processes";
import { blocksOf } from "./pages";

/** Each line of a page's example, in its order; `…` stands for anything. */
function missing(expected: string, printed: string): string[] {
  let rest = printed;
  return expected
    .split(/\n|…/)
    .map((part) => part.trim())
    .filter((part) => {
      const at = rest.indexOf(part);
      if (at >= 0) rest = rest.slice(at + part.length);
      return at < 0;
    });
}

test("make demo prints what the README says", async () => {
  const expected = blocksOf(["README.md"], "text").find(({ code }) =>
    code.startsWith("$ pulumi preview"),
  );
  const ts = ["-r", "ts-node/register/transpile-only"];
  const demo = await run(process.execPath, [...ts, "tools/demo.ts"], {
    cwd: ROOT,
  });
  expect(demo).toMatchObject({ code: 0, stderr: "" });
  expect(missing(expected?.code ?? "?", demo.stdout)).toEqual([]);
});
