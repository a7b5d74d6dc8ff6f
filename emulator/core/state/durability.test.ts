import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "../../testing/client";
import { Program, type RunningProgram } from "../../testing/program";
import { openStateFile } from "./file";

let program: Program;
let folder: string;
let file: string;
const running: RunningProgram[] = [];

beforeAll(async () => {
  program = await Program.bundle(
    resolve(__dirname, "../../testing/test-program"),
  );
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

test("a file that something else wrote is refused and left as it is", () => {
  const contents = [
    Buffer.from("my dear diary"),
    Buffer.from(JSON.stringify({ keys: [] })),
    Buffer.alloc(100_000),
  ];
  for (const content of contents) {
    writeFileSync(file, content);
    expect(refusal()).toMatch(/^kms-emulator: the state file .* can't be used/);
    expect(readFileSync(file)).toEqual(content);
    expect(readdirSync(folder)).toEqual(["state"]);
  }
});

test("a file of another form is refused with both forms' names", () => {
  writeFileSync(file, "kms-emulator state file 3\n");
  expect(refusal()).toContain(
    'it has the form "kms-emulator state file 3", and this kms-emulator reads "kms-emulator state file 2"',
  );
});

test("a file that has been cut is refused and left as it is", async () => {
  await makeState();
  const size = readFileSync(file).length;
  const whole = join(folder, "whole");
  copyFileSync(file, whole);
  for (const left of [1, 26, 100, 10_000, Math.floor(size / 2), size - 1]) {
    copyFileSync(whole, file);
    truncateSync(file, left);
    const content = readFileSync(file);
    expect(refusal()).toContain("damaged");
    expect(readFileSync(file)).toEqual(content);
  }
});

/** The state file of a killed emulator with notes 0 to 9, one on each line after the first. */
async function killedState(): Promise<string[]> {
  const { client, kill } = await start();
  for (let index = 0; index < 10; index++) {
    await client.put(`note-${index}`, `text ${index}`);
  }
  await kill();
  return readFileSync(file, "utf8").split(/(?<=\n)/);
}

const CHANGED = (line: string) => line.replace("text", "TEXT");

test.each<[string, (lines: string[]) => string[]]>([
  [
    "a line is changed",
    ([a, b, c = "", ...rest]) => [a!, b!, CHANGED(c), ...rest],
  ],
  ["a line is missing", ([a, b, , ...rest]) => [a!, b!, ...rest]],
  [
    "two lines changed places",
    ([a, b, c, d, ...rest]) => [a!, b!, d!, c!, ...rest],
  ],
  ["a line is there twice", ([a, b, c, ...rest]) => [a!, b!, c!, c!, ...rest]],
  ["its beginning is missing", ([, ...rest]) => rest],
])("a file is refused and left as it is if %s", async (_, damage) => {
  const lines = damage(await killedState());
  writeFileSync(file, lines.join(""));
  expect(refusal()).toMatch("damaged");
  expect(readFileSync(file, "utf8")).toBe(lines.join(""));
});

test.each<[string, (line: string) => string]>([
  ["cut", (line) => line.slice(0, 60)],
  ["cut before its line break", (line) => line.slice(0, -1)],
  ["not all there, as a machine that lost power leaves it", CHANGED],
])("a last line that is %s is left out, and reported", async (_, tear) => {
  const lines = await killedState();
  const last = lines.pop()!;
  writeFileSync(file, lines.join("") + tear(last));
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const state = await openStateFile(file);
  expect(stderr.mock.calls.join("")).toContain("was not written whole");
  stderr.mockRestore();
  const texts = state.stored
    .filter(({ collection }) => collection === "alibaba.notes")
    .map(({ value }) => value);
  expect(texts).toEqual(Array.from({ length: 9 }, (_, n) => `text ${n}`));
  await state.close(state.stored);
});

function noSpace(): Error {
  const error = new Error("ENOSPC: no space left");
  return Object.assign(error, { code: "ENOSPC" });
}

test("what was written after a write that failed is read again, and the failed write is not", async () => {
  const state = await openStateFile(file);
  const note = (id: string) => ({ collection: "notes", id, value: id });
  await state.write([note("a")]);
  const handle = await open(file);
  const disk = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const full = jest
    .spyOn(disk, "datasync")
    .mockRejectedValueOnce(noSpace())
    .mockRejectedValueOnce(new Error("EIO: no"));
  await expect(state.write([note("b")])).rejects.toThrow(
    `the state file ${file} can't be written: ENOSPC: no space left. Make room there.`,
  );
  await expect(state.write([note("b")])).rejects.toThrow(
    "EIO: no. Let this user write there.",
  );
  full.mockRestore();
  await state.write([note("c")]);
  const copy = join(folder, "copy");
  copyFileSync(file, copy);
  const again = await openStateFile(copy);
  expect(again.stored).toEqual([note("a"), note("c")]);
  for (const each of [state, again]) await each.close(again.stored);
});

test("the file is its owner's alone, made or found, and so is all that lies beside it", async () => {
  const modes = () =>
    readdirSync(folder).map((name) => {
      const { mode } = statSync(join(folder, name));
      return [name, (mode & 0o777).toString(8)];
    });
  const umask = process.umask(0);
  try {
    const made = await start();
    await made.client.put("a", "1");
    expect(modes()).toEqual([
      ["state", "600"],
      ["state.lock", "600"],
    ]);
    await made.stop("SIGTERM");
    expect(modes()).toEqual([["state", "600"]]);
    chmodSync(file, 0o644);
    writeFileSync(`${file}.new`, "left by a kill", { mode: 0o666 });
    writeFileSync(`${file}.lock`, "999999999\n", { mode: 0o666 });
    const found = await start();
    expect(await found.client.text("a")).toBe("1");
    expect(modes()).toEqual([
      ["state", "600"],
      ["state.lock", "600"],
    ]);
  } finally {
    process.umask(umask);
  }
});

test("a symbolic link stays one, and what it leads to is kept up to date", async () => {
  const target = join(folder, "target");
  writeFileSync(target, "");
  symlinkSync(target, file);
  const { client, stop } = await start();
  await client.put("a", "linked");
  await stop("SIGTERM");
  expect(realpathSync(file)).toBe(realpathSync(target));
  expect(readFileSync(target, "utf8")).toContain("linked");
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
  expect(refusal()).toContain(`it is in use by process ${process.pid}`);
  await client.put("a", "2");
  expect(await client.text("a")).toBe("2");
});

test("a folder that does not exist is not made", () => {
  file = join(folder, "none", "state");
  expect(refusal()).toContain("its folder does not exist");
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test("a place where no file can be is reported with what to do", () => {
  const places = ["", "/proc/state", folder, join(folder, "x".repeat(300))];
  writeFileSync(file, "");
  for (const place of [...places, join(file, "state")]) {
    file = place;
    expect(refusal()).toMatch(
      /^kms-emulator: the state file .*can't be used: .+\. .+--state.+\n$/,
    );
  }
});
