import type { KeyView } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { HARDWARE_INSTANCE } from "../support/instances";

let emulator: Emulator;
let stack: Stack;
let keys: Map<string, KeyView>;

interface Kind {
  name: string;
  cloud: "alibaba" | "tencent";
  inputs: object;
  /** As the cloud spells it. */
  record: object;
}

const TENCENT_USAGES: [inputs: object, usage: string][] = [
  [{}, "ENCRYPT_DECRYPT"],
  [
    { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
    "ASYMMETRIC_DECRYPT_RSA_2048",
  ],
  [
    { spec: "SM2", usage: "ENCRYPT_DECRYPT", region: "ap-guangzhou" },
    "ASYMMETRIC_DECRYPT_SM2",
  ],
  [{ spec: "SM2", region: "ap-guangzhou" }, "ASYMMETRIC_SIGN_VERIFY_SM2"],
  [{ spec: "EC_P256" }, "ASYMMETRIC_SIGN_VERIFY_ECC"],
  [{ spec: "EC_P384" }, "ASYMMETRIC_SIGN_VERIFY_ECDSA384"],
  [{ spec: "DILITHIUM" }, "ASYMMETRIC_SIGN_VERIFY_DILITHIUM"],
  [{ spec: "KYBER_AES" }, "ASYMMETRIC_Encrypt_Decrypt_Kyber_AES"],
  [{ spec: "RSA_2048" }, "ASYMMETRIC_SIGN_VERIFY_RSA_2048"],
  [{ spec: "native:ASYMMETRIC_SIGN_VERIFY_ECC" }, "ASYMMETRIC_SIGN_VERIFY_ECC"],
];

const KINDS: Kind[] = [
  {
    name: "an RSA key that signs is the default on Alibaba",
    cloud: "alibaba",
    inputs: { spec: "RSA_2048" },
    record: { keySpec: "RSA_2048", keyUsage: "SIGN/VERIFY" },
  },
  {
    name: "an RSA key encrypts on Alibaba where that is asked for",
    cloud: "alibaba",
    inputs: { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
    record: { keySpec: "RSA_2048", keyUsage: "ENCRYPT/DECRYPT" },
  },
  {
    name: "a key without a spec is Aliyun_AES_256",
    cloud: "alibaba",
    inputs: {},
    record: { keySpec: "Aliyun_AES_256", keyUsage: "ENCRYPT/DECRYPT" },
  },
  {
    name: "SM2 is EC_SM2 on Alibaba",
    cloud: "alibaba",
    inputs: { spec: "SM2", protectionLevel: "HSM" },
    record: { keySpec: "EC_SM2", protectionLevel: "HSM" },
  },
  {
    name: "a native spec is passed on as it is",
    cloud: "alibaba",
    inputs: { spec: "native:EC_P256K" },
    record: { keySpec: "EC_P256K", keyUsage: "SIGN/VERIFY" },
  },
  {
    name: "an HSM instance's id reaches CreateKey",
    cloud: "alibaba",
    inputs: { spec: "AES_128", dkmsInstanceId: "kst-bjj62d8f5e0sgtx8h0001" },
    record: {
      keySpec: "Aliyun_AES_128",
      dkmsInstanceId: "kst-bjj62d8f5e0sgtx8h0001",
    },
  },
  {
    name: "a key of a hardware instance rotates where its mechanism allows it",
    cloud: "alibaba",
    inputs: {
      dkmsInstanceId: HARDWARE_INSTANCE,
      keyStorageMechanism: "HsmEncryptedDatabase",
      rotation: { interval: "90d" },
    },
    record: {
      dkmsInstanceId: HARDWARE_INSTANCE,
      keyStorageMechanism: "HsmEncryptedDatabase",
      rotationEnabled: true,
    },
  },
  {
    name: "a key made disabled is disabled",
    cloud: "alibaba",
    inputs: { enabled: false, rotation: { interval: "90d" } },
    record: { keyState: "Disabled", rotationEnabled: true },
  },
  {
    name: "an EXTERNAL key waits for its import on Alibaba",
    cloud: "alibaba",
    inputs: { origin: "EXTERNAL" },
    record: { keyState: "PendingImport" },
  },
  {
    name: "an EXTERNAL key waits for its import on Tencent",
    cloud: "tencent",
    inputs: { origin: "EXTERNAL" },
    record: { keyState: "PendingImport" },
  },
  {
    name: "an HSM cluster's id reaches CreateKey",
    cloud: "tencent",
    inputs: { hsmClusterId: "cls-hsm-12345678" },
    record: { hsmClusterId: "cls-hsm-12345678" },
  },
  {
    name: "a key made disabled with rotation is so on Tencent",
    cloud: "tencent",
    inputs: { enabled: false, rotation: { interval: "90d" } },
    record: { keyState: "Disabled", rotationEnabled: true },
  },
  ...TENCENT_USAGES.map(([inputs, usage]): Kind => ({
    name: `${JSON.stringify(inputs)} is ${usage} on Tencent`,
    cloud: "tencent",
    inputs,
    record: { keyUsage: usage },
  })),
];

beforeAll(async () => {
  emulator = await Emulator.start();
  stack = await Stack.create({
    program: {
      resources: Object.fromEntries(
        KINDS.map(({ cloud, inputs, name }, index) => [
          `key${String(index)}`,
          {
            type: "cmk:Cmk",
            properties: { cloud, description: name, ...inputs },
          },
        ]),
      ),
    },
    connection: emulator.connection(),
    project: "kinds",
  });
  await stack.up();
  keys = new Map((await emulator.keys()).map((key) => [key.description, key]));
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

test.each(KINDS)("$name", ({ name, record }) => {
  expect(keys.get(name)).toMatchObject(record);
});

test("a key's rotation shows as suspended where the cloud calls it so", async () => {
  const states = await stack.resources();
  const shown = (name: string) =>
    states.find(({ outputs }) => outputs?.["description"] === name)?.outputs?.[
      "rotationState"
    ];
  expect(shown("a key made disabled is disabled")).toBe("Suspended");
  expect(shown("a key made disabled with rotation is so on Tencent")).toBe(
    "Enabled",
  );
  expect(shown("a key without a spec is Aliyun_AES_256")).toBe("Disabled");
});

test("none of them has a diff after that, nor after a refresh", async () => {
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  await stack.up("--expect-no-changes");
});

test("all of them are destroyed, whatever their state", async () => {
  await stack.destroy();
  for (const { keyState } of await emulator.keys())
    expect(keyState).toMatch(/^PendingDelet/);
});
