import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { ROOT } from "../support/paths";

/** What the workflows may and may not do, read from them as YAML. */
const FOLDER = join(ROOT, ".github/workflows");

type Permissions = Record<string, string>;

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions?: Permissions;
  needs?: string;
  steps: Step[];
}

interface Workflow {
  permissions?: Permissions;
  jobs: Record<string, Job>;
}

const FILES = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), "utf8");
  return { name, text, workflow: load(text) as Workflow };
});

const JOBS = FILES.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(
    ([job, value]) => [`${name}: ${job}`, value] as const,
  ),
);

const writes = ({ permissions = {} }: Job): string[] =>
  Object.keys(permissions).filter((name) => permissions[name] === "write");

/** What a job that may write must not do: install, build, or run what a dependency brings. */
const RUNS_OTHERS =
  /\b(npm (ci|i|install|run|exec|pack)|npx|pip|pipx|make|go (build|run|install|get)|python -m|node )\b|\.ci\//;

test.each(FILES)("$name gives no right to all of its jobs", ({ workflow }) => {
  expect(workflow.permissions).toEqual({});
});

test.each(FILES)(
  "every action of $name is a commit, with its version beside it",
  ({ text, workflow }) => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => uses ?? []),
    );
    expect(used.length).toBeGreaterThan(0);
    const lines = text.split("\n");
    for (const uses of used) {
      expect(uses).toMatch(/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/);
      for (const line of lines.filter((each) => each.includes(uses)))
        expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  },
);

test("one action is one commit in all workflows", () => {
  const uses = JOBS.flatMap(([, { steps }]) =>
    steps.flatMap(({ uses: each }) => each ?? []),
  );
  const names = new Set(uses.map((each) => each.split("@")[0]));
  expect(new Set(uses).size).toBe(names.size);
});

test.each(JOBS)("%s states its permissions", (_, { permissions }) => {
  expect(Object.keys(permissions ?? {})).not.toHaveLength(0);
});

test.each(JOBS.filter(([, job]) => writes(job).length > 0))(
  "%s may write, and installs, builds and runs nothing of others",
  (_, { steps }) => {
    for (const { run = "" } of steps) {
      // What an earlier job packed is published without its scripts.
      const own = run.replace(/npm publish --ignore-scripts/g, "");
      expect(own).not.toMatch(RUNS_OTHERS);
      expect(own).not.toMatch(/npm publish/);
    }
  },
);

test.each(JOBS)("%s may write to one place only", (_, job) => {
  const places = writes(job).filter((name) => name !== "id-token");
  expect(places.length).toBeLessThanOrEqual(1);
  if (places.includes("contents")) expect(writes(job)).toEqual(["contents"]);
});

test.each(JOBS)("%s leaves no token in its checkout", (_, { steps }) => {
  for (const step of steps)
    if (step.uses?.startsWith("actions/checkout@"))
      expect(step.with).toMatchObject({ "persist-credentials": false });
});

test.each(JOBS)("%s installs Python packages by hash only", (_, { steps }) => {
  for (const { run = "" } of steps) {
    expect(run).not.toMatch(/\bpipx\b/);
    for (const line of run
      .split("\n")
      .filter((each) => /pip install/.test(each)))
      expect(line).toContain("--require-hashes");
  }
});

test("what is published was built in one job, is attested, and was tested first", () => {
  const { jobs } = FILES.find(({ name }) => name === "release.yml")!.workflow;
  const chain = (name: string): string[] => {
    const needed = jobs[name]?.needs;
    return needed === undefined ? [name] : [name, ...chain(needed)];
  };
  for (const name of ["npm", "python", "image"])
    expect(chain(name)).toEqual([
      name,
      "release",
      "attest",
      "full-cli",
      "build",
    ]);
  const uploads = Object.entries(jobs).filter(([, { steps }]) =>
    steps.some(({ uses }) => uses?.startsWith("actions/upload-artifact@")),
  );
  expect(uploads.map(([name]) => name)).toEqual(["build"]);
  const attest = jobs["attest"]!.steps.find(({ uses }) =>
    uses?.startsWith("actions/attest@"),
  );
  for (const name of ["archives", "npm", "python", "image"])
    expect(attest?.with?.["subject-path"]).toContain(`artifacts/${name}/*`);
});
