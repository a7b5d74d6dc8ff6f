import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseEndpoint } from "../../provider/clouds/common/http/network";
import { CODES } from "../../provider/clouds/tencent/codes";
import { commands, kmsCommand } from "../../provider/clouds/tencent/commands";
import { howToFind } from "../../provider/clouds/tencent/create";
import { remedyOf } from "../../provider/clouds/common/replies/treatment";
import { Emulator, TENCENT_REGION as REGION } from "../support/emulator";
import { Outsider } from "../support/outsider";
import { run } from "../support/processes";
import { installTccli } from "./support/python";

/**
 * The commands that the provider prints for Tencent Cloud, typed as printed: by Tencent's own CLI, on a machine that has
 * credentials in its environment and no configured region or endpoint.
 */
let emulator: Emulator;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tccli-"));
  await installTccli(home);
}, 600_000);

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(() => emulator.reset());

afterAll(async () => {
  await emulator.stop();
  rmSync(home, { recursive: true, force: true });
});

const MINUTE_MS = 60_000;

async function typed(command: string): Promise<unknown> {
  const path = [home, process.env["PATH"]].join(delimiter);
  const { code, stdout, stderr } = await run("sh", ["-c", command], {
    env: {
      PATH: path,
      HOME: home,
      TENCENTCLOUD_SECRET_ID: "emulator",
      TENCENTCLOUD_SECRET_KEY: "emulator-secret",
    },
  });
  if (code !== 0) throw new Error(`${command}\n${stdout}${stderr}`);
  // One reply for each command, and what a shell puts between them.
  const replies = stdout.trim().split(/(?<=^\})\n/m);
  return JSON.parse(replies.at(-1) ?? "");
}

const printed = () => commands({ tencentEndpoint: emulator.url });

const endpoint = () => {
  const parsed = parseEndpoint(emulator.url);
  if (!parsed) throw new Error(emulator.url);
  return parsed;
};

async function createKey(parameters: object = {}): Promise<string> {
  const { KeyId } = await new Outsider(emulator).tencent(REGION, "CreateKey", {
    Alias: "orders",
    ...parameters,
  });
  return String(KeyId);
}

async function stateOf(keyId: string): Promise<string | undefined> {
  const keys = await emulator.keys();
  return keys.find((key) => key.keyId === keyId)?.keyState;
}

test(
  "an enabled key is shown, scheduled for deletion, taken back and scheduled again",
  async () => {
    const keyId = await createKey();
    const { describe, scheduleDeletion, cancelDeletion } = printed();
    expect(await typed(describe(REGION, keyId))).toMatchObject({
      KeyMetadata: { KeyId: keyId, KeyState: "Enabled" },
    });
    expect(await typed(scheduleDeletion(REGION, keyId))).toMatchObject({
      KeyId: keyId,
    });
    expect(await stateOf(keyId)).toBe("PendingDelete");
    await typed(cancelDeletion(REGION, keyId));
    expect(await stateOf(keyId)).toBe("Disabled");
    await typed(scheduleDeletion(REGION, keyId, "Disabled"));
    expect(await stateOf(keyId)).toBe("PendingDelete");
  },
  MINUTE_MS,
);

test(
  "a key that waits for its material is scheduled for deletion",
  async () => {
    const keyId = await createKey({ Type: 2 });
    await typed(printed().scheduleDeletion(REGION, keyId, "PendingImport"));
    expect(await stateOf(keyId)).toBe("PendingDelete");
  },
  MINUTE_MS,
);

test(
  "a key that may have been made is found",
  async () => {
    const keyId = await createKey();
    const command = (
      action: string,
      parameters: Readonly<Record<string, string>>,
    ) => kmsCommand(action, REGION, parameters, endpoint());
    const [found = ""] = commandsIn(howToFind({ command }, "orders"));
    expect(await typed(found)).toMatchObject({
      TotalCount: 1,
      KeyMetadatas: [{ KeyId: keyId }],
    });
  },
  MINUTE_MS,
);

test(
  "the commands of the remedies",
  async () => {
    const where = { action: "CreateKey", region: REGION, endpoint: endpoint() };
    const remedies = new Set(
      Object.values(CODES).flatMap((treatment) =>
        commandsIn(remedyOf(treatment, where)),
      ),
    );
    expect(remedies.size).toBeGreaterThan(1);
    for (const remedy of remedies)
      expect(await typed(remedy)).toHaveProperty("RequestId");
    expect((await emulator.calls()).tencent).toEqual({
      GetRegions: 1,
      ListAlgorithms: 1,
    });
  },
  MINUTE_MS,
);

function commandsIn(text: string): string[] {
  return Array.from(
    text.matchAll(/`(tccli [^`]*)`/g),
    ([, found = ""]) => found,
  );
}
