import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";
import { TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

const BOTH = {
  resources: Object.fromEntries(
    TEST_CLOUDS.map(({ name }) => [
      name,
      { type: "cmk:Cmk", properties: { cloud: name } },
    ]),
  ),
};

test("an assumed role makes the keys on both clouds", async () => {
  const connection = emulator.connection();
  const stack = await Stack.create({
    program: BOTH,
    connection,
    config: {
      "cmk:alibabaRoleArn": "acs:ram::100000000002:role/keys",
      "cmk:tencentRoleArn": "qcs::cam::uin/100000000002:roleName/keys",
    },
    project: "roles",
  });
  for (const [name, value] of [
    ["cmk:alibabaAccessKeyId", "emulator"],
    ["cmk:tencentSecretId", "emulator"],
  ] as const)
    await stack.run("config", "set", name, value);
  for (const name of ["cmk:alibabaAccessKeySecret", "cmk:tencentSecretKey"])
    await stack.run("config", "set", "--secret", name, "emulator-secret");
  await stack.up();
  const accounts = (await emulator.keys()).map(({ account }) => account);
  expect(accounts).toEqual(["100000000002", "100000000002"]);
  await stack.refresh("--expect-no-changes");
  stack.remove();
});

test("a key of another account is not dropped from the state, but reported", async () => {
  const connection = emulator.connection();
  const stack = await Stack.create({
    program: BOTH,
    connection,
    project: "accounts",
  });
  await stack.up();
  await emulator.addAccount({
    accessKeyId: "other",
    accessKeySecret: "other-secret",
    account: "100000000009",
  });
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "other",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "other-secret",
    TENCENTCLOUD_SECRET_ID: "other",
    TENCENTCLOUD_SECRET_KEY: "other-secret",
  };
  for (const command of ["refresh", "destroy"]) {
    const args = [command, "--yes", "--skip-preview", "--continue-on-error"];
    const done = await stack.attempt(
      args.slice(0, command === "destroy" ? 4 : 3),
      { env },
    );
    expect(done.code).not.toBe(0);
    expect(done.stdout + done.stderr).toMatch(/100000000009/);
    expect(done.stdout + done.stderr).toMatch(/100000000001/);
  }
  expect((await stack.resource("alibaba")).id).toBeDefined();
  expect((await stack.resource("tencent")).id).toBeDefined();
  for (const { keyState } of await emulator.keys())
    expect(keyState).toBe("Enabled");
  stack.remove();
});

test.each(TEST_CLOUDS)(
  "tags that ignoreTags leaves to others stay on a key of $name, and out of the state",
  async ({ name }) => {
    const program = (properties: object) => ({
      resources: {
        key: { type: "cmk:Cmk", properties: { cloud: name, ...properties } },
      },
    });
    const own = { tags: { team: "a" } };
    const stack = await Stack.create({
      program: program(own),
      connection: emulator.connection(),
      project: `ignored-${name}`,
    });
    await stack.run(
      "config",
      "set",
      "--path",
      "cmk:ignoreTags.keys[0]",
      "2026",
    );
    await stack.run(
      "config",
      "set",
      "--path",
      "cmk:ignoreTags.keyPrefixes[0]",
      "ops.",
    );
    await stack.up();
    const theKey = async () => (await emulator.keys())[0]!;
    const { region } = await theKey();
    const { arn } = (await stack.resource("key")).outputs ?? {};
    const theirs = { "2026": "x", "ops.patch": "1" };
    await new Outsider(emulator).tag(name, region, arn, theirs);
    await stack.refresh("--expect-no-changes");
    await stack.up("--expect-no-changes");
    stack.write(program({}));
    await stack.up();
    const { tags } = await theKey();
    expect(tags).toMatchObject(theirs);
    expect(tags).not.toHaveProperty("team");
    stack.write(program({ tags: { "ops.patch": "2" } }));
    const { stdout, stderr } = await stack.fails("preview");
    expect(stdout + stderr).toContain("ignoreTags leaves this tag to others");
    stack.remove();
  },
);

test("wrong settings are reported all at once, in the preview, without a secret", async () => {
  const stack = await Stack.create({
    program: {
      resources: {
        clouds: {
          type: "pulumi:providers:cmk",
          properties: {
            alibabaRegion: "Hang Zhou",
            tencentEndpoint: "ftp://x",
            defaultTags: { a: "b" },
          },
        },
      },
    },
    connection: { config: {}, env: {} },
    project: "settings",
  });
  const { stdout, stderr } = await stack.fails("preview");
  const output = stdout + stderr;
  expect(output).toMatch(/alibabaRegion is "Hang Zhou": must be a region/);
  expect(output).toMatch(/tencentEndpoint is "ftp:\/\/x": must be a host/);
  stack.remove();
});

test.each(TEST_CLOUDS)(
  "the engine's auto-naming is followed on $name",
  async ({ name }) => {
    const named = await Stack.create({
      program: {
        resources: { ledger: { type: "cmk:Cmk", properties: { cloud: name } } },
      },
      connection: emulator.connection(),
      config: { "pulumi:autonaming": { pattern: "x-${name}" } },
      project: `naming-${name}`,
    });
    await named.up();
    const [key] = await emulator.keys();
    if (name === "tencent")
      expect(key?.aliases[0]).toMatch(/^x-ledger-\w{16}-\w{12}$/);
    else expect(key?.aliases).toEqual([]);
    await named.up("--expect-no-changes");
    named.configure({
      ...emulator.connection().config,
      "pulumi:autonaming": { pattern: "y-${name}", enforce: true },
    });
    await named.up("--expect-no-changes");
    named.write({
      resources: {
        ledger: { type: "cmk:Cmk", properties: { cloud: name } },
        second: { type: "cmk:Cmk", properties: { cloud: name } },
      },
    });
    await named.up();
    const names = (await emulator.keys()).flatMap(({ aliases }) => aliases);
    if (name === "tencent") expect(names).toContain("y-second");
    named.remove();
  },
);

test("disabled auto-naming asks for an alias where the cloud demands one", async () => {
  const stack = await Stack.create({
    program: {
      resources: { a: { type: "cmk:Cmk", properties: { cloud: "tencent" } } },
    },
    connection: emulator.connection(),
    config: { "pulumi:autonaming": { mode: "disabled" } },
    project: "unnamed",
  });
  const { stdout, stderr } = await stack.fails("preview");
  expect(stdout + stderr).toContain("give the key an alias");
  stack.remove();
});
