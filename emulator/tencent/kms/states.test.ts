import { constants, publicEncrypt } from "node:crypto";
import { SWITCHES } from "../switches";
import { Bench, UIN } from "../../testing/tencent";

/**
 * The table of docs/clouds/tencent.md#states: action × state, with the outcomes that it marks as unsure as they stand
 * there.
 */
const NAMES: Readonly<Record<string, string>> = {
  ST: "ResourceUnavailable.CmkStateNotSupport",
  IP: "InvalidParameter",
  CmkShouldBeDisabled: "ResourceUnavailable.CmkShouldBeDisabled",
  CmkNotPendingDelete: "ResourceUnavailable.CmkNotPendingDelete",
  ExternalCmkCanNotRotate: "UnsupportedOperation.ExternalCmkCanNotRotate",
  RotateNotSupported: "UnsupportedOperation.RotateNotSupported",
  CmkDisabled: "ResourceUnavailable.CmkDisabled",
  CmkArchived: "ResourceUnavailable.CmkArchived",
  KeyPendingDelete: "ResourceUnavailable.KeyPendingDelete",
};
const COLUMNS = [
  "Enabled",
  "Disabled",
  "Archived",
  "PendingImport",
  "PendingDelete",
] as const;
type State = (typeof COLUMNS)[number];

const TABLE = `
DescribeKey               | ok | ok | ok | ok | ok
GetKeyRotationStatus      | ok | ok | ok | ok | ok
UpdateAlias               | ok | ok | ok? | ok | IP?
UpdateKeyDescription      | ok | ok | ok? | ok | IP?
EnableKey                 | ok | ok→Enabled | ST | ST | ST
EnableKeys                | ok | ok→Enabled | ST | ST | ST
DisableKey                | ok→Disabled | ok | ST | ST | ST
DisableKeys               | ok→Disabled | ok | ST | ST | ST
EnableKeyRotation         | ok | ok? | ST? | n/a | ST
EnableKeyRotation EXTERNAL| ExternalCmkCanNotRotate | ExternalCmkCanNotRotate | ExternalCmkCanNotRotate | ExternalCmkCanNotRotate | ExternalCmkCanNotRotate
DisableKeyRotation        | ok | ok | ok? | ok? | ok?
RotateKey                 | ok | ST? | ST? | RotateNotSupported | ST?
ScheduleKeyDeletion       | CmkShouldBeDisabled | ok→PendingDelete | ST? | ok→PendingDelete? | ST?
CancelKeyDeletion         | CmkNotPendingDelete | CmkNotPendingDelete | CmkNotPendingDelete | CmkNotPendingDelete | ok→Disabled
ArchiveKey                | ok→Archived | ok→Archived | ST? | ST | ST
CancelKeyArchive          | ST | ST | ok→Enabled | ST | ST
GetParametersForImport EXTERNAL | ok | ok? | ok? | ok | ok?
ImportKeyMaterial EXTERNAL | ok | ST | ST | ok→Enabled | ST
DeleteImportedKeyMaterial EXTERNAL | ok→PendingImport | ok→PendingImport | ST? | ST? | ST
GetPublicKey ASYMMETRIC   | ok | ST | ST | n/a | ST
BindCloudResource         | ok | ST? | ST? | ST? | ST
Encrypt                   | ok | CmkDisabled | CmkArchived | CmkDisabled? | CmkDisabled
GenerateDataKey           | ok | CmkDisabled | CmkDisabled? | CmkDisabled? | KeyPendingDelete
Decrypt                   | ok | CmkDisabled | ok | CmkDisabled? | CmkDisabled?
TagResources              | ok | ok | ok | ok | ok?
`;

interface Cell {
  action: string;
  kind: string;
  state: State;
  expected: string;
}

const CELLS: Cell[] = TABLE.trim()
  .split("\n")
  .flatMap((line) => {
    const [head = "", ...cells] = line.split("|").map((text) => text.trim());
    const [action = "", kind = "SYMMETRIC"] = head.split(/\s+/);
    return COLUMNS.map((state, column) => ({
      action,
      kind,
      state,
      expected: (cells[column] ?? "").replace("?", ""),
    }));
  })
  .filter(({ expected }) => expected !== "n/a");

const bench = new Bench();
bench.set("tencent.keyQuota", 1000);

test.each(CELLS)(
  "$action on a key ($kind) that is $state: $expected",
  async (cell) => {
    const key = await keyIn(cell);
    const [word = "", moved] = cell.expected.split("→");
    const parameters = parametersFor(cell.action, key);
    const code =
      cell.action === "TagResources"
        ? await bench.tagCode(cell.action, parameters)
        : await bench.code(cell.action, parameters);
    expect(code).toBe(NAMES[word] ?? "ok");
    const after = await bench.metadata(key.keyId);
    expect(after.KeyState).toBe(moved ?? cell.state);
  },
);

test("ListKeys shows Enabled, Disabled and PendingImport keys only", async () => {
  const shown: string[] = [];
  for (const state of COLUMNS) {
    const { keyId } = await keyIn({ state, kind: "SYMMETRIC" });
    const { Keys } = await bench.kms("ListKeys", { Limit: 200 });
    const ids = (Keys as { KeyId: string }[]).map((key) => key.KeyId);
    if (ids.includes(keyId)) shown.push(state);
  }
  expect(shown).toEqual(["Enabled", "Disabled", "PendingImport"]);
});

