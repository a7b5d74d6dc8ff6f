import { execFileSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump, load, loadAll } from "js-yaml";
import { infrastructure } from "../../examples/teams/infrastructure";
import { failuresOf } from "../docs/commands";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { inlineStack } from "../support/inline";
import { EXAMPLES, ROOT } from "../support/paths";

const FOLDER = join(EXAMPLES, "teams");

/** A member's type in Kubernetes, the members of an object, or those of each value of a map. */
type Shape = "string" | "integer" | "boolean" | "any" | Members | [Members];
interface Members {
  [name: string]: Shape;
}

/**
 * What the manifests use of the operator's own kinds, in their published definitions, 2.9. A member with ! is required.
 * The operator's objects are not strict: a member that is misspelt would be left out without a word.
 */
const KINDS: Readonly<Record<string, Members>> = {
  Program: {
    program: {
      resources: [{ type: "string", properties: "any", options: "any" }],
      outputs: "any",
    },
  },
  Stack: {
    spec: {
      "stack!": "string",
      serviceAccountName: "string",
      programRef: { "name!": "string" },
      backend: "string",
      config: "any",
      refresh: "boolean",
      continueResyncOnCommitMatch: "boolean",
      resyncFrequencySeconds: "integer",
      workspaceReclaimPolicy: "string",
      envRefs: [
        { "type!": "string", secret: { "name!": "string", "key!": "string" } },
      ],
      workspaceTemplate: {
        spec: { image: "string", securityProfile: "string", resources: "any" },
      },
    },
  },
};

/** Where a value does not have its shape. */
function faults(value: unknown, shape: Shape, path: string): string[] {
  if (shape === "any") return [];
  if (shape === "integer") return Number.isInteger(value) ? [] : [path];
  if (typeof shape === "string") return typeof value === shape ? [] : [path];
  if (typeof value !== "object" || value === null) return [path];
  if (Array.isArray(shape))
    return Object.entries(value).flatMap(([name, each]) =>
      faults(each, shape[0], `${path}.${name}`),
    );
  const missing = Object.keys(shape)
    .filter((name) => name.endsWith("!") && !(name.slice(0, -1) in value))
    .map((name) => `${path}.${name}`);
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const member = shape[name] ?? shape[`${name}!`];
    const at = `${path}.${name}`;
    return member === undefined ? [at] : faults(each, member, at);
  });
  return [...missing, ...wrong];
}

