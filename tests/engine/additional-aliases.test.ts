import { Outsider } from "../support/outsider";
import { cmk, EngineBench } from "./testing";

/** `additionalAliases` through the whole life of a key; only Alibaba Cloud has them. */

const bench = new EngineBench("additional-aliases");
const REGION = "cn-hangzhou";

function named(names: string[], more: object = {}, options: object = {}) {
  const properties = { cloud: "alibaba", region: REGION, alias: "orders" };
  return cmk({ ...properties, additionalAliases: names, ...more }, options);
}

/** The names of the live keys, without the cloud's prefix. */
async function names(): Promise<string[][]> {
  const keys = await bench.emulator.keys();
  return keys
    .filter(({ keyState }) => keyState !== "PendingDeletion")
    .map(({ aliases }) => aliases.map((name) => name.slice(6)).sort());
}

test("several names follow the resource, and leave those of others alone", async () => {
  const outsider = new Outsider(bench.emulator);
  const alias = (action: string, name: string, more: object = {}) =>
    outsider.alibaba(REGION, action, { AliasName: `alias/${name}`, ...more });
  await bench.start({ key: named(["sales", "bills"]) });
  expect(await names()).toEqual([["bills", "orders", "sales"]]);
  const [first] = await bench.emulator.keys();
  await alias("CreateAlias", "theirs", { KeyId: first?.keyId });

  bench.write({ key: named(["sales", "more"]) });
  await bench.stack.up();
  expect(await names()).toEqual([["more", "orders", "sales", "theirs"]]);
  bench.write({ key: named(["more", "sales"]) });
  await bench.stack.up("--refresh", "--expect-no-changes");

  bench.write({ key: named(["more", "sales"], { spec: "RSA_2048" }) });
  await bench.stack.up();
  expect(await names()).toEqual([["more", "orders", "sales"]]);

  await alias("DeleteAlias", "sales");
  const plan = await bench.stack.plan("--refresh");
  expect(JSON.stringify(plan.steps)).toContain("additionalAliases");
  await bench.stack.up("--refresh");
  expect(await names()).toEqual([["more", "orders", "sales"]]);

  const ignored = { ignoreChanges: ["additionalAliases"] };
  bench.write({ key: named(["new"], { spec: "RSA_2048" }, ignored) });
  await bench.stack.up("--expect-no-changes");

  const { urn, id = "" } = await bench.stack.resource("key");
  await bench.stack.run("state", "delete", urn, "--yes");
  const imported = await bench.stack.import("key", id, "--protect=false");
  expect(imported.stdout).toMatch(
    /additionalAliases:\s+- more\s+- sales\s+alias: orders/,
  );
  bench.write({ key: named(["sales", "more"], { spec: "RSA_2048" }) });
  await bench.stack.up("--refresh", "--expect-no-changes");

  bench.write({
    key: cmk({ cloud: "alibaba", alias: "orders", spec: "RSA_2048" }),
  });
  await bench.stack.up();
  expect(await names()).toEqual([["orders"]]);
  await bench.stack.destroy();
  expect((await bench.emulator.keys()).map(({ aliases }) => aliases)).toEqual(
    expect.arrayContaining([[], ["alias/theirs"]]),
  );
});
