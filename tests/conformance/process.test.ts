import { readFileSync } from "node:fs";
import { once } from "node:events";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { BIN, ROOT } from "../support/paths";
import { Plugin, settings, type PluginOptions } from "../support/plugin";
import { run } from "../support/processes";
import { CallError, type Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";
import { until } from "../support/until";

/** Longer than it takes the plugin to be sure that its engine is gone. */
const SURE_MS = 3000;

let emulator: Emulator;
let plugin: Plugin;
/** What the test at hand has opened. */
const cuts: (() => void)[] = [];

beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

beforeEach(() => emulator.reset());
afterEach(async () => {
  for (const cut of cuts.splice(0)) cut();
  await plugin.stop();
});

async function start(options: PluginOptions = {}): Promise<void> {
  const { env } = emulator.connection();
  plugin = await Plugin.start({ ...options, env });
}

async function started(options: PluginOptions = {}) {
  await start(options);
  return plugin.connect();
}

async function configure(client: ProviderClient) {
  await client.handshake();
  await client.configure(settings(emulator.connection()));
  return client;
}

async function configured(options: PluginOptions = {}) {
  return configure(await started(options));
}

/** A way to a port that can be cut, as the kernel cuts the connections of a process that is killed. */
async function relay(to: number): Promise<{ port: number; cut: () => void }> {
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on("error", () => undefined);
    ends.push(near, far);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    server.close();
    for (const end of ends) end.destroy();
  };
  cuts.push(cut);
  return { port: (server.address() as AddressInfo).port, cut };
}

/** Something that listens where an engine would, and can be gone. */
async function engine(): Promise<{ address: string; gone: () => void }> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const gone = () => {
    server.close();
  };
  cuts.push(gone);
  return { address: `127.0.0.1:${String(port)}`, gone };
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
    await start(options);
    const { port, cut } = await relay(plugin.port);
    const client = await configure(plugin.connect(port));
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
    return { client, create, cut };
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
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

  test("Cancel is answered while a Create runs, whose key is reported nevertheless", async () => {
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

  test("a killed engine's running Create ends with its CreateKey, and the plugin after it", async () => {
    const { address, gone } = await engine();
    const { cut, create } = await slowCreate(1500, { args: [address] });
    gone();
    cut();
    await create;
    expect(await plugin.ended()).toBe(0);
    const [key, ...others] = await emulator.keys();
    expect(others).toEqual([]);
    expect(key?.aliases).not.toContainEqual(
      expect.stringMatching(/^(alias\/)?orders$/),
    );
    const begun = Object.keys((await emulator.calls())[cloud]);
    expect(begun).not.toContain("CreateAlias");
    expect(begun).not.toContain("UpdateAlias");
  });

  test("a Create whose connection is cut begins nothing more, though its engine lives on", async () => {
    const { address } = await engine();
    const { cut, create } = await slowCreate(700, { args: [address] });
    cut();
    await create;
    const client = plugin.connect();
    await until(async () => (await emulator.keys())[0]);
    await client.handshake();
    const begun = Object.keys((await emulator.calls())[cloud]);
    expect(begun).not.toContain("CreateAlias");
    expect(begun).not.toContain("UpdateAlias");
  });
});

test("a plugin ends when its engine, known from Handshake alone, is gone", async () => {
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
