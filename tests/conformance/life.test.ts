import type { CloudName, FaultRule } from "../../emulator/clouds";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import { CallError, secret, type Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";
import { ANY_ID, EVERY_INPUT, REGIONS } from "./inputs";

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;

beforeAll(async () => {
  emulator = await Emulator.start({ alibabaRegions: ["cn-hangzhou"] });
});
afterAll(() => emulator.stop());

beforeEach(async () => {
  await emulator.reset();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});
afterEach(() => plugin.stop());

const NO_CALLS = { alibaba: {}, tencent: {} };

/** A step that follows CreateKey on each cloud, and what it serves. */
const LATER_STEP: Record<CloudName, { action: string; inputs: Props }> = {
  alibaba: { action: "CreateAlias", inputs: { alias: "orders" } },
  tencent: {
    action: "EnableKeyRotation",
    inputs: { alias: "orders", rotation: { interval: "365d" } },
  },
};

const keyIdOf = (id: string) => id.split("/").at(-1) ?? "";

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, pending }) => {
  async function made(news: Props = {}) {
    const { inputs } = await client.check({ cloud, ...news });
    const { id, properties } = await client.create(inputs);
    return { id, inputs, properties };
  }

  const key = async () => (await emulator.keys())[0];

  test("previews make no call to the cloud", async () => {
    const { inputs } = await client.check(EVERY_INPUT[cloud]);
    await client.create(inputs, { preview: true });
    await client.update({
      id: ANY_ID[cloud],
      olds: inputs,
      oldInputs: inputs,
      news: { ...inputs, description: "other" },
      preview: true,
    });
    expect(await emulator.calls()).toEqual(NO_CALLS);
  });

  test("Check, Diff and the provider's own settings make no call to the cloud", async () => {
    const { inputs } = await client.check(EVERY_INPUT[cloud]);
    await client.diff({
      id: ANY_ID[cloud],
      olds: inputs,
      oldInputs: inputs,
      news: inputs,
    });
    await client.checkConfig({ cloud });
    await client.diffConfig({ cloud }, { cloud, defaultTags: "{}" });
    expect(await emulator.calls()).toEqual(NO_CALLS);
  });

  test("every input lands on the key, and is read back as it was written", async () => {
    const { id, inputs } = await made(EVERY_INPUT[cloud]);
    const read = await client.read(id);
    expect(read?.id).toBe(id);
    const diff = await client.diff({
      id,
      olds: read?.properties ?? {},
      oldInputs: read?.inputs ?? {},
      news: inputs,
    });
    // What only the program knows can't be read.
    expect(Object.keys(diff.detailed)).toEqual(
      ["deletionWindowInDays", "rotationTrigger"].filter((name) =>
        Object.hasOwn(EVERY_INPUT[cloud], name),
      ),
    );
    expect(diff.replaces).toEqual([]);
  });

  test("a Read of a key that is not there says so, and its Delete succeeds", async () => {
    const { id, properties } = await made();
    expect(await client.read(ANY_ID[cloud])).toBeUndefined();
    const gone = JSON.parse(
      JSON.stringify(properties).replaceAll(
        keyIdOf(id),
        keyIdOf(ANY_ID[cloud]),
      ),
    ) as Props;
    await client.delete(ANY_ID[cloud], { properties: gone });
    expect((await key())?.keyState).toBe("Enabled");
  });

  test("an id that names no key is refused with the right form, never taken for a key that is gone", async () => {
    for (const id of ["", "x", `${cloud}/`, `${cloud}/!/x`, "other/x/y"])
      await expect(client.read(id)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining("CLOUD/REGION/KEYID") as string,
      });
  });

  test("an import by the id alone has inputs that Check accepts unchanged", async () => {
    const { id } = await made({
      alias: "orders",
      description: "d",
      rotation: { interval: "365d" },
      tags: { team: "red" },
    });
    const read = await client.read(id);
    const { inputs, failures } = await client.check(read?.inputs ?? {});
    expect(failures).toEqual([]);
    expect(inputs).toEqual(read?.inputs);
    expect(inputs).toMatchObject({
      cloud,
      region: REGIONS[cloud],
      description: "d",
      rotation: { interval: "365d" },
      tags: { team: "red" },
    });
  });

  test("Delete schedules destruction, and a second one changes nothing", async () => {
    const { id, properties } = await made({ deletionWindowInDays: 10 });
    await client.delete(id, { properties });
    const scheduled = await key();
    expect(scheduled?.keyState).toBe(pending);
    await client.delete(id, { properties });
    expect(await key()).toEqual(scheduled);
  });

  describe("when a step after CreateKey fails", () => {
    const { action, inputs: declared } = LATER_STEP[cloud];
    const refuse: FaultRule = {
      cloud,
      action,
      kind: "error",
      code: "InternalError",
    };

    test("the id of the key is reported with what it has, and Update finishes it", async () => {
      await emulator.fault(refuse);
      const { inputs } = await client.check({
        cloud,
        ...declared,
        description: secret("d"),
      });
      const error = await client
        .create(inputs, { timeout: 3 })
        .catch((error: unknown) => error);
      expect(error).toBeInstanceOf(CallError);
      const failed = (error as CallError).initFailed;
      const made = await key();
      expect(failed?.id).toBe(
        `${cloud}/${REGIONS[cloud]}/${made?.keyId ?? ""}`,
      );
      expect(failed?.properties).toMatchObject({
        keyId: made?.keyId,
        description: secret("d"),
      });
      expect(failed?.reasons.join()).toContain(action);

      await emulator.clearFaults();
      // The engine keeps the new inputs of a failed Create, and calls Update although nothing differs.
      await client.update({
        id: failed?.id ?? "",
        olds: failed?.properties ?? {},
        oldInputs: inputs,
        news: inputs,
      });
      expect(await emulator.keys()).toHaveLength(1);
      const [name] = (await key())?.aliases ?? [];
      expect(name).toMatch(/^(alias\/)?orders$/);
      const read = await client.read(failed?.id ?? "", {
        inputs,
        properties: failed?.properties ?? {},
      });
      const diff = await client.diff({
        id: failed?.id ?? "",
        olds: read?.properties ?? {},
        oldInputs: read?.inputs ?? {},
        news: inputs,
      });
      expect(diff.detailed).toEqual({});
    });
  });

  test("a CreateKey whose reply is lost makes one key, not two", async () => {
    await emulator.fault({
      cloud,
      action: "CreateKey",
      kind: "drop-after",
      count: 1,
    });
    const { id } = await made();
    const keys = await emulator.keys();
    expect(keys).toHaveLength(1);
    expect(id).toContain(keys[0]?.keyId);
  });

  test("the user's time-out ends a wait without end, and says what was waited for", async () => {
    await emulator.fault({ cloud, action: "CreateKey", kind: "throttle" });
    const { inputs } = await client.check({ cloud });
    await expect(client.create(inputs, { timeout: 2 })).rejects.toMatchObject({
      code: expect.stringMatching(
        /DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED/,
      ) as string,
      message: expect.stringMatching(/CreateKey.*time/i) as string,
    });
    expect(await emulator.keys()).toEqual([]);
  });

  test("functions and List find the key", async () => {
    const { id, properties } = await made({
      alias: "orders",
      spec: "RSA_2048",
      usage: "SIGN_VERIFY",
      tags: { team: "red" },
      ...(cloud === "tencent" && { region: "ap-guangzhou" }),
    });
    const region = properties["region"] ?? "";
    const { result } = await client.invoke("cmk:index:getCmk", { id });
    expect(result).toMatchObject({ id, keyId: properties["keyId"] });
    const byAlias = await client.invoke("cmk:index:getCmk", {
      cloud,
      region,
      alias: "orders",
    });
    expect(byAlias.result).toEqual(result);
    const many = await client.invoke("cmk:index:getCmks", { cloud, region });
    expect(many.result["cmks"]).toEqual([result]);
    const { publicKeyPem } = (
      await client.invoke("cmk:index:getPublicKey", { id })
    ).result;
    expect(publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(await client.list({ cloud, region })).toMatchObject({
      ids: [id],
      token: "",
    });
  });

  test.each([
    ["Disabled", { enabled: false }, false],
    ["PendingDeletion", {}, true],
    ["PendingImport", { origin: "EXTERNAL" }, false],
  ] as const)(
    "getCmk of a key that is %s fails where the program asks for an enabled one",
    async (state, news, isDeleted) => {
      const { id, inputs, properties } = await made(news);
      if (isDeleted) await client.delete(id, { oldInputs: inputs, properties });
      await expect(
        client.invoke("cmk:index:getCmk", { id, states: ["Enabled"] }),
      ).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining(`is ${state}`) as string,
      });
      const { result } = await client.invoke("cmk:index:getCmk", {
        id,
        states: ["Enabled", state],
      });
      expect(result["keyState"]).toBe(state);
    },
  );

  test("List goes page by page", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await made()).id);
    const listed: string[] = [];
    let continuation: string | undefined = "";
    do {
      const page = await client.list(
        { cloud, region: REGIONS[cloud] },
        { pageSize: 2, continuation },
      );
      expect(page.ids.length).toBeLessThanOrEqual(2);
      listed.push(...page.ids);
      continuation = page.token;
    } while (continuation);
    expect(listed.sort()).toEqual(ids.sort());
  });

  test("a function that is none, and arguments that are none, are refused in words", async () => {
    await expect(
      client.invoke("cmk:index:getNothing", {}),
    ).rejects.toMatchObject({
      code: expect.stringMatching(
        /INVALID_ARGUMENT|UNIMPLEMENTED|NOT_FOUND/,
      ) as string,
    });
    const { failures } = await client.invoke("cmk:index:getCmk", {
      region: 5,
      colour: "red",
    });
    expect(failures.map(({ property }) => property)).toEqual(
      expect.arrayContaining(["region", "colour"]),
    );
  });
});
