import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FaultKind } from "../../emulator/core/contract";
import { REGIONS } from "../../tools/verify/record";
import { BIN } from "../support/paths";
import { VerifiedCloud } from "../support/verified";

let cloud: VerifiedCloud;

afterEach(() => cloud.stop());

/** Of every kind: a code, a field that is there or not, a limit, a state, a list, and two that go together. */
test.each([
  "alibaba.protectedDeletionCode=Forbidden.Protected",
  "alibaba.unknownActionCode=InvalidAction.NotFound",
  "alibaba.emptyDeleteDate=false",
  "alibaba.emptyNextToken=false",
  "alibaba.missingParameterCode=gateway",
  "alibaba.plaintextMustBeBase64=true",
  "alibaba.maxPendingWindowInDays=30",
  "alibaba.cancelledWithoutMaterial=Enabled",
  "alibaba.unsureStateRows=false",
  "alibaba.mode=default",
  "tencent.asymmetricRotationCode=ResourceUnavailable.CmkStateNotSupport",
  "tencent.nullMembers=true",
  "tencent.tagsMustExist=true",
  "tencent.aliasHeldWhilePending=false",
  "tencent.manyKeysAtomic=false",
  "tencent.deletionAtDayEnd=true",
  "tencent.state.EnableKeyRotation.Disabled=ResourceUnavailable.CmkStateNotSupport",
  "tencent.state.GenerateDataKey.Archived=ok",
])("with %s, that switch is named, and no other", async (flipped) => {
  const [name] = flipped.split(".");
  cloud = await VerifiedCloud.start(name as "alibaba" | "tencent", [flipped]);
  expect(await cloud.verify()).toBe("different");
  const { report } = cloud.files();
  expect(report.match(/--switch \S+/g)).toEqual([`--switch ${flipped}`]);
  expect(report).not.toContain("not explained by any switch");
  expect(await cloud.left()).toEqual([]);
});

test("two switches that mean something together are both named", async () => {
  const flipped = [
    "alibaba.mode=default",
    "alibaba.secondDefaultKeyCode=Forbidden.Second",
  ];
  cloud = await VerifiedCloud.start("alibaba", flipped);
  expect(await cloud.verify()).toBe("different");
  const { report } = cloud.files();
  expect(report.match(/--switch \S+/g)).toEqual(
    flipped.map((each) => `--switch ${each}`),
  );
  expect(report).not.toContain("not explained by any switch");
});

const FAULTS: readonly FaultKind[] = [
  "throttle",
  "error",
  "drop-before",
  "drop-after",
  "html-503",
];

test.each(["alibaba", "tencent"] as const)(
  "%s: of ten requests one fails, and it ends with nothing left",
  async (name) => {
    cloud = await VerifiedCloud.start(name);
    for (const [seed, kind] of FAULTS.entries())
      await cloud.fault({ kind, seed, probability: 0.02 });
    expect(["same", "different"]).toContain(await cloud.verify());
    expect((await cloud.keys()).length).toBeGreaterThan(1);
    expect(await cloud.left()).toEqual([]);
  },
  600_000,
);

test.each(["alibaba", "tencent"] as const)(
  "%s: after kill -9 in the middle, a second run leaves nothing",
  async (name) => {
    cloud = await VerifiedCloud.start(name);
    const first = new Program(cloud);
    await first.says("100 of");
    expect(await first.end("SIGKILL")).toBeNull();
    expect((await cloud.left()).length).toBeGreaterThan(0);

    const second = new Program(cloud);
    await second.says("keys of an earlier run");
    expect(await second.end()).toBe(0);
    expect(await cloud.left()).toEqual([]);
  },
  300_000,
);

test("Ctrl-C in the middle removes what was made, and keeps what was seen", async () => {
  cloud = await VerifiedCloud.start("alibaba");
  const program = new Program(cloud);
  await program.says("50 of");
  expect(await program.end("SIGINT")).toBe(130);
  expect((await cloud.keys()).length).toBeGreaterThan(1);
  expect(await cloud.left()).toEqual([]);
  expect(cloud.files().report).toMatch(/Stopped after \d+ of \d+ steps/);
}, 300_000);

/** bin/kms-verify, as a user runs it. */
class Program {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  readonly #exited: Promise<unknown>;
  #notice: () => void = () => undefined;

  constructor({ cloud: name, emulator, folder }: VerifiedCloud) {
    this.#process = spawn(
      join(BIN, "kms-verify"),
      [
        ...["--cloud", name, "--region", REGIONS[name]],
        ...["--emulator", emulator.url, "--folder", folder],
        ...["--yes", "--pause", "1"],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#exited = once(this.#process, "exit");
    createInterface(this.#process.stdout!).on("line", (line) => {
      this.#lines.push(line);
      this.#notice();
    });
  }

  async says(text: string): Promise<void> {
    const ended = this.#exited.then(() => {
      throw new Error(`it ended before it said "${text}"`);
    });
    const said = new Promise<void>((resolve) => {
      this.#notice = () => {
        if (this.#lines.some((line) => line.includes(text))) resolve();
      };
      this.#notice();
    });
    await Promise.race([said, ended]);
  }

  /** Its exit code; null after a kill. */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal) this.#process.kill(signal);
    await this.#exited;
    return this.#process.exitCode;
  }
}