interface Manifest extends Record<string, unknown> {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

const MANIFESTS = loadAll(
  readFileSync(join(FOLDER, "kubernetes/payments-keys.yaml"), "utf8"),
) as Manifest[];

function manifest(kind: string): Manifest {
  return MANIFESTS.find((each) => each.kind === kind)!;
}

test.each(Object.keys(KINDS))("%s is as the operator defines it", (kind) => {
  const { apiVersion, metadata, kind: name, ...members } = manifest(kind);
  expect(apiVersion).toBe("pulumi.com/v1");
  expect(faults(members, KINDS[name]!, name)).toEqual([]);
  expect(metadata.namespace).toBe("keys");
});

test.each([
  [{ programRef: { name: "a" } }, ["Stack.spec.stack!"]],
  [{ stack: "prod", refresh: "true" }, ["Stack.spec.refresh"]],
  [{ stack: "prod", workspace: {} }, ["Stack.spec.workspace"]],
  [
    { stack: "prod", envRefs: { A: { type: "Secret", secret: { key: "a" } } } },
    ["Stack.spec.envRefs.A.secret.name!"],
  ],
])("in a Stack %j is seen", (spec, expected) => {
  expect(faults({ spec }, KINDS["Stack"]!, "Stack")).toEqual(expected);
});

test("the Stack names its own program and account, this version's image, and destroys nothing", () => {
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  const { spec } = manifest("Stack");
  expect(spec).toMatchObject({
    programRef: { name: manifest("Program").metadata.name },
    serviceAccountName: manifest("ServiceAccount").metadata.name,
    workspaceTemplate: {
      spec: { image: `ghcr.io/pulumi-cmk/pulumi-cmk:${version}` },
    },
  });
  expect(spec).not.toHaveProperty("destroyOnFinalize");
});

test("the Program makes its keys, and changes nothing on the next day", async () => {
  const emulator = await Emulator.start();
  try {
    const stack = await Stack.create({
      program: dump(manifest("Program")["program"]),
      connection: emulator.connection(),
    });
    await stack.up();
    await stack.up("--refresh", "--expect-no-changes");
    const keyIds = (await emulator.keys()).map(({ keyId }) => keyId).sort();
    const outputs = Object.values(await stack.outputs()).sort();
    expect(outputs).toEqual(keyIds);
    stack.remove();
  } finally {
    await emulator.stop();
  }
});

interface Job {
  needs?: string;
  strategy?: Record<string, unknown>;
  concurrency?: object;
  steps: { run?: string }[];
}

test("the workflow deploys each stack once at a time, with commands that there are", async () => {
  const { jobs } = load(
    readFileSync(join(FOLDER, ".github/workflows/keys.yml"), "utf8"),
  ) as { jobs: Record<"stacks" | "keys", Job> };
  const { needs, strategy, concurrency, steps } = jobs.keys;
  expect(needs).toBe("stacks");
  expect(strategy).toMatchObject({ "fail-fast": false });
  expect(concurrency).toEqual({ group: "keys-${{ matrix.stack }}" });
  const commands = steps.flatMap(({ run }) => run ?? []);
  expect(commands).toEqual([
    "npm install",
    'pulumi stack select --create "$STACK"',
    "pulumi up --yes",
  ]);
  for (const command of commands) expect(await failuresOf(command)).toEqual([]);
  const [script] = jobs.stacks.steps.flatMap(({ run }) => run ?? []);
  expect(script).toMatch(/^sh changed-stacks\.sh /);
});

describe("which stacks are deployed", () => {
  let folder: string;
  const git = (...words: string[]) => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    return execFileSync("git", [...who, ...words], { cwd: folder })
      .toString()
      .trim();
  };
  const commit = (files: Record<string, string | undefined>) => {
    for (const [name, text] of Object.entries(files))
      if (text === undefined) rmSync(join(folder, name));
      else writeFileSync(join(folder, name), text);
    git("add", "--all");
    git("commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  const changedSince = (...before: string[]) =>
    execFileSync("sh", [join(FOLDER, "changed-stacks.sh"), ...before], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    })
      .toString()
      .trim();

  let first: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-"));
    git("init", "--quiet");
    first = commit({
      "Pulumi.yaml": "name: keys",
      "Pulumi.a.yaml": "a",
      "Pulumi.b.yaml": "b",
      "Pulumi.c.d.yaml": "c",
    });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const ALL = 'stacks=["a","b","c.d"]';

  test("those whose config has changed, new ones too, but not those that are gone", () => {
    commit({ "Pulumi.a.yaml": undefined, "Pulumi.b.yaml": "b2" });
    commit({ "Pulumi.e.yaml": "e" });
    expect(changedSince(first)).toBe('stacks=["b","e"]');
  });

  test("all, if the program has changed", () => {
    commit({ "Pulumi.b.yaml": "b2", "Pulumi.yaml": "name: others" });
    expect(changedSince(first)).toBe(ALL);
  });

  test("all, if nobody knows what has changed", () => {
    for (const before of [[], [""], ["0".repeat(40)]])
      expect(changedSince(...before)).toBe(ALL);
  });

  test("none, if nothing has changed", () => {
    expect(changedSince(first)).toBe("stacks=[]");
  });
});

const TEAMS = readdirSync(FOLDER).flatMap((name) => {
  const [, team] = /^Pulumi\.(\w+)\.yaml$/.exec(name) ?? [];
  return team === undefined ? [] : [team];
});

test.each(TEAMS)(
  "%s: each key of the stack's config is made",
  async (team) => {
    const emulator = await Emulator.start();
    const { config } = load(
      readFileSync(join(FOLDER, `Pulumi.${team}.yaml`), "utf8"),
    ) as { config: Record<string, object> };
    const { stack, workplace } = await inlineStack(
      () => Promise.resolve(infrastructure()),
      {
        connection: emulator.setting(),
        config: config as unknown as Record<string, string>,
        project: "team-keys",
        stack: team,
      },
    );
    try {
      const { outputs } = await stack.up();
      const keys = await emulator.keys();
      expect(Object.values(outputs["keyIds"]?.value as object).sort()).toEqual(
        keys.map(({ keyId }) => keyId).sort(),
      );
      const names = Object.keys(config["team-keys:keys"] ?? {});
      expect(names.length).toBeGreaterThan(0);
      for (const name of names)
        expect(keys.flatMap(({ aliases }) => aliases).join()).toContain(
          `${team}-${name}`,
        );
      expect(keys.map(({ tags }) => tags["team"])).toEqual(
        names.map(() => team),
      );
    } finally {
      workplace.remove();
      await emulator.stop();
    }
  },
  60_000,
);
