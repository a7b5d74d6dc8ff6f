import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { BIN, ROOT } from "../support/paths";
import { Plugin, settings, type PluginOptions } from "../support/plugin";
import { run } from "../support/processes";
import { CallError, type Props } from "../support/protocol";

/** Longer than it takes the plugin to be sure that its engine is gone. */
const SURE_MS = 6000;

let emulator: Emulator;
let plugin: Plugin;

beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

beforeEach(() => emulator.reset());
afterEach(() => plugin.stop());

async function started(options: PluginOptions = {}) {
  const { env } = emulator.connection();
  plugin = await Plugin.start({ ...options, env });
  const client = plugin.connect();
  return client;
}

async function configured(options: PluginOptions = {}) {
  const client = await started(options);
  await client.handshake();
  await client.configure(settings(emulator.connection()));
  return client;
}

/** Something that listens where an engine would, and can be gone. */
async function engine(): Promise<{ address: string; gone: () => void }> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${String(port)}`,
    gone: () => server.close(),
  };
}

test("the port is the first and only thing on stdout, whatever is called afterwards", async () => {
  const client = await configured();
  for (const { name: cloud } of TEST_CLOUDS) {
    const { inputs } = await client.check({ cloud });
    const { id } = await client.create(inputs);
    await client.read(id);
    await client.delete(id);
  }
  await client.cancel();
  plugin.signal("SIGINT");
  expect(await plugin.ended()).toBe(0);
  expect(plugin.stdout).toBe(`${String(plugin.port)}\n`);
  expect(plugin.stderr).toBe("");
});

test("Handshake and Configure give the same flags", async () => {
  const client = await started();
  const handshake = await client.handshake();
  const configure = await client.configure({});
  expect(handshake).toEqual({
    acceptSecrets: configure.acceptsecrets,
    acceptResources: configure.acceptresources,
    acceptOutputs: configure.acceptoutputs,
    supportsAutonamingConfiguration: configure.supportsAutonamingConfiguration,
    acceptsByteString: false,
  });
  expect(configure).toMatchObject({
    acceptsecrets: true,
    supportspreview: true,
    supportsAutonamingConfiguration: true,
  });
});

test("version and schema are answered before Handshake, from any folder", async () => {
  const client = await started({ cwd: "/" });
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  expect(await client.version()).toBe(version);
  expect(await client.schema()).toBe(
    readFileSync(join(ROOT, "schema.json"), "utf8"),
  );
});

test("Attach, mappings, and Cancel any number of times are answered", async () => {
  const client = await started();
  const { address, gone } = await engine();
  await client.attach(address);
  const { all, one } = await client.mappings();
  expect(all.getProvidersList()).toEqual([]);
  expect(one.getData_asU8()).toHaveLength(0);
  await client.cancel();
  await client.cancel();
  gone();
});

test("flags that engines pass, and those of later ones, are ignored", async () => {
  const client = await started({
    args: [
      "--logtostderr",
      "-v=9",
      "--tracing",
      "http://127.0.0.1:9411",
      "--of-tomorrow",
      "127.0.0.1:1",
    ],
  });
  await client.handshake();
});

test("help and version are printed instead of a port", async () => {
  await started();
  const command = join(BIN, "pulumi-resource-cmk");
  const help = await run(command, ["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toMatch(/^Usage: pulumi-resource-cmk/);
  const version = await run(command, ["--version"]);
  expect(version).toMatchObject({ code: 0, stderr: "" });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+.*\n$/);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends an idle process at once, and in order",
  async (signal) => {
    await started();
    plugin.signal(signal);
    expect(await plugin.ended()).toBe(0);
  },
);

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  /** Begins a Create that takes its time, and waits until its CreateKey is on the way. */
  async function slowCreate(ms = 1500, options: PluginOptions = {}) {
    const client = await configured(options);
    const { inputs } = await client.check({ cloud, alias: "orders" });
    await emulator.fault({
      cloud,
      action: "CreateKey",
      kind: "delay",
      ms,
    });
    const create: Promise<Props | CallError> = client.create(inputs).then(
      ({ properties }) => properties,
      (error: CallError) => error,
    );
    while (!(await emulator.calls())[cloud]["CreateKey"]) await wait(20);
    return { client, create };
  }

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s lets a running Create reply with the id of its key before the process ends",
    async (signal) => {
      const { create } = await slowCreate();
      plugin.signal(signal);
      const reply = await create;
      const [key] = await emulator.keys();
      expect(await plugin.ended()).toBe(0);
      const keyId =
        reply instanceof CallError
          ? reply.initFailed?.id.split("/").at(-1)
          : reply["keyId"];
      expect(keyId).toBe(key?.keyId);
      expect(plugin.stderr).toBe("");
    },
  );

  test("a Create that hangs does not keep the process from ending", async () => {
    const { create } = await slowCreate(120_000);
    plugin.signal("SIGTERM");
    expect(await plugin.ended()).toBe(0);
    await create;
  });

  test("Cancel is answered while a Create runs, whose key is told nevertheless", async () => {
    const { client, create } = await slowCreate();
    await client.cancel();
    await expect(client.create({})).rejects.toMatchObject({
      code: "CANCELLED",
    });
    const reply = await create;
    const [key] = await emulator.keys();
    expect(reply).toMatchObject({
      initFailed: { id: expect.stringContaining(key?.keyId ?? "?") as string },
    });
  });

  test("a killed engine leaves no plugin behind, which ends its running Create first", async () => {
    const { address, gone } = await engine();
    const { client, create } = await slowCreate(1500, { args: [address] });
    gone();
    client.close();
    await create;
    expect(await plugin.ended()).toBe(0);
    expect(await emulator.keys()).toMatchObject([
      { aliases: [expect.stringMatching(/^(alias\/)?orders$/)] },
    ]);
  });
});

test("a plugin ends when its engine, told by Handshake alone, is gone", async () => {
  const client = await started();
  const { address, gone } = await engine();
  await client.handshake(address, "/plugins/cmk");
  gone();
  client.close();
  expect(await plugin.ended()).toBe(0);
});

test("a plugin whose engine never connects ends with it", async () => {
  const { address, gone } = await engine();
  plugin = await Plugin.start({ args: [address] });
  gone();
  expect(await plugin.ended()).toBe(0);
});

test("a plugin lives on while its engine does, though no connection is open", async () => {
  const { address, gone } = await engine();
  const client = await started({ args: [address] });
  await client.version();
  client.close();
  await wait(SURE_MS);
  expect(plugin.runs).toBe(true);
  gone();
});

test("a plugin that was started by hand outlives the engines that attach to it", async () => {
  const client = await started();
  const { address, gone } = await engine();
  await client.handshake(address);
  await client.attach(address);
  await client.cancel();
  gone();
  client.close();
  await wait(SURE_MS);
  expect(plugin.runs).toBe(true);

  const next = plugin.connect();
  await next.handshake();
  await next.configure(settings(emulator.connection()));
  const { inputs } = await next.check({ cloud: "tencent" });
  const { id } = await next.create(inputs);
  expect(id).toMatch(/^tencent\//);
});
