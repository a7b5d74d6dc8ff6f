import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation";
import * as cmk from "pulumi-cmk";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { Workplace } from "../support/workplace";
import { BIN } from "../support/paths";
import { run } from "../support/processes";

/** Somebody else's component, which has no argument for what its key should be. */
class Vault extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Vault", name, {}, options);
    new cmk.Cmk(name, { cloud: "alibaba", alias: name }, { parent: this });
  }
}

let emulator: Emulator;
let workplace: Workplace;
let program: () => void;
beforeAll(async () => {
  emulator = await Emulator.start();
});
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(async () => {
  workplace.remove();
  await emulator.reset();
});
afterAll(() => emulator.stop());

async function stackOf(project: string): Promise<Stack> {
  const { stack } = await inlineStack(
    () => {
      program();
      return Promise.resolve();
    },
    { connection: emulator.connection(), workplace, project },
  );
  return stack;
}

test("a transform takes back a key that a component owned", async () => {
  program = () => new Vault("ledger");
  const stack = await stackOf("vaults");
  await stack.up();
  const [key] = await emulator.keys();
  const id = `alibaba/${key?.region ?? ""}/${key?.keyId ?? ""}`;
  program = () => undefined;
  const { stdout } = await stack.up();
  expect(stdout).toContain(`the option \`import: ${id}\``);
  program = () =>
    new Vault("ledger", {
      transforms: [
        ({ type, props, opts }) =>
          type === "cmk:index:Cmk"
            ? { props, opts: { ...opts, import: id } }
            : undefined,
      ],
    });
  await stack.up();
  program = () => new Vault("ledger");
  await stack.up({ expectNoChanges: true });
  expect(await emulator.keys()).toMatchObject([
    { keyId: key?.keyId, keyState: "Enabled", aliases: ["alias/ledger"] },
  ]);
});

test("a key moves into a component, and with that to another stack", async () => {
  program = () => new cmk.Cmk("ledger", { cloud: "alibaba", alias: "ledger" });
  const stack = await stackOf("vaults");
  await stack.up();
  const keys = await emulator.keys();
  program = () => {
    const vault = new pulumi.ComponentResource("test:index:Vault", "ledger");
    new cmk.Cmk(
      "ledger",
      { cloud: "alibaba", alias: "ledger" },
      { parent: vault, aliases: [{ parent: pulumi.rootStackResource }] },
    );
  };
  await stack.up();
  program = () => new Vault("ledger");
  await stack.up({ expectNoChanges: true });

  const other = await stackOf("others");
  const moved = await run(
    join(BIN, "pulumi"),
    [
      ...["state", "move", "--yes", "--source", "organization/vaults/dev"],
      ...["--dest", "organization/others/dev"],
      "urn:pulumi:dev::vaults::test:index:Vault::ledger",
    ],
    { env: workplace.environment(), cwd: stack.workspace.workDir },
  );
  expect(moved).toMatchObject({ code: 0 });
  await other.up({ expectNoChanges: true });
  program = () => undefined;
  await stack.up({ expectNoChanges: true });
  expect(await emulator.keys()).toEqual(keys);
});
