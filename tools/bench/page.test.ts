import { readFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "./page";
import { figure, type Section } from "./section";

const README = readFileSync(join(__dirname, "../../README.md"), "utf8")
  .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
  .replace(/[*|]/g, "")
  .replace(/\s+/g, " ");

const SECTION: Section = {
  title: "Stacks",
  text: "What was measured.",
  tables: [{ caption: "1 key", head: ["Cloud"], rows: [["Alibaba Cloud"]] }],
  figures: [
    figure("1,000 keys, Alibaba Cloud, preview", "×", [1.04, 1.02, 1.08]),
    figure("1,000 keys, Tencent Cloud, preview", "×", [1.01]),
    figure("refresh of 1,000 keys, Tencent Cloud", "calls", [29]),
  ],
};

function pageBeside(...then: number[]): string {
  const [alibaba = 0, calls = 0] = then;
  return page([SECTION], {
    of: "version 0.0.9",
    figures: [
      figure("1,000 keys, Alibaba Cloud, preview", "×", [alibaba]),
      figure("refresh of 1,000 keys, Tencent Cloud", "calls", [calls]),
    ],
  });
}

test("each claim that the page measures is in the README, word for word", () => {
  const quotes = [...pageBeside().matchAll(/“([^”]*)”/g)];
  expect(quotes.length).toBeGreaterThan(0);
  for (const [, quote] of quotes) expect(README).toContain(quote);
});

test("the page begins with what was measured, and its tables are folded", () => {
  const text = pageBeside();
  expect(text).toContain("without changes | **1.01 to 1.04 ×** |");
  expect(text).toMatch(/<summary>1 key<\/summary>\n\n\| Cloud \|/);
});

test("what has moved since the last release is named, beyond its spread", () => {
  expect(pageBeside(1.3, 29)).toContain("| 1.30 × | 1.04 × |");
  expect(pageBeside(1.08, 29)).toContain("None of 2 figures differs");
  expect(pageBeside(1.04, 252)).toContain("| 252 | 29 |");
});
