import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
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

test("with --stop-with-stdin it ends when stdin does", async () => {
  const args = [program.file, "--port", "0", "--quiet", "--stop-with-stdin"];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await once(createInterface(child.stdout), "line");
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});

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

/** The first of two free ports, below those that a system hands out by itself. */
async function freePort(): Promise<number> {
  for (let port = randomInt(20_000, 30_000); ; port++)
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, "127.0.0.1");
    server.once("error", () => resolve(false));
    server.once("listening", () => server.close(() => resolve(true)));
  });
}

test("stdout has one line, and stderr what a newcomer needs", async () => {
  const args = [program.file, "--port", "0", "--alibaba-regions", "eu-a,eu-b"];
  const child = spawn(process.execPath, args);
  const stderr = text(child.stderr);
  const [line] = (await once(createInterface(child.stdout), "line")) as [
    string,
  ];
  const url = /^kms-emulator listening on (http:\S+)$/.exec(line)?.[1] ?? "";
  const { json } = await new Client(url).control("GET", "endpoints");
  const { alibaba } = json as { alibaba: Record<string, string> };
  child.kill("SIGTERM");
  const guide = await stderr;
  for (const each of [
    "emulator, with the secret emulator-secret",
    `${alibaba["eu-a"]}  (eu-a)`,
    `${alibaba["eu-b"]}  (eu-b)`,
    `${url}  (every region)`,
    `pulumi config set cmk:emulator ${url}`,
    "Ctrl-C",
  ])
    expect(guide).toContain(each);
});

test("a region that it doesn't know is served with a warning, --quiet or not", async () => {
  const regions = ["cn-hangzhou", "cn-hangzou", "eu-x-1"];
  const args = ["--port", "0", "--quiet", "--alibaba-regions", regions.join()];
  const child = spawn(process.execPath, [program.file, ...args]);
  const stderr = text(child.stderr);
  const [line] = (await once(createInterface(child.stdout), "line")) as [
    string,
  ];
  const client = new Client(line.split(" ").pop() ?? "");
  const { json } = await client.control("GET", "endpoints");
  child.kill("SIGTERM");
  expect(Object.keys((json as { alibaba: object }).alibaba)).toEqual(regions);
  const warning = (region: string, near: string) =>
    `kms-emulator: warning: ${region} is no region of Test alibaba that it knows. It serves it all the same, in case it is new. Did you mean ${near}?\n`;
  expect(await stderr).toBe(
    warning("cn-hangzou", "cn-hangzhou") + warning("eu-x-1", "eu-central-1"),
  );
});

test("--help has the same, at the port that is taken without --port", () => {
  const { stdout } = program.run("--help");
  expect(stdout).toContain(
    "pulumi config set cmk:emulator http://127.0.0.1:4510",
  );
  expect(stdout).toContain("http://127.0.0.1:4510  (cn-hangzhou)");
});

