import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack, type EngineRun } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";
import { filesBelow } from "./files";

const MATERIAL = Buffer.from("canary-material-".repeat(2));
/** Every form in which the material could be somewhere. */
const CANARIES = [
  MATERIAL.toString("latin1"),
  MATERIAL.toString("base64"),
  MATERIAL.toString("base64url").slice(0, 40),
  MATERIAL.toString("hex"),
  JSON.stringify([...MATERIAL.subarray(0, 16)]).slice(1, -1),
];
const DIGEST = createHash("sha256").update(MATERIAL).digest("hex");
const FILE = "ledger.key";

let emulator: Emulator;
let stack: Stack;
let temporary: string;
let keyFile: string;

beforeAll(async () => {
  emulator = await Emulator.start();
  stack = await Stack.create({
    program: {
      resources: Object.fromEntries(
        TEST_CLOUDS.map(({ name }) => [
          name,
          {
            type: "cmk:Cmk",
            properties: {
              cloud: name,
              spec: "AES_256",
              origin: "EXTERNAL",
              // Beside the program.
              keyMaterialFile: FILE,
            },
          },
        ]),
      ),
    },
    connection: emulator.connection(),
    project: "material-file",
  });
  temporary = join(stack.workplace.folder, "tmp");
  mkdirSync(temporary);
  keyFile = join(stack.folder, FILE);
  writeFileSync(keyFile, MATERIAL, { mode: 0o600 });
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

function holdsMaterial(text: string): boolean {
  return CANARIES.some((canary) => text.includes(canary));
}

/** Runs it with every log there is, all of them and all temporary files in the workplace. */
async function traced(...args: string[]): Promise<EngineRun> {
  const done = await stack.attempt(
    [...args, "--logtostderr", "--logflow", "-v=11"],
    {
      env: {
        TMPDIR: temporary,
        PULUMI_DEBUG_GRPC: join(stack.workplace.folder, "grpc.json"),
      },
    },
  );
  writeFileSync(
    join(stack.workplace.folder, `output-${args.join("")}.txt`),
    done.stdout + done.stderr,
  );
  return done;
}

/** The files of the workplace that hold the material: state, logs, output, temporary files, program and config. */
function filesWithMaterial(): string[] {
  return filesBelow(stack.workplace.folder).filter((path) =>
    holdsMaterial(readFileSync(path, "latin1")),
  );
}

const NOW = ["--yes", "--skip-preview"];

test("is refused by a cloud, and imported then, with the material in its own file only", async () => {
  for (const { name: cloud } of TEST_CLOUDS)
    await emulator.fault({
      kind: "error",
      code: "InvalidParameter",
      cloud,
      action: "ImportKeyMaterial",
    });
  const failed = await traced("up", ...NOW);
  expect(failed.code).not.toBe(0);
  expect(failed.stdout).toContain("could not import the key material");
  await emulator.clearFaults();
  expect(await traced("up", ...NOW)).toMatchObject({ code: 0 });
  for (const key of await emulator.keys()) expect(key.keyState).toBe("Enabled");
  for (const { name } of TEST_CLOUDS) {
    const { inputs, outputs } = await stack.resource(name);
    expect(outputs?.["keyMaterialDigest"]).toBe(DIGEST);
    expect(inputs).toMatchObject({
      keyMaterialFile: FILE,
      keyMaterialDigest: DIGEST,
    });
  }
  expect(filesWithMaterial()).toEqual([keyFile]);
  const grpc = readFileSync(join(stack.workplace.folder, "grpc.json"), "utf8");
  expect(grpc).toContain(DIGEST);
});

test("that is readable by everybody is warned of, and other material is shown by its digest and refused", async () => {
  chmodSync(keyFile, 0o644);
  const { stdout, stderr } = await stack.preview();
  expect(stdout + stderr).toContain(
    "everybody on this machine can read the file",
  );
  writeFileSync(keyFile, Buffer.alloc(32, 7));
  const refused = await stack.fails("preview");
  expect(refused.stdout).toContain("this is not the key's first material");
});

test("is not needed any more once it is imported", async () => {
  rmSync(keyFile);
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
});

test("is needed for new keys, which the preview says", async () => {
  const { stdout } = await stack.fails("preview");
  expect(stdout).toContain("there is no such file");
});
