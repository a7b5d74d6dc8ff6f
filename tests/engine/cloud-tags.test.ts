import { cmk, EngineBench } from "./testing";

/** Tags by which Alibaba Cloud's products mark a key that they use. */

const USE = { "acs:rds:instance-encryption": "true" };
const WHO =
  "Its cloudTags point to use by products of Alibaba Cloud: rds (instance-encryption).";
const bench = new EngineBench("cloud-tags");

test("are an output that makes no diff, and are told where the key ends", async () => {
  const { emulator } = bench;
  const inputs = { cloud: "alibaba", tags: { team: "a" } };
  await bench.start({ key: cmk(inputs) });
  const { stack } = bench;
  const [{ keyId = "" } = {}] = await emulator.keys();
  const outputs = async () => (await stack.resource("key")).outputs;

  await emulator.setCloudTags(keyId, USE);
  await stack.up("--expect-no-changes");
  await stack.refresh();
  expect(await outputs()).toMatchObject({ ...inputs, cloudTags: USE });
  await stack.up("--expect-no-changes", "--refresh");

  bench.write({ key: cmk({ ...inputs, spec: "RSA_2048" }) });
  const { diagnostics } = await stack.plan();
  expect(diagnostics?.map(({ message }) => message).join()).toContain(WHO);

  const { urn, id = "" } = await stack.resource("key");
  await stack.run("state", "delete", urn, "--yes");
  bench.write({ key: cmk(inputs, { import: id }) });
  await stack.up();
  expect(await outputs()).toMatchObject({ ...inputs, cloudTags: USE });
  await stack.up("--expect-no-changes");

  bench.write({});
  expect((await stack.up()).stdout).toContain(`30 days. ${WHO} To keep it: `);
  expect(await emulator.keys()).toMatchObject([
    { keyState: "PendingDeletion", tags: { ...inputs.tags, ...USE } },
  ]);
});
