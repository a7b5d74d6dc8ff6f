import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { Client } from "../testing/client";
import { Program, type RunningProgram } from "../testing/program";

let program: Program;
const running: RunningProgram[] = [];

beforeAll(async () => {
  program = await Program.bundle(resolve(__dirname, "../testing/test-program"));
});
afterAll(() => program.remove());
afterEach(() => Promise.all(running.splice(0).map((each) => each.kill())));

async function start(...args: string[]): Promise<RunningProgram> {
  const started = await program.start(...args);
  running.push(started);
  return started;
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it with code 0, idle connections or not",
  async (signal) => {
    const { url, stop } = await start();
    await new Client(url).put("a", "1");
    expect(await stop(signal)).toBe(0);
  },
);

test("a signal lets a running request end", async () => {
  const { url, stop } = await start();
  const client = new Client(url);
  await client.control("POST", "faults", { kind: "delay", ms: 200 });
  const put = client.put("a", "1");
  while (!(await calls(client)).Put);
  const code = stop("SIGTERM");
  expect((await put).status).toBe(200);
  expect(await code).toBe(0);
});

async function calls(client: Client): Promise<Record<string, number>> {
  const { json } = await client.control("GET", "calls");
  return (json as { alibaba: Record<string, number> }).alibaba;
}

test("it listens on loopback only, and further regions on the ports that follow", async () => {
  const port = await freePort();
  const { url } = await start(
    ...["--port", String(port)],
    ...["--alibaba-regions", "eu-central-1,cn-beijing"],
  );
  expect(url).toBe(`http://127.0.0.1:${port}`);
  const { json } = await new Client(url).control("GET", "endpoints");
  expect(json).toEqual({
    alibaba: {
      "eu-central-1": url,
      "cn-beijing": `http://127.0.0.1:${port + 1}`,
    },
    tencent: url,
  });
  const listeners = spawnSync("cat", ["/proc/net/tcp"], { encoding: "utf8" });
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  if (listeners.status === 0) {
    expect(listeners.stdout).toContain(`0100007F:${hex}`);
    expect(listeners.stdout).not.toContain(`00000000:${hex}`);
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

test("switches are set once for each flag or several at once", async () => {
  const { url } = await start(
    ...["--switch", "alibaba.greeting=a=b", "tencent.quota=7"],
    ...["--switch", "alibaba.strict=true"],
  );
  const { json } = await new Client(url).control("GET", "switches");
  expect(json).toMatchObject({
    "alibaba.greeting": { value: "a=b" },
    "alibaba.strict": { value: true },
    "tencent.quota": { value: 7 },
    "tencent.greeting": { value: "hello" },
  });
});

test("--switches lists every switch with default and meaning", () => {
  const { status, stdout } = program.run("--switches");
  expect(status).toBe(0);
  expect(stdout).toContain("alibaba.greeting=hello\n    What Greet says.\n");
  expect(stdout.match(/^\w/gm)).toHaveLength(6);
});

test("--version and --help are answered on stdout", () => {
  expect(program.run("--version")).toMatchObject({
    status: 0,
    stdout: "1.2.3\n",
  });
  const { status, stdout } = program.run("--help");
  expect(status).toBe(0);
  for (const flag of ["--port", "--state", "--alibaba-regions", "--switch"]) {
    expect(stdout).toContain(flag);
  }
});

test.each([
  [["--port", "x"], "0 to 65535"],
  [["--port", "65536"], "0 to 65535"],
  [["--port", "65535", "--alibaba-regions", "eu-a,eu-b"], "--port"],
  [["--alibaba-regions", "eu-central-1,"], "is no region"],
  [["--switch", "alibaba.none=1"], 'there is no switch "alibaba.none"'],
  [["--switch", "alibaba.quota"], "NAME=VALUE"],
  [["--switch", "alibaba.quota=x"], 'from 0 to 1000, not "x"'],
  [["--switch", "alibaba.quota=-1"], "from 0 to 1000, not -1"],
  [["--switch", "alibaba.strict=yes"], "takes true or false"],
  [["--states", "x"], "unknown option"],
  [["now"], "too many arguments"],
])("%j is refused with %j and code 1", (args, text) => {
  const { status, stdout, stderr } = program.run(...args);
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/^ +at /m);
});

test("a port in use is refused with what to do, and code 1", async () => {
  const { url } = await start();
  const { status, stderr } = program.run("--port", new URL(url).port);
  expect(status).toBe(1);
  expect(stderr).toBe(
    `kms-emulator: can't listen on ${url.slice(7)}: the port is in use; choose another with --port\n`,
  );
});
