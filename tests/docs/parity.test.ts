import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/events";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { inlineStack } from "../support/inline";
import { Outsider } from "../support/outsider";
import { ROOT } from "../support/paths";
import { DOCS_PAGES, itemsOf, place, type Block, type Item } from "./pages";

/** Below the project, so that its modules are found. */
const FOLDER = join(ROOT, "dist", "docs-parity");
const MATERIAL = Buffer.alloc(32, 1).toString("base64");

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "cn-shanghai"],
  });
  mkdirSync(FOLDER, { recursive: true });
  // The key that an example looks up.
  const outsider = new Outsider(emulator);
  const made = await outsider.alibaba("cn-hangzhou", "CreateKey", {});
  const { KeyId } = made["KeyMetadata"] as { KeyId: string };
  const alias = { AliasName: "alias/orders", KeyId };
  await outsider.alibaba("cn-hangzhou", "CreateAlias", alias);
});
afterAll(async () => {
  await emulator.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Programs in YAML, with the same in TypeScript right after it; but for those that need another provider. */
function examples(): { typescript: Block; yaml: Block }[] {
  return DOCS_PAGES.flatMap((page) => {
    const items = itemsOf(page);
    const isUnrun = (item: Item | undefined) =>
      item?.kind === "note" && item.word === "unrun";
    const blocks = items.filter(
      (item, at): item is Block =>
        item.kind === "block" && !isUnrun(items[at - 1]),
    );
    return blocks.flatMap((yaml, at) => {
      const typescript = blocks[at + 1];
      return yaml.language === "yaml" && typescript?.language === "typescript"
        ? [{ typescript, yaml }]
        : [];
    });
  });
}

type Inputs = Record<string, unknown>;

/** What previews of both kinds tell of a resource. */
interface Planned {
  urn: string;
  type: string;
  protect?: boolean;
  inputs?: Inputs;
}

/** What a program asks for, by type and name. */
function asked(resources: Planned[]): Record<string, unknown> {
  return Object.fromEntries(
    resources
      .filter(({ type }) => /^cmk:index:|^pulumi:providers:cmk$/.test(type))
      .filter(({ urn }) => !/default_/.test(urn))
      .map(({ urn, protect = false, inputs = {} }) => [
        urn.split("::").slice(-2).join(" "),
        { protect, inputs: plain(inputs) },
      ]),
  );
}

/** Without what the SDKs add, and with every secret alike. */
function plain(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name !== "version" && name !== "__internal")
      .map(([name, value]) => [
        name,
        name === "keyMaterial" ? "[secret]" : value,
      ]),
  );
}

async function askedInYaml(program: string): Promise<Record<string, unknown>> {
  const connection = emulator.connection();
  const stack = await Stack.create({ program, connection, project: "keys" });
  try {
    await stack.run("config", "set", "--secret", "material", MATERIAL);
    const { steps } = await stack.plan();
    return asked(steps.flatMap(({ newState }) => newState ?? []));
  } finally {
    stack.remove();
  }
}

async function askedInTypescript({ code, ...block }: Block) {
  const file = join(FOLDER, `${place(block).replace(/\W+/g, "_")}.ts`);
  writeFileSync(file, code);
  const connection = emulator.connection();
  const { stack, workplace } = await inlineStack(
    async () => ({ ...((await import(file)) as object) }),
    { connection, project: "keys" },
  );
  try {
    await stack.setConfig("material", { value: MATERIAL, secret: true });
    const events: EngineEvent[] = [];
    await stack.preview({ onEvent: (event) => events.push(event) });
    return asked(
      events.flatMap(({ resourcePreEvent }) => {
        const state = resourcePreEvent?.metadata.new;
        return state ? [state] : [];
      }),
    );
  } finally {
    workplace.remove();
  }
}

test.each(
  examples().map((example) => [place(example.typescript), example] as const),
)(
  "the program of %s asks for the same in TypeScript and in YAML",
  async (_, { typescript, yaml }) => {
    const inYaml = await askedInYaml(yaml.code);
    const makesKeys = yaml.code.includes("type: cmk:Cmk");
    expect(Object.keys(inYaml).length > 0).toBe(makesKeys);
    expect(await askedInTypescript(typescript)).toEqual(inYaml);
  },
);
