import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeStack } from "../../../tests/support/fake-stack";
import { bag, UNKNOWN } from "../../../tests/support/resource";
import { CLOUD_NAMES } from "../../model/types";
import { digestOf } from "../values/inputs";

const BYTES = Buffer.alloc(32, 5);
const OTHER = Buffer.alloc(32, 6);
const MATERIAL = BYTES.toString("base64");
const DIGEST = digestOf(MATERIAL);
const EXPIRY = { keyMaterialExpiry: "2036-01-01T00:00:00Z" };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmk-material-"));
  path = written("ledger.key", BYTES);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, content: Buffer | string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

const lose = () => {
  rmSync(path);
};

describe.each(CLOUD_NAMES)("material in a file on %s", (cloud) => {
  const base = { origin: "EXTERNAL", spec: "AES_256" };
  const program = () => ({ ...base, keyMaterialFile: path });
  let stack: FakeStack;
  beforeEach(() => {
    stack = new FakeStack(cloud);
  });
  const material = () => stack.key.hidden.material;
  const imports = () =>
    stack.fake.calls.filter((call) => call.startsWith("importMaterial"));
  const reasons = async (given: object) =>
    (await stack.preview({ ...base, ...given })).failures.map(
      ({ reason }) => reason,
    );

  test("is imported by a create, whose preview and state have its digest only", async () => {
    const preview = await stack.preview(program());
    expect(preview.outputs.values).toMatchObject({ keyMaterialDigest: DIGEST });
    await stack.up(program());
    expect(material()).toBe(MATERIAL);
    expect(stack.outputs).toMatchObject({
      keyState: "Enabled",
      keyMaterialDigest: DIGEST,
    });
    expect(stack.inputs).toMatchObject({
      keyMaterialFile: path,
      keyMaterialDigest: DIGEST,
    });
    expect(JSON.stringify(stack.state)).not.toContain(MATERIAL);
  });

  test.each([
    ["raw bytes", BYTES],
    ["base64", MATERIAL],
    [
      "base64 with line breaks",
      `${MATERIAL.slice(0, 20)}\n${MATERIAL.slice(20)}\n`,
    ],
  ])("may be %s", async (_, content) => {
    path = written("form.key", content);
    await stack.up(program());
    expect(material()).toBe(MATERIAL);
  });

  test.each([
    ["too short", Buffer.alloc(31, 5)],
    ["too long", Buffer.alloc(33, 5)],
    ["empty", ""],
    ["base64 of another size", Buffer.alloc(16, 5).toString("base64")],
    ["hexadecimal", BYTES.toString("hex")],
  ])("that is %s is refused by Check", async (_, content) => {
    path = written("wrong.key", content);
    const [reason] = await reasons(program());
    expect(reason).toContain("must hold 32 raw bytes or base64 of them");
    expect(reason).toContain(
      `has ${String(Buffer.from(content).length)} bytes`,
    );
  });

  test("that is missed is refused by Check for a new key", async () => {
    lose();
    expect(await reasons(program())).toEqual([
      `keyMaterialFile is "${path}": there is no such file on the machine that runs Pulumi.`,
    ]);
  });

  test("that is named with a shell's ~ is named in full instead", async () => {
    path = "~/own.key";
    const [reason] = await reasons(program());
    expect(reason).toContain("only a shell replaces ~, so write the path");
  });

  test("must be in a file", async () => {
    expect(await reasons({ keyMaterialFile: folder })).toEqual([
      expect.stringContaining("no folder, pipe or device"),
    ]);
  });

  test("in a file that everybody reads is taken with a warning", async () => {
    path = written("open.key", BYTES, 0o644);
    const { logged } = await stack.up(program());
    expect(logged).toContainEqual(
      expect.stringContaining("everybody on this machine can read the file"),
    );
    chmodSync(path, 0o640);
    expect((await stack.preview(program())).logged).toEqual([]);
  });

  test("in a file of text that is as long as raw bytes is taken with a warning", async () => {
    path = written("text.key", BYTES.subarray(16).toString("hex"));
    const { logged } = await stack.up(program());
    expect(logged.join()).toContain("is text");
  });

  test("is needed no more once it is imported", async () => {
    await stack.up(program());
    lose();
    expect((await stack.preview(program())).detailed).toEqual({});
    await stack.refresh();
    expect((await stack.preview(program())).detailed).toEqual({});
    const { detailed } = await stack.up({ ...program(), description: "new" });
    expect(Object.keys(detailed)).toEqual(["description"]);
    expect(imports()).toHaveLength(1);
  });

  test("at another path makes no diff where it is the same, or can't be compared", async () => {
    await stack.up(program());
    path = written("moved.key", MATERIAL);
    expect((await stack.up(program())).detailed).toEqual({});
    expect(stack.inputs["keyMaterialFile"]).toBe(path);
    path = join(folder, "nowhere");
    expect((await stack.preview(program())).detailed).toEqual({});
  });

  test("that has changed is shown by its digest, and refused", async () => {
    await stack.up(program());
    writeFileSync(path, OTHER);
    await expect(stack.preview(program())).rejects.toThrow(
      /keyMaterialFile: this is not the key's first material/,
    );
    expect(imports()).toHaveLength(1);
  });

  test("is needed again for another expiry, and then imported again", async () => {
    await stack.up(program());
    const kept = path;
    path = join(folder, "nowhere");
    expect(await reasons({ ...program(), ...EXPIRY })).toEqual([
      expect.stringContaining("there is no such file"),
    ]);
    path = kept;
    await stack.up({ ...program(), ...EXPIRY });
    expect(imports()).toHaveLength(2);
    const { detailed } = await stack.up(program());
    expect(Object.keys(detailed)).toEqual(["keyMaterialExpiry"]);
    expect(imports()).toHaveLength(3);
  });

  test("that is gone from the key is imported again, with the file", async () => {
    await stack.up(program());
    stack.key.state = "PendingImport";
    delete stack.key.hidden.material;
    await stack.refresh();
    expect(stack.inputs).not.toHaveProperty("keyMaterialDigest");
    const kept = path;
    path = join(folder, "nowhere");
    expect(await reasons(program())).toEqual([
      expect.stringContaining("there is no such file"),
    ]);
    path = kept;
    await stack.up(program());
    expect(material()).toBe(MATERIAL);
  });

  test("that is still to be imported is missed by the update's preview", async () => {
    stack.fake.fail("importMaterial", "denied");
    await expect(stack.up(program())).rejects.toThrow(
      /import the key material/,
    );
    const [key] = stack.fake.keys;
    stack.state = {
      id: `${cloud}/${stack.fake.region}/${key?.keyId ?? ""}`,
      inputs: bag({
        cloud,
        region: stack.fake.region,
        alias: "orders",
        ...program(),
        keyMaterialDigest: DIGEST,
      }),
      outputs: bag({ keyState: "PendingImport" }),
    };
    const again = () => stack.preview({ ...program(), description: "new" });
    expect((await again()).outputs.values).toMatchObject({
      keyMaterialDigest: DIGEST,
    });
    lose();
    await expect(again()).rejects.toThrow(/there is no such file/);
  });

  test("may be told by its digest, which other material fails", async () => {
    const told = { ...program(), keyMaterialDigest: DIGEST };
    await stack.up(told);
    expect((await stack.preview(program())).detailed).toEqual({});
    writeFileSync(path, OTHER);
    expect(await reasons(told)).toEqual([
      expect.stringContaining("does not match keyMaterialDigest"),
    ]);
    expect(
      await reasons({
        keyMaterial: MATERIAL,
        keyMaterialDigest: "0".repeat(64),
      }),
    ).toEqual([expect.stringContaining("keyMaterial does not match")]);
  });

  test("takes the place of keyMaterial without an import, and gives it back", async () => {
    const inline = { ...base, keyMaterial: MATERIAL };
    await stack.up(inline);
    const { detailed } = await stack.up(program());
    expect(Object.keys(detailed)).toEqual([
      "keyMaterialFile",
      "keyMaterialDigest",
    ]);
    expect(JSON.stringify(stack.state)).not.toContain(MATERIAL);
    expect((await stack.preview(program())).detailed).toEqual({});
    expect(Object.keys((await stack.up(inline)).detailed)).toEqual([
      "keyMaterial",
    ]);
    expect(imports()).toHaveLength(1);
  });

  test("that leaves the program stays on the key, with a warning", async () => {
    await stack.up(program());
    const { detailed, logged } = await stack.up(base);
    expect(detailed).toEqual({});
    expect(logged.join()).toContain(
      "keyMaterialFile is no longer in the program: the key keeps the material",
    );
    expect(material()).toBe(MATERIAL);
  });

  test("is deleted where the program asks for that, and can be given back", async () => {
    await stack.up(program());
    await stack.up({ ...base, deleteKeyMaterial: true });
    expect(stack.key.state).toBe("PendingImport");
    await stack.up(program());
    expect(material()).toBe(MATERIAL);
  });

  test("that ignoreChanges leaves out stays as the state has it", async () => {
    await stack.up(program());
    const before = { ...stack.inputs };
    const other = written("other.key", OTHER);
    stack.ignoreChanges = ["keyMaterialFile"];
    const { detailed } = await stack.up({ ...base, keyMaterialFile: other });
    expect(detailed).toEqual({});
    expect(stack.inputs).toEqual(before);
  });

  test("may be at an unknown path in a preview", async () => {
    const { outputs } = await stack.preview({
      ...base,
      keyMaterialFile: UNKNOWN,
    });
    expect(outputs.values["keyMaterialDigest"]).not.toBe(DIGEST);
    await stack.up(program());
    const { detailed } = await stack.preview({
      ...base,
      keyMaterialFile: UNKNOWN,
    });
    expect(Object.keys(detailed)).toEqual([
      "keyMaterialFile",
      "keyMaterialDigest",
    ]);
  });

  test("may be at a secret path, which no message shows", async () => {
    lose();
    const { failures } = await stack.preview(
      bag({ ...base, keyMaterialFile: path }, ["keyMaterialFile"]),
    );
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).not.toContain("ledger.key");
  });

  test("is not read back by an import, and is then imported anew", async () => {
    await stack.up(program());
    await stack.import(stack.state?.id ?? "");
    expect(Object.keys(stack.inputs).join()).not.toContain("keyMaterial");
    await stack.up(program());
    expect(imports()).toHaveLength(2);
    expect((await stack.preview(program())).detailed).toEqual({});
  });

  test("is refused beside keyMaterial, deleteKeyMaterial, and another origin", async () => {
    expect(await reasons({ ...program(), keyMaterial: MATERIAL })).toEqual([
      expect.stringContaining("keyMaterial is also set"),
    ]);
    expect(await reasons({ ...program(), deleteKeyMaterial: true })).toEqual([
      expect.stringContaining("contradicts it"),
    ]);
    expect(await reasons({ ...program(), origin: "KMS" })).toEqual([
      expect.stringContaining("only keys of origin EXTERNAL take it"),
    ]);
    expect(await reasons({ keyMaterialDigest: DIGEST })).toEqual([
      expect.stringContaining("needs keyMaterial or keyMaterialFile"),
    ]);
  });

  test("that changes between preview and import is not imported", async () => {
    stack.fake.at = ({ method }) => {
      if (method === "create") writeFileSync(path, OTHER);
    };
    await expect(stack.up(program())).rejects.toThrow(
      /the file has changed since it was checked; it was not imported\. .*run `pulumi up` again/,
    );
    expect(imports()).toEqual([]);
  });
});
