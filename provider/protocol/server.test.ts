import { secret, UNKNOWN as MARKER } from "../../tests/support/protocol";
import { URN } from "../../tests/support/provider-client";
import {
  PartialFailure,
  RequestError,
  type CheckRequest,
} from "../resource/values/requests";
import { UNKNOWN, type Value } from "../resource/values/properties";
import { connected, EMPTY } from "../../tests/support/in-process";

test("Handshake and Configure agree on what is understood", async () => {
  const client = await connected();
  expect(await client.handshake()).toEqual({
    acceptSecrets: true,
    acceptResources: true,
    acceptOutputs: false,
    supportsAutonamingConfiguration: true,
    acceptsByteString: false,
  });
  expect(await client.configure({})).toEqual({
    acceptsecrets: true,
    supportspreview: true,
    acceptresources: true,
    acceptoutputs: false,
    supportsAutonamingConfiguration: true,
  });
});

test("version, schema and the empty mappings are answered", async () => {
  const client = await connected();
  expect(await client.version()).toBe("1.2.3");
  expect(await client.schema()).toBe('{"name":"echo"}');
  const { all, one } = await client.mappings();
  expect(all.getProvidersList()).toEqual([]);
  expect(one.getData()).toBe("");
});

test("an unsupported method is answered with UNIMPLEMENTED", async () => {
  const client = await connected();
  await expect(client.raw("Construct", new Uint8Array())).rejects.toMatchObject(
    { code: "UNIMPLEMENTED" },
  );
});

test("Configure hands on the provider's id and its settings", async () => {
  const configure = jest.fn(() => Promise.resolve());
  const client = await connected({ configure });
  await client.configure({ cloud: "tencent", tencentToken: secret("t") }, "p");
  expect(configure).toHaveBeenCalledWith(
    {
      providerId: "p",
      args: {
        values: { cloud: "tencent", tencentToken: "t" },
        secrets: [["tencentToken"]],
      },
    },
    expect.anything(),
  );
});

test("Check gets old inputs, seed and autonaming, and its secrets come back wrapped", async () => {
  const seen: CheckRequest[] = [];
  const client = await connected({
    check: (request) => {
      seen.push(request);
      return Promise.resolve({
        inputs: request.news,
        failures: [{ property: "alias", reason: "alias: is taken." }],
      });
    },
  });
  const reply = await client.check(
    { description: secret("d"), spec: MARKER },
    {
      olds: { alias: "old" },
      seed: new Uint8Array([1, 2]),
      autonaming: { mode: "ENFORCE", name: "orders" },
    },
  );
  expect(seen).toEqual([
    {
      urn: URN,
      olds: { values: { alias: "old" }, secrets: [] },
      news: {
        values: { description: "d", spec: UNKNOWN },
        secrets: [["description"]],
      },
      randomSeed: new Uint8Array([1, 2]),
      autonaming: { mode: "enforce", proposedName: "orders" },
    },
  ]);
  expect(reply).toEqual({
    inputs: { description: secret("d"), spec: MARKER },
    failures: [{ property: "", reason: "alias: is taken." }],
  });
});

const ASSET = {
  "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
  text: "x",
};

test("a value that can't be decoded is a failure in Check, and an error elsewhere", async () => {
  const client = await connected({
    check: ({ news }) =>
      Promise.resolve({
        inputs: news,
        failures: [{ property: "spec", reason: "spec: is wrong." }],
      }),
  });
  const { failures } = await client.check({ tags: { a: ASSET } });
  expect(failures.map(({ reason }) => reason)).toEqual([
    "tags.a: is an asset, which no property accepts.",
    "spec: is wrong.",
  ]);
  await expect(client.create({ tags: { a: ASSET } })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: "tags.a: is an asset, which no property accepts.",
  });
});

test("Diff reports changes by path, by top-level property, and which of them replace", async () => {
  const client = await connected({
    diff: () =>
      Promise.resolve({
        detailed: {
          spec: { kind: "update", replace: true, inputDiff: true },
          'tags["cost centre"]': {
            kind: "add",
            replace: false,
            inputDiff: true,
          },
          "tags.b": { kind: "delete", replace: false, inputDiff: true },
          deletionDate: { kind: "delete", replace: false, inputDiff: false },
        },
        stables: ["keyId"],
      }),
  });
  const props = { id: "i", olds: {}, oldInputs: {}, news: {} };
  expect(await client.diff(props)).toEqual({
    changes: "some",
    detailed: {
      spec: "update-replace",
      'tags["cost centre"]': "add",
      "tags.b": "delete",
      deletionDate: "delete output",
    },
    diffs: ["spec", "tags", "deletionDate"],
    replaces: ["spec"],
    stables: ["keyId"],
    deleteBeforeReplace: false,
  });
});

test("an empty diff is reported as no changes", async () => {
  const client = await connected();
  const props = { id: "i", olds: {}, oldInputs: {}, news: {} };
  expect(await client.diff(props)).toMatchObject({
    changes: "none",
    detailed: {},
    diffs: [],
  });
});

