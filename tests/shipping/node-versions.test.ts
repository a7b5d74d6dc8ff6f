import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import emulator from "../../emulator/package.json";
import { devDependencies, engines } from "../../package.json";
import { ROOT } from "../support/paths";

/** The oldest Node.js that the project runs on is the same wherever it is stated, and CI tests it. */
const OLDEST = Number(engines.node.replace(">=", ""));

const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");

test.each([
  "README.md",
  "CONTRIBUTING.md",
  "Makefile",
  "docs/installation.md",
  "docs/emulator/README.md",
  "docs/how-to/first-key.md",
])("%s states it", (path) => {
  const stated = /Node\.js (\d+) or newer/.exec(textOf(path))?.[1];
  expect(Number(stated)).toBe(OLDEST);
});

test("the emulator's package states it", () => {
  expect(emulator.engines.node).toBe(engines.node);
});

test("the types are those of the oldest one", () => {
  expect(devDependencies["@types/node"].split(".")[0]).toBe(String(OLDEST));
});

test("CI runs the tests on it, and on newer ones", () => {
  const workflow = load(textOf(".github/workflows/test.yml")) as {
    jobs: { test: { strategy: { matrix: { node: number[] } } } };
  };
  const versions = workflow.jobs.test.strategy.matrix.node;
  expect(Math.min(...versions)).toBe(OLDEST);
  expect(versions.length).toBeGreaterThan(1);
  const tested = /on Node\.js ([\d, and]+), as/.exec(textOf("CONTRIBUTING.md"));
  expect(tested?.[1]?.match(/\d+/g)?.map(Number)).toEqual(versions);
});
