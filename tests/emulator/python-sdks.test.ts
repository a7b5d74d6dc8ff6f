import { SERVICES } from "../../emulator/alibaba/actions";
import { subjectOf } from "../../emulator/alibaba/actions/not-emulated";
import { Emulator, TENCENT_REGION, type Calls } from "../support/emulator";
import { pythonWithSdks, runPython, runScript } from "./support/python";

/** Both vendors' official Python SDKs, unchanged, in scripts that know nothing of the emulator but its address. */
let emulator: Emulator;
let python: string;

beforeAll(async () => {
  python = await pythonWithSdks();
}, 600_000);

beforeAll(async () => {
  emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "eu-central-1"],
  });
});

beforeEach(() => emulator.reset());

afterAll(() => emulator.stop());

interface Script {
  script: string;
  /** What the emulator has at the end: keys in the order of their creation, and how often some actions were called. */
  keys: object[];
  calls: Partial<Calls>;
}

const ALIBABA = { cloud: "alibaba", region: "cn-hangzhou" };
const TENCENT = { cloud: "tencent", region: TENCENT_REGION };
const DESCRIPTION = "a b*~'/é+ 密钥 &=";

const SCRIPTS: Script[] = [
  {
    script: "alibaba_life.py",
    keys: [{ ...ALIBABA, description: "signs", keySpec: "RSA_2048" }],
    calls: {
      alibaba: {
        CreateKey: 2,
        UpdateKeyDescription: 1,
        CreateAlias: 2,
        TagResource: 1,
        TagResources: 1,
        ListTagResources: 1,
        UpdateRotationPolicy: 2,
        GenerateDataKey: 1,
        SetDeletionProtection: 2,
        ScheduleKeyDeletion: 3,
        CancelKeyDeletion: 1,
        GetPublicKey: 1,
      },
    },
  },
  {
    script: "alibaba_signing.py",
    keys: ["RSA_2048", "RSA_2048", "EC_P256", "RSA_2048"]
      .concat("Aliyun_AES_256", "Aliyun_AES_256")
      .map((keySpec) => ({ ...ALIBABA, keySpec })),
    calls: {
      alibaba: { AsymmetricSign: 3, AsymmetricVerify: 3, ReEncrypt: 1 },
    },
  },
  {
    script: "tencent_signing.py",
    keys: ["RSA_2048", "RSA_3072", "ECC"].map((usage) => ({
      ...TENCENT,
      keyUsage: `ASYMMETRIC_SIGN_VERIFY_${usage}`,
    })),
    calls: { tencent: { SignByAsymmetricKey: 3, VerifyByAsymmetricKey: 6 } },
  },
  {
    script: "alibaba_import.py",
    keys: [{ ...ALIBABA, keyState: "Enabled", origin: "EXTERNAL" }],
    calls: { alibaba: { GetParametersForImport: 3, ImportKeyMaterial: 3 } },
  },
  {
    script: "alibaba_refusals.py",
    keys: [{ ...ALIBABA, description: "refusals" }],
    calls: { alibaba: { AssumeRole: 1, GetCallerIdentity: 1 } },
  },
  {
    script: "alibaba_async.py",
    keys: [0, 1, 2, 3, 4].map(() => ({
      ...ALIBABA,
      description: expect.stringContaining(DESCRIPTION) as string,
    })),
    calls: { alibaba: { CreateKey: 5, DescribeKey: 5 } },
  },
  {
    script: "alibaba_v1.py",
    keys: [
      {
        ...ALIBABA,
        keyState: "PendingDeletion",
        description: DESCRIPTION,
        tags: { team: "red", owner: "ops" },
      },
    ],
    calls: { alibaba: { CreateKey: 1, TagResource: 1, TagResources: 1 } },
  },
  {
    script: "tencent_life.py",
    keys: [{ ...TENCENT, aliases: ["signs"], keySpec: "RSA_2048" }],
    calls: {
      tencent: {
        CreateKey: 3,
        UpdateAlias: 1,
        ModifyResourceTags: 1,
        DescribeResourceTagsByResourceIds: 1,
        EnableKeyRotation: 1,
        GenerateDataKey: 1,
        ScheduleKeyDeletion: 3,
        CancelKeyDeletion: 1,
        GetPublicKey: 1,
      },
    },
  },
  {
    script: "tencent_import.py",
    keys: [
      { ...TENCENT, keyState: "Enabled", origin: "EXTERNAL" },
      { ...TENCENT, region: "ap-guangzhou", keyState: "Enabled" },
    ],
    calls: { tencent: { GetParametersForImport: 6, ImportKeyMaterial: 6 } },
  },
  {
    script: "tencent_refusals.py",
    keys: [{ ...TENCENT, aliases: ["refusals"] }],
    calls: { tencent: { AssumeRole: 1, GetCallerIdentity: 1 } },
  },
];

test.each(SCRIPTS)("$script", async ({ script, keys, calls }) => {
  await runScript(python, script, emulator.url);
  expect(await emulator.keys()).toMatchObject(keys);
  expect(await emulator.calls()).toMatchObject(calls);
});

test("each action of Alibaba Cloud's newest SDK is served, or refused by name", async () => {
  const listed = await runPython(
    python,
    "-c",
    "from alibabacloud_kms20160120 import models; print(*dir(models))",
  );
  const actions = [...listed.matchAll(/\b(\w+)Response\b/g)].map(
    ([, name = ""]) => name,
  );
  expect(actions.length).toBeGreaterThan(80);
  const served = Object.keys(SERVICES.get("2016-01-20")?.actions ?? {});
  const unknown = actions.filter(
    (name) => !served.includes(name) && subjectOf(name) === undefined,
  );
  expect(unknown).toEqual([]);
});
