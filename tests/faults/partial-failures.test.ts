import type { CloudName } from "../../emulator/clouds";
import { differences } from "../support/campaign/differences";
import { GrpcLane } from "../support/campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import { CallError, secret, type Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

const DENIED: Record<CloudName, string> = {
  alibaba: "Forbidden.NoPermission",
  tencent: "UnauthorizedOperation",
};

const MATERIAL = secret(Buffer.alloc(32, 7).toString("base64"));
const POLICY = JSON.stringify({
  Version: "1",
  Statement: [{ Effect: "Allow", Action: ["kms:*"], Resource: ["*"] }],
});

/** A step after CreateKey: inputs that require it, and the action that is refused. */
const CREATE_STEPS: Record<CloudName, Record<string, Props>> = {
  alibaba: {
    CreateAlias: { alias: "orders" },
    SetDeletionProtection: { deletionProtection: true },
    DisableKey: { enabled: false },
    GetParametersForImport: { origin: "EXTERNAL", keyMaterial: MATERIAL },
    ImportKeyMaterial: { origin: "EXTERNAL", keyMaterial: MATERIAL },
  },
  tencent: {
    UpdateAlias: { alias: "orders" },
    EnableKeyRotation: { rotation: { interval: "30d" } },
    DisableKey: { enabled: false },
    GetParametersForImport: { origin: "EXTERNAL", keyMaterial: MATERIAL },
    ImportKeyMaterial: { origin: "EXTERNAL", keyMaterial: MATERIAL },
  },
};

const ON_INSTANCE = { dkmsInstanceId: "kst-test" };

/** A step of an update: the old inputs, the new ones, and the action that is refused. */
const UPDATE_STEPS: Record<CloudName, Record<string, [Props, Props]>> = {
  alibaba: {
    EnableKey: [{ enabled: false }, {}],
    DisableKey: [{}, { enabled: false }],
    ImportKeyMaterial: [
      { origin: "EXTERNAL" },
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
    ],
    DeleteKeyMaterial: [
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
      { origin: "EXTERNAL", deleteKeyMaterial: true },
    ],
    UpdateRotationPolicy: [{}, { rotation: { interval: "30d" } }],
    UpdateKeyDescription: [{ description: "old" }, { description: "new" }],
    CreateAlias: [{}, { alias: "orders" }],
    DeleteAlias: [{ alias: "orders" }, { alias: "payments" }],
    TagResources: [{}, { tags: { team: "orders" } }],
    UntagResources: [{ tags: { team: "orders" } }, {}],
    SetKeyPolicy: [ON_INSTANCE, { ...ON_INSTANCE, policy: POLICY }],
    SetDeletionProtection: [{}, { deletionProtection: true }],
  },
  tencent: {
    EnableKey: [{ enabled: false }, {}],
    DisableKey: [{}, { enabled: false }],
    ImportKeyMaterial: [
      { origin: "EXTERNAL" },
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
    ],
    DeleteImportedKeyMaterial: [
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
      { origin: "EXTERNAL", deleteKeyMaterial: true },
    ],
    EnableKeyRotation: [{}, { rotation: { interval: "30d" } }],
    DisableKeyRotation: [{ rotation: { interval: "30d" } }, {}],
    UpdateKeyDescription: [{ description: "old" }, { description: "new" }],
    UpdateAlias: [{ alias: "orders" }, { alias: "payments" }],
    ModifyResourceTags: [{}, { tags: { team: "orders" } }],
  },
};

let lane: GrpcLane;
let client: ProviderClient;
beforeAll(async () => {
  lane = await GrpcLane.open();
});
beforeEach(async () => {
  await lane.emulator.reset();
  client = await lane.configured("state", {});
});
afterEach(() => {
  client.close();
});
afterAll(() => lane.close());

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  const place = { cloud, region };

  async function checked(inputs: Props, olds?: Props): Promise<Props> {
    const reply = await client.check({ ...place, ...inputs }, { olds });
    expect(reply.failures).toEqual([]);
    return reply.inputs;
  }

  const refuse = (action: string) =>
    lane.emulator.fault({ cloud, action, kind: "error", code: DENIED[cloud] });

  async function expectAsDeclared(inputs: Props): Promise<void> {
    const [key, ...others] = await lane.emulator.keys();
    expect(others).toEqual([]);
    if (!key) throw new Error("the key is gone");
    const declared = { inputs, deleteBeforeReplace: false };
    expect(differences(key, declared, {})).toEqual([]);
  }

  test.each(Object.entries(CREATE_STEPS[cloud]))(
    "a create whose %s is refused keeps the key, says why, and is finished by the next update",
    async (action, declared) => {
      await refuse(action);
      const inputs = await checked(declared);
      const { id, properties, reasons } = await partial(client.create(inputs));
      expect(reasons.join()).toMatch(
        new RegExp(`could not .+ ${action} .+${DENIED[cloud]}`),
      );
      await lane.emulator.clearFaults();
      const news = inputs;
      const olds = { olds: properties, oldInputs: inputs };
      const { detailed } = await client.diff({ id, ...olds, news });
      if ("alias" in declared) expect(Object.keys(detailed)).toEqual(["alias"]);
      await client.update({ id, ...olds, news });
      await expectAsDeclared({ ...place, ...declared });
    },
  );

  test.each(Object.entries(UPDATE_STEPS[cloud]))(
    "an update whose %s is refused says why, keeps its diff, and is finished by the next",
    async (action, [before, after]) => {
      const oldInputs = await checked(before);
      const { id, properties: olds } = await client.create(oldInputs);
      const news = await checked(after, oldInputs);
      await refuse(action);
      const failed = await partial(
        client.update({ id, olds, oldInputs, news }),
      );
      expect(failed.id).toBe(id);
      expect(failed.reasons.join()).toContain(action);
      await lane.emulator.clearFaults();
      const state = { id, olds: failed.properties, oldInputs, news };
      expect((await client.diff(state)).changes).toBe("some");
      await client.update(state);
      await expectAsDeclared({ ...place, ...after });
    },
  );
});

/** What the engine stores after a call that fails in part. */
async function partial(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof CallError && error.initFailed) return error.initFailed;
  throw new Error("the call did not fail in part", { cause: error });
}