test("unknowns are kept in a preview, and left out of a real reply, which the engine would refuse", async () => {
  const client = await connected({
    create: () =>
      Promise.resolve({
        id: "i",
        outputs: { values: { spec: "SM4", arn: UNKNOWN }, secrets: [] },
      }),
  });
  const preview = await client.create({}, { preview: true });
  expect(preview.properties).toEqual({ spec: "SM4", arn: MARKER });
  expect((await client.create({})).properties).toEqual({ spec: "SM4" });
});

test("a Read that finds nothing has neither id nor properties", async () => {
  const client = await connected({ read: () => Promise.resolve(undefined) });
  expect(await client.read("gone")).toBeUndefined();
});

test("Update, Delete and Invoke hand on what they are asked", async () => {
  const update = jest.fn(() => Promise.resolve({ outputs: EMPTY }));
  const remove = jest.fn(() => Promise.resolve());
  const invoke = jest.fn(() =>
    Promise.resolve({
      result: { values: { pem: "p" }, secrets: [] },
      failures: [{ property: "id", reason: "id: is none." }],
    }),
  );
  const client = await connected({ update, delete: remove, invoke });
  const bag = (name: string) => ({ values: { [name]: 1 }, secrets: [] });
  await client.update({
    id: "i",
    olds: { olds: 1 },
    oldInputs: { inputs: 1 },
    news: { news: 1 },
    ignoreChanges: ["tags"],
    preview: true,
    timeout: 90,
  });
  expect(update).toHaveBeenCalledWith(
    {
      id: "i",
      urn: URN,
      oldOutputs: bag("olds"),
      oldInputs: bag("inputs"),
      news: bag("news"),
      ignoreChanges: ["tags"],
      preview: true,
      timeout: 90,
    },
    expect.anything(),
  );
  await client.delete("i", {
    properties: { outputs: 1 },
    oldInputs: { inputs: 1 },
    timeout: 0.5,
  });
  expect(remove).toHaveBeenCalledWith(
    {
      id: "i",
      urn: URN,
      outputs: bag("outputs"),
      oldInputs: bag("inputs"),
      timeout: 0.5,
    },
    expect.anything(),
  );
  expect(await client.invoke("cmk:index:getPublicKey", { id: "i" })).toEqual({
    result: { pem: "p" },
    failures: [{ property: "id", reason: "id: is none." }],
  });
});

test("a RequestError reaches the engine with its code", async () => {
  const client = await connected({
    delete: () =>
      Promise.reject(new RequestError("PERMISSION_DENIED", "may not")),
  });
  await expect(client.delete("i")).rejects.toMatchObject({
    code: "PERMISSION_DENIED",
    message: "may not",
  });
});

test("an error message of any length reaches the engine, cut short", async () => {
  const client = await connected({
    delete: () =>
      Promise.reject(new RequestError("NOT_FOUND", "密钥".repeat(50_000))),
  });
  await expect(client.delete("i")).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringMatching(/^(密钥){2000}…$/) as string,
  });
});

// grpc-js receives at most 64 KiB of it; the engine (grpc-go) a megabyte, as seen.
test("a partial failure arrives whole, though it is larger than one HTTP/2 frame", async () => {
  const policy = "p".repeat(20_000);
  const values: Record<string, Value> = { keyId: "k", policy };
  const client = await connected({
    create: () =>
      Promise.reject(
        new PartialFailure(
          "alibaba/cn-hangzhou/k",
          { values, secrets: [["policy"]] },
          { values, secrets: [] },
          ["SetKeyPolicy failed: schlüssel 😀".slice(0, -1)],
        ),
      ),
  });
  await expect(client.create({})).rejects.toMatchObject({
    code: "ABORTED",
    initFailed: {
      id: "alibaba/cn-hangzhou/k",
      properties: { keyId: "k", policy: secret(policy) },
      inputs: { keyId: "k", policy },
      reasons: ["SetKeyPolicy failed: schlüssel \uFFFD"],
    },
  });
});

test("messages beyond gRPC's usual 4 MiB go both ways", async () => {
  const client = await connected();
  const description = "d".repeat(5 * 1024 * 1024);
  expect((await client.check({ description })).inputs).toEqual({ description });
});

test("bytes that are not a request are refused", async () => {
  const client = await connected();
  for (const method of ["Check", "Create", "Configure", "Invoke", "List"])
    await expect(
      client.raw(method, new Uint8Array([0xff, 0xff, 0x01])),
    ).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  const overlong = Buffer.from("22939ad5a51e52", "hex");
  await expect(client.raw("Diff", overlong)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});

test("a request that nests without end is refused, and the next one served", async () => {
  const client = await connected();
  let value: Parameters<typeof client.check>[0] = {};
  for (let depth = 0; depth < 400; depth += 1) value = { a: value };
  const { failures } = await client.check(value);
  expect(failures[0]?.reason).toMatch(/is nested deeper than 200 levels/);
  expect(await client.version()).toBe("1.2.3");
});
