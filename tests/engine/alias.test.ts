import type { KeyView } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Outsider } from "../support/outsider";
import { Stack } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("an explicit alias on $name", (cloud) => {
  let stack: Stack;
  const alias = cloud.aliasOf("payments");
  const program = (inputs: object) =>
    `resources: { payments: { type: cmk:Cmk, properties: ${JSON.stringify({ cloud: cloud.name, alias: "payments", ...inputs })} } }`;
  const holders = async (name = alias): Promise<KeyView[]> =>
    (await emulator.keys()).filter(
      (key) => key.cloud === cloud.name && key.aliases.includes(name),
    );

  beforeAll(async () => {
    stack = await Stack.create({
      program: program({}),
      connection: emulator.connection(),
      project: `alias-${cloud.name}`,
    });
    await stack.up();
  });
  afterAll(() => {
    stack.remove();
  });

  test("moves to the new key in a replacement", async () => {
    const [old] = await holders();
    stack.write(program({ spec: "RSA_2048" }));
    await stack.up();
    const [made, ...others] = await holders();
    expect(others).toEqual([]);
    expect(made?.keyId).not.toBe(old?.keyId);
    expect(made?.keyState).toBe("Enabled");
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
  });

  test("stands on the new key after destroy and up", async () => {
    const [old] = await holders();
    await stack.destroy();
    expect(await holders()).toEqual([]);
    await stack.up();
    const [made, ...others] = await holders();
    expect(others).toEqual([]);
    expect(made?.keyId).not.toBe(old?.keyId);
    expect(made?.keyState).toBe("Enabled");
  });

  test("is changed in place, and the former one is free again", async () => {
    const [key] = await holders();
    stack.write(program({ spec: "RSA_2048", alias: "payments-2" }));
    await stack.up();
    expect(await holders(cloud.aliasOf("payments-2"))).toMatchObject([
      { keyId: key?.keyId },
    ]);
    expect(await holders()).toEqual([]);
    await stack.up("--expect-no-changes");
  });

  test("that another key holds makes no key, and the message names the holder and its import", async () => {
    const outsider = new Outsider(emulator);
    await outsider.call(cloud.name, cloud.region, "CreateKey", {
      ...(cloud.name === "tencent" ? { Alias: "taken" } : {}),
      Description: "held",
    });
    const held = (await emulator.keys()).find(
      (key) => key.cloud === cloud.name && key.description === "held",
    );
    const KeyId = held?.keyId ?? "";
    if (cloud.name === "alibaba")
      await outsider.alibaba(cloud.region, "CreateAlias", {
        KeyId,
        AliasName: "alias/taken",
      });
    const before = (await emulator.keys()).length;
    const other = await Stack.create({
      program: program({ alias: "taken" }),
      connection: emulator.connection(),
      project: `taken-${cloud.name}`,
    });
    const { stdout, stderr } = await other.fails("up");
    const output = stdout + stderr;
    expect(output).toContain(`is held by another key of`);
    expect(output).toContain(
      `pulumi import cmk:index:Cmk payments ${cloud.name}/${cloud.region}/${KeyId}`,
    );
    expect(await emulator.keys()).toHaveLength(before);
    other.remove();
  });
});
