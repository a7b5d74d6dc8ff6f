import type { KeyView } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(async () => {
  stack.remove();
  await emulator.reset();
});
afterAll(() => emulator.stop());

const INSTANCE = { dkmsInstanceId: "kst-bjj62d8f5e0sgtx8h0001" };

function program(properties: object): object {
  return {
    resources: {
      key: { type: "cmk:Cmk", properties: { cloud: "alibaba", ...properties } },
    },
  };
}

async function start(properties: object): Promise<void> {
  stack = await Stack.create({
    program: program(properties),
    connection: emulator.connection(),
    project: "protection",
  });
  await stack.up();
}

async function theKey(): Promise<KeyView> {
  const [key, ...others] = await emulator.keys();
  expect(others).toEqual([]);
  return key!;
}

const POLICY = {
  Version: "1",
  Statement: [
    {
      Sid: "kms default key policy",
      Effect: "Allow",
      Principal: { RAM: ["acs:ram::100000000001:*"] },
      Action: ["kms:*"],
      Resource: ["*"],
    },
  ],
};

test("a policy is set, compared as JSON, changed, and stays when the program drops it", async () => {
  await start({ ...INSTANCE, policy: JSON.stringify(POLICY) });
  expect(JSON.parse(String((await theKey())["policy"]))).toEqual(POLICY);
  const { Statement, Version } = POLICY;
  const reordered = JSON.stringify({ Statement, Version }, null, 2);
  stack.write(program({ ...INSTANCE, policy: reordered }));
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  const changed = { Version, Statement: [{ ...Statement[0], Sid: "mine" }] };
  stack.write(program({ ...INSTANCE, policy: JSON.stringify(changed) }));
  const plan = await stack.plan();
  const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
  expect(Object.keys(step?.detailedDiff ?? {})).toEqual(["policy"]);
  await stack.up();
  expect(JSON.parse(String((await theKey())["policy"]))).toEqual(changed);
  stack.write(program(INSTANCE));
  await stack.up();
  expect(JSON.parse(String((await theKey())["policy"]))).toEqual(changed);
});

test("a policy that somebody else changed is shown by refresh and set right", async () => {
  await start({ ...INSTANCE, policy: JSON.stringify(POLICY) });
  const { keyId, region } = await theKey();
  await new Outsider(emulator).alibaba(region, "SetKeyPolicy", {
    KeyId: keyId,
    Policy: JSON.stringify({ ...POLICY, Statement: [] }),
  });
  await stack.refresh();
  const plan = await stack.plan();
  const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
  expect(Object.keys(step?.detailedDiff ?? {})).toEqual(["policy"]);
  await stack.up();
  expect(JSON.parse(String((await theKey())["policy"]))).toEqual(POLICY);
});

test("a protected key is neither destroyed nor replaced, and the message says how to", async () => {
  await start({ deletionProtection: true });
  const output = await stack.fails("destroy");
  expect(output.stdout).toContain("deletionProtection: false");
  expect((await theKey()).keyState).toBe("Enabled");
  stack.write(program({ deletionProtection: true, spec: "RSA_2048" }));
  const refused = await stack.fails("preview");
  expect(refused.stdout + refused.stderr).toMatch(
    /spec .*protected against deletion/,
  );
  stack.write(program({ deletionProtection: false }));
  const { stdout, stderr } = await stack.preview();
  expect(stdout + stderr).toContain("deletionProtection is turned off");
  await stack.up();
  await stack.destroy();
  expect((await theKey()).keyState).toBe("PendingDeletion");
});

test("protection that somebody set behind Pulumi's back holds, and the cloud is asked, not the state", async () => {
  await start({});
  const { keyId, region } = await theKey();
  await new Outsider(emulator).alibaba(region, "SetDeletionProtection", {
    ProtectedResourceArn: `acs:kms:${region}:100000000001:key/${keyId}`,
    EnableDeletionProtection: true,
  });
  const { stdout } = await stack.fails("destroy");
  expect(stdout).toContain("is protected against deletion");
  expect((await theKey()).keyState).toBe("Enabled");
});

test.each(["alibaba", "tencent"])(
  "deletionPolicy DISABLE keeps the key on %s, disabled, and frees its alias",
  async (cloud) => {
    const properties = { cloud, alias: "kept", deletionPolicy: "DISABLE" };
    await start(properties);
    const { keyId } = await theKey();
    const { stdout, stderr } = await stack.destroy();
    expect(stdout + stderr).toMatch(
      /is disabled\. It is kept, and still billed/,
    );
    expect(await theKey()).toMatchObject({ keyId, keyState: "Disabled" });
    await stack.up();
    const keys = await emulator.keys();
    expect(keys).toHaveLength(2);
    const holder = keys.find(({ aliases }) =>
      aliases.some((alias) => alias.endsWith("kept")),
    );
    expect(holder).toMatchObject({ keyState: "Enabled" });
  },
);
