import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load, loadAll } from "js-yaml";
import { failuresOf } from "../docs/commands";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
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

test("the workflow deploys each stack once at a time, with a command that there is", async () => {
  const { jobs } = load(
    readFileSync(join(FOLDER, ".github/workflows/keys.yml"), "utf8"),
  ) as {
    jobs: {
      keys: {
        strategy: object;
        concurrency: { group: string };
        steps: { run?: string }[];
      };
    };
  };
  const { strategy, concurrency, steps } = jobs.keys;
  expect(strategy).toMatchObject({ "fail-fast": false });
  expect(concurrency).toEqual({ group: "keys-${{ matrix.stack }}" });
  const commands = steps.flatMap(({ run }) => run ?? []);
  const pulumi = commands.filter((each) => each.startsWith("pulumi "));
  expect(pulumi).toHaveLength(2);
  for (const command of pulumi)
    expect(
      await failuresOf(command.replace("${{ matrix.stack }}", "search")),
    ).toEqual([]);
});
