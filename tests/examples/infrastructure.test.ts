import { infrastructure } from "../../examples/typescript/infrastructure";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { inlineStack } from "../support/inline";
import { Outsider } from "../support/outsider";
import { Workplace } from "../support/workplace";

const workplace = new Workplace();
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

afterAll(async () => {
  workplace.remove();
  await emulator.stop();
});

test("an app stack reads the ids of the keys that the infrastructure stack made", async () => {
  const connection = emulator.connection();
  const { stack } = await inlineStack(() => Promise.resolve(infrastructure()), {
    connection,
    config: {
      "infrastructure:protect": "false",
      "infrastructure:dkmsInstanceId": "kst-hzz62ab0ad57t0xxxxxxx",
      "infrastructure:hsmClusterId": "cls-hsm-4f7bk1pz",
    },
    workplace,
    project: "infrastructure",
  });
  const { outputs, summary } = await stack.up();
  expect(summary.resourceChanges).toEqual({ create: 6 });
  const keyIds = outputs["keyIds"]?.value as Record<string, string>;
  expect(outputs["tokensPublicKey"]?.value).toMatch(/BEGIN PUBLIC KEY/);

  const keys = await emulator.keys();
  const made = (name: string) => keys.find((key) => key.keyId === keyIds[name]);
  expect(made("orders")).toMatchObject({ aliases: ["alias/orders"] });
  expect(made("tokens")).toMatchObject({
    keySpec: "RSA_2048",
    keyUsage: "SIGN/VERIFY",
  });
  expect(made("releases")).toMatchObject({
    keyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
  });
  expect(made("ledger")).toMatchObject({
    dkmsInstanceId: "kst-hzz62ab0ad57t0xxxxxxx",
    protectionLevel: "HSM",
  });
  expect(made("archive")).toMatchObject({ hsmClusterId: "cls-hsm-4f7bk1pz" });

  await stack.up({ expectNoChanges: true });

  const app = await Stack.create({
    example: "app-stack",
    connection,
    workplace,
  });
  await app.up();
  expect(await app.outputs()).toEqual({
    environment: { ORDERS_KEY_ID: keyIds["orders"] },
  });

  // Whatever keeps the key from being used stops the app's next deployment.
  const outsider = new Outsider(emulator);
  const KeyId = keyIds["orders"];
  for (const [action, parameters, state] of [
    ["DisableKey", {}, /is Disabled; the program asks for one that is Enabled/],
    [
      "ScheduleKeyDeletion",
      { PendingWindowInDays: 7 },
      /is PendingDeletion, and is destroyed on .*; the program asks for one/,
    ],
  ] as const) {
    await outsider.alibaba("cn-hangzhou", action, { KeyId, ...parameters });
    expect((await app.fails("up")).stdout).toMatch(state);
  }

  await stack.destroy();
});
