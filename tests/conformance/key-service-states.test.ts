import type { CreateRequest } from "../../provider/clouds/cloud";
import type { CloudName, KeyState } from "../../provider/model/types";
import { Calls, outcomeOf, type World, WORLDS } from "./key-services";

/**
 * What the resource layer may count on from KeyService. The same tests run on both real services, over the emulator, and on
 * the keys in memory that unit tests and simulation use: these are to be no friendlier.
 */

const DAY_S = 86_400;
const ROTATION = { enabled: true, intervalSeconds: 30 * DAY_S };
const MATERIAL = Buffer.alloc(32, 7).toString("base64");
const INSTANCE = "kst-hzz62ab0ad57t0example";
const POLICY = JSON.stringify({ Version: "1", Statement: [] });

/** Kinds of keys; one that can wait for material is EXTERNAL where nothing else is said. */
const KINDS: Readonly<Record<string, Partial<CreateRequest>>> = {
  ANY: {},
  EXTERNAL: { origin: "EXTERNAL" },
  ASYMMETRIC: { spec: "RSA_2048" },
  INSTANCE: { dkmsInstanceId: INSTANCE },
};

/** Each method that changes a key, or reads a part of it, as a call on one key. */
const CALLS: Readonly<
  Record<
    string,
    (calls: Calls, keyId: string, state: KeyState) => Promise<unknown>
  >
> = {
  describe: (calls, id) =>
    calls.describe(id, { aliases: true, tags: true, policy: true }),
  setDescription: (calls, id) => calls.setDescription(id, "new"),
  setRotation: (calls, id) => calls.setRotation(id, ROTATION),
  stopRotation: (calls, id) => calls.setRotation(id, { enabled: false }),
  enable: (calls, id) => calls.enable(id),
  disable: (calls, id) => calls.disable(id),
  setTags: (calls, id) => calls.setTags(id, { a: "1" }),
  addAlias: (calls, id) => calls.addAlias(id, "new"),
  moveAlias: async (calls, id) => {
    const other = await calls.create();
    await calls.addAlias(other.keyId, "moved");
    await calls.moveAlias("moved", id);
  },
  removeAlias: (calls) => calls.removeAlias("nobody"),
  setPolicy: (calls, id) => calls.setPolicy(id, POLICY),
  setDeletionProtection: (calls, id) => calls.setDeletionProtection(id, true),
  scheduleDeletion: (calls, id, state) => calls.scheduleDeletion(id, state),
  /** By one who last saw the key when it was enabled. */
  scheduleStale: (calls, id) => calls.scheduleDeletion(id, "Enabled"),
  cancelDeletion: (calls, id) => calls.cancelDeletion(id),
  cancelArchive: (calls, id) => calls.cancelArchive(id),
  importMaterial: (calls, id) =>
    calls.importMaterial(id, { material: MATERIAL }),
  deleteMaterial: (calls, id) => calls.deleteMaterial(id),
  publicKey: (calls, id) => calls.publicKey(id),
};

/**
 * `ok`: the key's state stays; `ok→STATE`: it moves; else the kind of the refusal, after which the state has stayed. By
 * docs/clouds/alibaba.md#states and docs/clouds/tencent.md#states.
 */
