import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/processes";
import { CodeHost } from "./code-host";
import { LINES, STEPS, work as workOn, type Runner } from "./review-run";

/** A preview that removes a key, instead of Pulumi's. */
const PLAN = JSON.stringify({
  steps: [
    {
      op: "delete",
      urn: "urn:pulumi:prod::keys::cmk:index:Cmk::ledger",
      oldState: { type: "cmk:index:Cmk", id: "alibaba/cn-hangzhou/key-1" },
    },
  ],
});
const DESTROYS = /^## 🛑 This change destroys 1 key\n/;

let folder: string;
let github: CodeHost;
let gitlab: CodeHost;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmk-review-"));
  github = await CodeHost.start("github");
  gitlab = await CodeHost.start("gitlab");
});

afterEach(() => {
  github.stop();
  gitlab.stop();
  rmSync(folder, { recursive: true });
});

function work(runner: Partial<Runner> = {}) {
  const env = { PATH: process.env["PATH"] ?? "", ...runner.env };
  const pulumi = `[ "$1" = install ] || echo '${PLAN}'`;
  const commands = { pulumi };
  return workOn({ folder, host: github, commands, ...runner, env });
}

test.each(["github", "gitlab"])(
  "on %s, a request has one comment of each stack, which nobody else could have made",
  async (kind) => {
    const [host, steps] = kind === "github" ? [github, STEPS] : [gitlab, LINES];
    // More than a page of the host's answers.
    host.fill(101);
    await work({ host, steps });
    const { body } = host.comments.at(-1)!;
    host.comments.unshift({ id: 1, body, mine: false });
    const again = await work({ host, steps });
    expect(again.code).toBe(3);
    expect(again.comment).toMatch(DESTROYS);
    const dev = steps.map(({ always, command }) => ({
      always,
      command: command.replace("--stack prod", "--stack dev"),
    }));
    await work({ host, steps: dev });
    expect(host.comments).toHaveLength(104);

    host.label("destroys-keys");
    expect((await work({ host, steps })).code).toBe(0);
  },
);

test("on Pulumi Deployments the pull request is that of the commit, or of GitHub's merge of it", async () => {
  const { GITHUB_API_URL = "", GITHUB_TOKEN = "" } = github.environment();
  const env = {
    ...{ GITHUB_API_URL, GITHUB_TOKEN, GITHUB_ACTIONS: "" },
    PULUMI_CI_SYSTEM: "Pulumi Deployments",
    PULUMI_CI_OPERATION: "preview",
  };
  const commit = async (...commands: string[]) => {
    const line = [...commands, "git rev-parse change"].join(" && ");
    const { code, stdout } = await run("sh", ["-c", line], { cwd: folder });
    expect(code).toBe(0);
    github.commit = stdout.trim().split("\n").at(-1) ?? "";
  };
  await commit(
    "git init -q",
    "git config user.name test",
    "git config user.email test@example.com",
    "git remote add origin https://github.com/owner/repository.git",
    "git commit -q --allow-empty -m base",
    "git checkout -q -b change",
    "git commit -q --allow-empty -m change",
  );
  const first = await work({ env });
  expect(first.code).toBe(3);
  expect(first.comment).toMatch(DESTROYS);
  await commit("git checkout -q -", "git merge -q --no-ff -m merge change");
  github.label("destroys-keys");
  expect((await work({ env })).code).toBe(0);
  expect(github.comments).toHaveLength(1);
  github.commit = "";
  expect((await work({ env })).code).toBe(3);
  const update = { ...env, PULUMI_CI_OPERATION: "update" };
  expect(await work({ env: update })).toMatchObject({ code: 0, printed: "" });
});

test("where the host refuses, the review fails, and the log has all", async () => {
  const { code, printed } = await work({ env: { GITHUB_TOKEN: "wrong" } });
  expect(code).toBe(1);
  expect(printed).toMatch(/\/labels\S*: 401/);
  expect(printed).toMatch(DESTROYS);
});

test("where there is no request, as on a push, the guard holds all the same", async () => {
  const env = { GITHUB_REF: "refs/heads/main" };
  expect((await work({ env })).code).toBe(3);
  expect(github.comments).toEqual([]);
});

test("where there is no pulumi, the review fails", async () => {
  const commands = { pulumi: "exit 127" };
  const { code, comment } = await work({ commands });
  expect(code).toBe(127);
  expect(comment).toMatch(/^## ⚠️ The preview failed: /);
});

test.each([
  ["--help", 0, /^Usage: .*--stack NAME.*--label LABEL.*with\n3 if/s],
  ["", 1, /^--stack is missing\. `node .*--help` lists the options\.\n$/],
  ["--stack prod --label=", 1, /^--label is missing\. `.*\n$/],
  ["--stak prod", 1, /^Unknown option '--stak'\. `node .*\n$/],
  ["--stack", 1, /^Option '--stack <value>' argument missing\. `.*\n$/],
])(
  "with the arguments %j the review ends with %i",
  async (args, code, text) => {
    const step = { always: false, command: `node review/main.ts ${args}` };
    const done = await work({ steps: [step] });
    expect(done).toMatchObject({ code, comment: "" });
    expect(done.printed).toMatch(text);
  },
);