describe("off loopback", () => {
  const ask = async (url: string, host: string) => {
    const { port } = new URL(url);
    const sent = get({
      host: "127.0.0.1",
      port,
      path: "/_emulator/endpoints",
      headers: { host },
    });
    const [reply] = (await once(sent, "response")) as [IncomingMessage];
    return {
      status: reply.statusCode,
      body: JSON.parse(await text(reply)) as object,
    };
  };

  test("it answers under allowed names and addresses only, with URLs that lead back", async () => {
    const { url } = await start(
      ...["--host", "0.0.0.0", "--allow-host", "kms"],
      ...["--alibaba-regions", "eu-a,eu-b"],
    );
    const { json } = await new Client(url).control("GET", "endpoints");
    const second =
      (json as { alibaba: Record<string, string> }).alibaba["eu-b"] ?? "";
    for (const host of ["kms:80", "10.0.0.7:14510", "localhost:14510"]) {
      const [name = ""] = host.split(":");
      expect(await ask(url, host)).toEqual({
        status: 200,
        body: {
          alibaba: {
            "eu-a": `http://${host}`,
            "eu-b": `http://${name}:${new URL(second).port}`,
          },
          tencent: `http://${host}`,
        },
      });
    }
    expect(await ask(url, "evil.example")).toMatchObject({
      status: 403,
      body: {
        error: expect.stringContaining("--allow-host evil.example") as string,
      },
    });
  });

  test("a page under an allowed name is served, and of another origin refused", async () => {
    const { url } = await start("--host", "0.0.0.0", "--allow-host", "kms");
    const { port } = new URL(url);
    const from = (origin: string) => {
      const headers = {
        host: "kms",
        origin,
        "content-type": "application/json",
        "user-agent": "Mozilla/5.0",
      };
      const path = "/_emulator/keys";
      return once(
        get({ host: "127.0.0.1", port, path, headers }),
        "response",
      ).then(([reply]) => (reply as IncomingMessage).statusCode);
    };
    expect(await from("http://kms")).toBe(200);
    expect(await from("http://evil.example")).toBe(403);
  });

  test("it warns", async () => {
    const args = [program.file, "--quiet", "--port", "0", "--host", "0.0.0.0"];
    const child = spawn(process.execPath, args);
    const stderr = text(child.stderr);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await stderr).toMatch(
      /^kms-emulator: warning: it listens on 0\.0\.0\.0, .*tests only/,
    );
  });

  test("an address that is not this machine's is refused", () => {
    const { status, stderr } = program.run(
      "--port",
      "0",
      "--host",
      "192.0.2.1",
    );
    expect(status).toBe(1);
    expect(stderr).toContain(
      "--host must be an address or a name of this machine",
    );
  });
});

test("--log writes a line for each request to stderr, as text or JSON", async () => {
  for (const [format, pattern] of [
    [[], /^\S+Z alibaba - Put - 200 - [\d.]+ms$/m],
    [["json"], /^\{"id":1,.*"action":"Put",.*"status":200,.*\}$/m],
  ] as const) {
    const args = ["--quiet", "--port", "0", "--log", ...format];
    const child = spawn(process.execPath, [program.file, ...args]);
    const stderr = text(child.stderr);
    const lines = createInterface(child.stdout);
    const [line] = (await once(lines, "line")) as [string];
    await new Client(line.split(" ").pop() ?? "").put("a", "1");
    child.kill("SIGTERM");
    expect(await stderr).toMatch(pattern);
  }
});

test("--seed makes its keys at the start, and once only with a state file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-emulator-seed-"));
  const file = join(folder, "seed.json");
  const note = { cloud: "alibaba", id: "a", text: "seeded" };
  writeFileSync(file, JSON.stringify({ keys: [note] }));
  const args = ["--seed", file, "--state", join(folder, "state")];
  const first = await start(...args);
  const client = new Client(first.url);
  expect(await client.text("a")).toBe("seeded");
  await client.put("a", "changed");
  await first.stop("SIGTERM");
  const second = await start(...args);
  expect(await new Client(second.url).text("a")).toBe("changed");

  const wrong = { keys: [note, { ...note, text: "" }] };
  writeFileSync(file, JSON.stringify(wrong));
  const refused = program.run("--port", "0", "--seed", file);
  expect(refused).toMatchObject({
    status: 1,
    stderr: "kms-emulator: keys.1: text: must not be empty\n",
  });
  writeFileSync(file, "{");
  expect(program.run("--seed", file).stderr).toContain("is not JSON");
  rmSync(folder, { recursive: true });
  expect(program.run("--seed", file).stderr).toContain(
    "can't be read (ENOENT)",
  );
});

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
  [["--alibaba-regions", "eu-central-1,"], "is not a region"],
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
    `kms-emulator: can't listen on ${url.slice(7)}: the port is in use by another kms-emulator (1.2.3), which you may use as it is; choose another with --port\n`,
  );
});

test("a port that another program holds is refused with how to find that", async () => {
  const server = createServer((_, response) => response.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const args = [program.file, "--port", String(port)];
  const child = spawn(process.execPath, args);
  const [stderr] = await Promise.all([text(child.stderr), once(child, "exit")]);
  server.close();
  expect(child.exitCode).toBe(1);
  expect(stderr).toContain(`another program, which \`lsof -i :${port}\` names`);
});