const CONTRACT: Readonly<Record<CloudName, string>> = {
  alibaba: `
                         | Enabled            | Disabled           | PendingImport      | PendingDeletion | none
describe                 | ok                 | ok                 | ok                 | ok              | ok
setDescription           | ok                 | ok                 | ok                 | state           | notFound
setRotation              | ok                 | state              | state              | state           | notFound
setRotation EXTERNAL     | unsupported        | state              | state              | state           | notFound
setRotation ASYMMETRIC   | unsupported        | state              |                    | state           | notFound
stopRotation             | ok                 | state              | state              | state           | notFound
enable                   | ok                 | ok→Enabled         | state              | state           | notFound
disable                  | ok→Disabled        | ok                 | state              | state           | notFound
setTags                  | ok                 | ok                 | ok                 | state           | notFound
addAlias                 | ok                 | ok                 | ok                 | state           | notFound
moveAlias                | ok                 | ok                 | ok                 | state           | notFound
removeAlias              | ok                 | ok                 | ok                 | ok              | ok
setPolicy                | unsupported        | unsupported        | unsupported        | state           | notFound
setPolicy INSTANCE       | ok                 | ok                 |                    | state           | notFound
setDeletionProtection    | ok                 | ok                 | ok                 | state           | notFound
scheduleDeletion         | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok              | notFound
scheduleStale            | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok              | notFound
cancelDeletion           | ok                 | ok                 | ok                 | ok→Enabled      | notFound
importMaterial           | unsupported        | unsupported        | ok→Enabled         | unsupported     | notFound
importMaterial EXTERNAL  | ok                 | ok                 | ok→Enabled         | state           | notFound
deleteMaterial           | unsupported        | unsupported        | ok                 | unsupported     | notFound
deleteMaterial EXTERNAL  | ok→PendingImport   | ok→PendingImport   | ok                 | ok              | notFound
publicKey                | unsupported        | unsupported        | unsupported        | state           | notFound
publicKey ASYMMETRIC     | ok                 | ok                 |                    | state           | notFound
`,
  tencent: `
                         | Enabled            | Disabled           | Archived           | PendingImport      | PendingDeletion | none
describe                 | ok                 | ok                 | ok                 | ok                 | ok              | ok
setDescription           | ok                 | ok                 | ok                 | ok                 | invalid         | notFound
setRotation              | ok                 | ok                 | state              | unsupported        | state           | notFound
setRotation EXTERNAL     | unsupported        | unsupported        | unsupported        | unsupported        | unsupported     | notFound
setRotation ASYMMETRIC   | invalid            | invalid            | invalid            |                    | invalid         | notFound
stopRotation             | ok                 | ok                 | ok                 | ok                 | ok              | notFound
enable                   | ok                 | ok→Enabled         | state              | state              | state           | notFound
disable                  | ok→Disabled        | ok                 | state              | state              | state           | notFound
setTags                  | ok                 | ok                 | ok                 | ok                 | ok              | notFound
addAlias                 | ok                 | ok                 | ok                 | ok                 | invalid         | notFound
scheduleDeletion         | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok              | notFound
scheduleStale            | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok→PendingDeletion | ok              | notFound
cancelDeletion           | ok                 | ok                 | ok                 | ok                 | ok→Disabled     | notFound
cancelArchive            | ok                 | state              | ok→Enabled         | state              | state           | notFound
importMaterial           | unsupported        | unsupported        | unsupported        | ok→Enabled         | unsupported     | notFound
importMaterial EXTERNAL  | ok                 | state              | state              | ok→Enabled         | state           | notFound
deleteMaterial           | unsupported        | unsupported        | unsupported        | ok                 | unsupported     | notFound
deleteMaterial EXTERNAL  | ok→PendingImport   | ok→PendingImport   | state              | ok                 | state           | notFound
publicKey                | invalid            | invalid            | invalid            | invalid            | invalid         | notFound
publicKey ASYMMETRIC     | ok                 | state              | state              |                    | state           | notFound
`,
};

interface Row {
  name: string;
  outcomes: [state: string, outcome: string][];
}

function rowsOf(cloud: CloudName): Row[] {
  const [head = [], ...rows] = CONTRACT[cloud]
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const states = head.slice(head[0] === "" ? 1 : 0);
  return rows.map(([name = "", ...cells]) => ({
    name,
    outcomes: states.flatMap((state, index): Row["outcomes"] =>
      cells[index] ? [[state, cells[index]]] : [],
    ),
  }));
}

const NO_KEY = {
  alibaba: "key-0000000000000",
  tencent: "ffffffff-0000-0000-0000-000000000000",
};

/** A new key of a kind, in a state; or the id of none. */
async function keyIn(
  calls: Calls,
  kind: string,
  state: string,
): Promise<string> {
  const { world } = calls;
  if (state === "none") return NO_KEY[world.cloud];
  const waits = state === "PendingImport" || kind === "EXTERNAL";
  const { keyId } = await calls.create({
    ...KINDS[kind],
    ...(waits && { origin: "EXTERNAL" }),
  });
  if (state === "PendingImport") return keyId;
  if (waits) await calls.importMaterial(keyId, { material: MATERIAL });
  if (state === "Disabled") await calls.disable(keyId);
  if (state === "Archived") await world.archive(keyId);
  if (state === "PendingDeletion")
    await calls.scheduleDeletion(keyId, "Enabled");
  return keyId;
}

describe.each(WORLDS)("%s", (_, cloud, open) => {
  let world: World;
  let calls: Calls;
  beforeAll(async () => {
    world = await open();
  });
  beforeEach(async () => {
    await world.reset();
    calls = new Calls(world);
  });
  afterAll(() => world.close());

  test.each(rowsOf(cloud))(
    "$name is taken or refused by state",
    async (row) => {
      const [method = "", kind = "ANY"] = row.name.split(" ");
      const seen: Row["outcomes"] = [];
      for (const [state] of row.outcomes) {
        await world.reset();
        const keyId = await keyIn(calls, kind, state);
        const outcome = await outcomeOf(
          CALLS[method]!(calls, keyId, state as KeyState),
        );
        const after = (await calls.describe(keyId))?.state ?? "none";
        seen.push([state, after === state ? outcome : `${outcome}→${after}`]);
      }
      expect(seen).toEqual(row.outcomes);
    },
  );
});