test("an unsure cell is a switch: its value is ok, a state, or an error code", async () => {
  const KeyId = await bench.createKey({ Type: 2 });
  const name = "tencent.state.UpdateAlias.Archived";
  const archived = await keyIn({ state: "Archived", kind: "SYMMETRIC" });
  bench.set(name, "ResourceUnavailable.CmkStateNotSupport");
  const renamed = { KeyId: archived.keyId, Alias: "renamed" };
  expect(await bench.code("UpdateAlias", renamed)).toBe(NAMES.ST);
  bench.set(name, "ok");
  expect(await bench.code("UpdateAlias", renamed)).toBe("ok");
  bench.set("tencent.state.ScheduleKeyDeletion.PendingImport", "Disabled");
  await bench.kms("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  expect((await bench.metadata(KeyId)).KeyState).toBe("Disabled");
});

test("each cell that no page of the vendor's tells is a switch with that default", () => {
  const marked = TABLE.trim()
    .split("\n")
    .flatMap((line) => {
      const [head = "", ...cells] = line.split("|").map((text) => text.trim());
      const action = head.split(/\s+/)[0] ?? "";
      return COLUMNS.map((state, column) => {
        const word = cells[column]?.replace("ok→", "") ?? "";
        const value = word.replace("?", "");
        return { name: `tencent.state.${action}.${state}`, word, value };
      });
    })
    .filter(({ word }) => word.endsWith("?"))
    .map(({ name, value }) => [name, NAMES[value] ?? value]);
  const switches = Object.entries(SWITCHES)
    .filter(([name]) => name.startsWith("tencent.state."))
    .map(([name, rule]) => [
      name.replace("TagService", "TagResources"),
      rule.default,
    ]);
  expect(switches.length).toBeGreaterThan(20);
  expect(Object.fromEntries(switches)).toEqual(Object.fromEntries(marked));
});

interface Prepared {
  keyId: string;
  /** Of symmetric keys, sealed while the key was Enabled. */
  ciphertext: string;
  /** An offer to an EXTERNAL key, with the bytes that it held wrapped for it. */
  importParameters: object;
}

const MATERIAL = Buffer.alloc(16, 7);

/** A new key, led to the state by the actions that lead there. */
async function keyIn({ state, kind }: Pick<Cell, "state" | "kind">) {
  const external = kind === "EXTERNAL" || state === "PendingImport";
  const keyId = await bench.createKey({
    KeyUsage: kind === "ASYMMETRIC" ? "ASYMMETRIC_SIGN_VERIFY_ECC" : undefined,
    Type: external ? 2 : 1,
  });
  const prepared: Prepared = { keyId, ciphertext: "", importParameters: {} };
  if (external) {
    prepared.importParameters = await offer(keyId);
    await bench.kms("ImportKeyMaterial", prepared.importParameters);
  }
  if (kind !== "ASYMMETRIC") prepared.ciphertext = await ciphertextOf(keyId);
  if (kind === "SYMMETRIC" && !external)
    await bench.kms("EnableKeyRotation", { KeyId: keyId, RotateDays: 365 });
  for (const [action, parameters] of WAY_TO[state])
    await bench.kms(action, { KeyId: keyId, ...parameters });
  return prepared;
}

const WAY_TO: Readonly<Record<State, [string, object][]>> = {
  Enabled: [],
  Disabled: [["DisableKey", {}]],
  Archived: [["ArchiveKey", {}]],
  PendingImport: [["DeleteImportedKeyMaterial", {}]],
  PendingDelete: [
    ["DisableKey", {}],
    ["ScheduleKeyDeletion", { PendingWindowInDays: 7 }],
  ],
};

async function offer(keyId: string): Promise<object> {
  const { ImportToken, PublicKey } = await bench.kms("GetParametersForImport", {
    KeyId: keyId,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  const wrapped = publicEncrypt(
    {
      key: `-----BEGIN PUBLIC KEY-----\n${String(PublicKey)}\n-----END PUBLIC KEY-----`,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    },
    MATERIAL,
  );
  return {
    KeyId: keyId,
    ImportToken,
    EncryptedKeyMaterial: wrapped.toString("base64"),
  };
}

async function ciphertextOf(keyId: string): Promise<string> {
  const { CiphertextBlob } = await bench.kms("Encrypt", {
    KeyId: keyId,
    Plaintext: "AAAA",
  });
  return String(CiphertextBlob);
}

function parametersFor(action: string, key: Prepared): object {
  const KeyId = key.keyId;
  const special: Readonly<Record<string, object>> = {
    EnableKeys: { KeyIds: [KeyId] },
    DisableKeys: { KeyIds: [KeyId] },
    UpdateAlias: { KeyId, Alias: `new-${KeyId}` },
    UpdateKeyDescription: { KeyId, Description: "" },
    ScheduleKeyDeletion: { KeyId, PendingWindowInDays: 30 },
    GetParametersForImport: {
      KeyId,
      WrappingAlgorithm: "RSAES_PKCS1_V1_5",
      WrappingKeySpec: "RSA_2048",
    },
    ImportKeyMaterial: key.importParameters,
    BindCloudResource: { KeyId, ProductId: "ssm", ResourceId: "secret-1" },
    Encrypt: { KeyId, Plaintext: "AAAA" },
    GenerateDataKey: { KeyId, KeySpec: "AES_256" },
    Decrypt: { CiphertextBlob: key.ciphertext },
    TagResources: {
      ResourceList: [
        `qcs::kms:ap-guangzhou:uin/${UIN}:key/creatorUin/${UIN}/${KeyId}`,
      ],
      Tags: [{ TagKey: "env", TagValue: "dev" }],
    },
  };
  return special[action] ?? { KeyId };
}
