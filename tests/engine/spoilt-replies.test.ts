import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { SpoilingProxy } from "../support/spoiling-proxy";
import { TEST_CLOUDS } from "./clouds";
import { cmk } from "./testing";

let emulator: Emulator;
let proxy: SpoilingProxy;
let stack: Stack;
let before: unknown;

beforeAll(async () => {
  emulator = await Emulator.start();
  proxy = await SpoilingProxy.start(emulator.url);
  const connection = JSON.parse(
    JSON.stringify(emulator.connection()).replaceAll(emulator.url, proxy.url),
  ) as ReturnType<Emulator["connection"]>;
  stack = await Stack.create({
    program: {
      resources: Object.fromEntries(
        TEST_CLOUDS.map(({ name, region }) => [
          name,
          cmk({ cloud: name, region, description: "orders" }),
        ]),
      ),
    },
    connection,
    project: "spoilt-replies",
  });
  await stack.up();
  await stack.refresh();
  before = await keysInState();
});
afterEach(() => {
  proxy.spoil.clear();
});
afterAll(async () => {
  stack.remove();
  proxy.close();
  await emulator.stop();
});

async function keysInState(): Promise<unknown> {
  return (await stack.resources())
    .filter(({ type }) => type === "cmk:index:Cmk")
    .map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));
}

const SPOILT = TEST_CLOUDS.flatMap(
  ({ name }): [CloudName, string, unknown][] => [
    [name, "KeyState", null],
    [name, "KeyUsage", ["a", null]],
  ],
);

test.each(SPOILT)(
  "a refresh that %s tells a key's %s as %j fails, names it, and leaves the state as it was",
  async (cloud, field, value) => {
    proxy.spoil.set(`${cloud} DescribeKey`, ({ KeyMetadata: key }) => {
      (key as Record<string, unknown>)[field] = value;
    });
    const { stdout } = await stack.fails("refresh");
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      new RegExp(`${cloud} DescribeKey [^:]*: [^:]*: KeyMetadata\\.${field}:`),
    );
    expect(await keysInState()).toEqual(before);
  },
);
