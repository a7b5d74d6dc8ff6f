import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { open } from "lmdb";
import { Client } from "../testing/client";
import { Program, type RunningProgram } from "../testing/program";

let program: Program;
let folder: string;
let file: string;
const running: RunningProgram[] = [];

beforeAll(async () => {
  program = await Program.bundle(resolve(__dirname, "../testing/test-program"));
});
afterAll(() => program.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kms-emulator-test-"));
  file = join(folder, "state");
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.kill()));
  rmSync(folder, { recursive: true });
});

async function start(): Promise<RunningProgram & { client: Client }> {
  const started = await program.start("--state", file);
  running.push(started);
  return { ...started, client: new Client(started.url) };
}

/** Runs the program on the state file, which it has to refuse; gives what it says. */
function refusal(): string {
  const { status, stderr, stdout } = program.run("--state", file);
  expect(stdout).toBe("");
  expect(status).toBe(1);
  expect(stderr).not.toMatch(/^ +at /m);
  return stderr;
}

test("what was answered is there after kill -9 at any moment", async () => {
  const answered = new Map<string, string>();
  for (let round = 0; round < 5; round++) {
    const { client, kill } = await start();
    let killed = false;
    let answers = 0;
    let enough: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; !killed; turn++) {
        const id = `${writer}-${turn % 50}`;
        const text = `${round}-${turn}`;
        const answer = await client.put(id, text).catch(() => undefined);
        if (answer?.status === 200) {
          answered.set(id, text);
          answers += 1;
          if (answers === 30 + round * 17) enough();
        }
        // The killed write may or may not have been done.
        else answered.delete(id);
      }
    });
    await written;
    await kill();
    killed = true;
    await Promise.all(writers);

    const { client: next, stop } = await start();
    for (const [id, text] of answered) {
      expect([id, await next.text(id)]).toEqual([id, text]);
    }
    await stop("SIGTERM");
  }
  expect(answered.size).toBeGreaterThan(50);
});

test("accounts and the clock's advance are kept, a reset is too", async () => {
  const first = await start();
  await first.client.put("a", "1");
  const account = { accessKeyId: "b", accessKeySecret: "c", account: "2" };
  await first.client.control("POST", "accounts", account);
  await first.client.control("POST", "clock", { advanceSeconds: 86_400 });
  await first.kill();

  const second = await start();
  expect(await second.client.text("a")).toBe("1");
  const known = await second.client.call("WhoIs", { query: "b" });
  expect(known.json).toEqual({ account: "2" });
  expect(await secondsAhead(second.client)).toBeGreaterThan(86_000);
  await second.client.control("POST", "reset");
  await second.kill();

  const third = await start();
  expect(await third.client.text("a")).toBeUndefined();
  const forgotten = await third.client.call("WhoIs", { query: "b" });
  expect(forgotten.json).toEqual({});
  expect(await secondsAhead(third.client)).toBeLessThan(60);
});

async function secondsAhead(client: Client): Promise<number> {
  const { json } = await client.control("GET", "clock");
  return (Date.parse((json as { now: string }).now) - Date.now()) / 1000;
}

/** A state file of 200 notes, as a clean stop leaves it. */
async function makeState(): Promise<void> {
  const { client, stop } = await start();
  for (let index = 0; index < 200; index++) {
    await client.put(`note-${index}`, "x".repeat(200));
  }
  expect(await stop("SIGINT")).toBe(0);
}

test("a file that something else wrote is refused and left as it is", async () => {
  const contents = [
    Buffer.from("my dear diary"),
    Buffer.from(JSON.stringify({ keys: [] })),
    Buffer.alloc(100_000),
  ];
  for (const content of contents) {
    writeFileSync(file, content);
    expect(refusal()).toMatch(/^kms-emulator: the state file .* can't be used/);
    expect(readFileSync(file)).toEqual(content);
  }
  rmSync(file);
  const database = open({ path: file, noSubdir: true });
  await database.put("somebody's", "data");
  await database.close();
  const content = readFileSync(file);
  expect(refusal()).toContain("it was not written by kms-emulator");
  expect(readFileSync(file)).toEqual(content);
});

test("a file that has been cut is refused and left as it is", async () => {
  await makeState();
  const size = readFileSync(file).length;
  const whole = join(folder, "whole");
  copyFileSync(file, whole);
  for (const left of [1, 100, 4096, 10_000, Math.floor(size / 2)]) {
    copyFileSync(whole, file);
    truncateSync(file, left);
    const content = readFileSync(file);
    expect(refusal()).toContain("damaged");
    expect(readFileSync(file)).toEqual(content);
  }
});

test("a file with a changed note is refused and left as it is", async () => {
  await makeState();
  const content = readFileSync(file);
  const at = content.indexOf("xxxx");
  for (let index = at; index >= 0; index = content.indexOf("xxxx", index + 1)) {
    content.write("y", index);
  }
  writeFileSync(file, content);
  expect(refusal()).toMatch(/it is damaged: the record .* has been changed/);
  expect(readFileSync(file)).toEqual(content);
});

test("an empty file is taken for a new one", async () => {
  writeFileSync(file, "");
  const { client, stop } = await start();
  await client.put("a", "1");
  await stop("SIGTERM");
  const again = await start();
  expect(await again.client.text("a")).toBe("1");
});

test("a file that another emulator uses is refused, and goes on being used", async () => {
  const { client, process } = await start();
  await client.put("a", "1");
  expect(refusal()).toContain(`it is in use by process ${process.pid}`);
  await client.put("a", "2");
  expect(await client.text("a")).toBe("2");
});

test("a folder that does not exist is not made", () => {
  file = join(folder, "none", "state");
  expect(refusal()).toContain("its folder does not exist");
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test("a place where no file can be is told with what to do", () => {
  const places = ["", "/proc/state", folder, join(folder, "x".repeat(300))];
  writeFileSync(file, "");
  for (const place of [...places, join(file, "state")]) {
    file = place;
    expect(refusal()).toMatch(
      /^kms-emulator: the state file .*can't be used: .+\. .+--state.+\n$/,
    );
  }
});
