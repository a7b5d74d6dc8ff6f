import { cmk, EngineBench } from "./testing";
import { TEST_CLOUDS } from "./clouds";

const bench = new EngineBench("gone-or-not");

/** One key on each cloud, so that each run of the engine tries both. */
function program(description: string): object {
  return Object.fromEntries(
    TEST_CLOUDS.map(({ name, region }) => [
      name,
      cmk({ cloud: name, region, description }),
    ]),
  );
}

/** What a cloud says of a key that is not there, by all actions that describe keys. */
const NOT_FOUND = [
  ["alibaba", "DescribeKey", "Forbidden.KeyNotFound"],
  ["tencent", "DescribeKey", "ResourceUnavailable.CmkNotFound"],
  ["tencent", "DescribeKeys", "ResourceUnavailable.CmkNotFound"],
] as const;

/** Lets both clouds deny their keys so often. Faults that nothing hit are forgotten. */
async function deny(count: number): Promise<void> {
  await bench.emulator.clearFaults();
  for (const [cloud, action, code] of NOT_FOUND)
    await bench.emulator.fault({ cloud, action, kind: "error", code, count });
}

/** Both clouds' keys have been denied as often as they were to be. */
async function expectDenied(): Promise<void> {
  const left = await bench.emulator.faults();
  expect(left.filter(({ action }) => action === "DescribeKey")).toEqual([]);
}

async function idsInState(): Promise<string[]> {
  const resources = await bench.stack.resources();
  return resources
    .filter(({ type }) => type === "cmk:index:Cmk")
    .map(({ id }) => String(id))
    .sort();
}

test("a key that a cloud denies once or twice is neither dropped, nor made again, nor left alive", async () => {
  await bench.start(program("0"));
  const ids = await idsInState();
  expect(ids).toHaveLength(2);
  for (const times of [1, 2]) {
    await deny(times);
    await bench.stack.refresh();
    await expectDenied();
    expect(await idsInState()).toEqual(ids);

    await deny(times);
    bench.write(program(String(times)));
    await bench.stack.up();
    await expectDenied();
    expect(await idsInState()).toEqual(ids);
    expect(
      (await bench.emulator.keys()).map(({ description }) => description),
    ).toEqual([String(times), String(times)]);
  }
  for (const times of [1, 2]) {
    await bench.stack.up();
    await deny(times);
    await bench.stack.destroy();
    await expectDenied();
    expect(await bench.keyStates()).toEqual(
      Array.from({ length: times }, () =>
        TEST_CLOUDS.map(({ pending }) => pending),
      )
        .flat()
        .sort(),
    );
  }
}, 240_000);

test("a key that is gone is dropped from the state with a warning that says how to take it back", async () => {
  await bench.start(program("0"));
  const ids = await idsInState();
  await bench.emulator.reset();
  const { stdout } = await bench.stack.refresh();
  expect(await idsInState()).toEqual([]);
  for (const id of ids)
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      new RegExp(
        `Key ${id.split("/")[2] ?? ""} in \\S+ is removed from the state[^]*pulumi import cmk:index:Cmk ${id.split("/")[0] ?? ""} ${id}`,
      ),
    );
}, 120_000);
