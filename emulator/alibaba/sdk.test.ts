import Kms, * as models from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import { startEmulator } from "../core/emulator";
import type { Emulator } from "../core/options";
import { control } from "../testing/control";
import { alibaba } from "./index";
import { wrap } from "../testing/alibaba";

/** The vendor's Node SDK, unchanged, against a real server. */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ clouds: [alibaba] });
});

afterAll(() => emulator.close());

const CREDENTIALS = {
  accessKeyId: "emulator",
  accessKeySecret: "emulator-secret",
};

function connect(credentials: Record<string, string> = CREDENTIALS): Kms {
  const { host } = new URL(emulator.url);
  return new Kms(
    new Config({
      ...credentials,
      type: "securityToken" in credentials ? "sts" : "access_key",
      protocol: "http",
      endpoint: host,
    }),
  );
}

/** The service's code in a failure of the SDK (docs/clouds/alibaba.md#sdk-for-node). */
async function codeOf(call: Promise<unknown>): Promise<string> {
  const failure: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error) || !("data" in failure)) return "none";
  return (failure.data as { Code: string }).Code;
}

test("the SDK takes a key through its whole life", async () => {
  const kms = connect();
  const { keyMetadata } = await kms.createKey(
    new models.CreateKeyRequest({
      description: "a b*~'/é+",
      enableAutomaticRotation: true,
      rotationInterval: "7d",
    }),
  );
  const { keyId } = keyMetadata;
  const describe = async () =>
    (await kms.describeKey(new models.DescribeKeyRequest({ keyId })))
      .keyMetadata;
  expect(await describe()).toMatchObject({
    description: "a b*~'/é+",
    automaticRotation: "Enabled",
    rotationInterval: "604800s",
  });

  const aliasName = "alias/of-the-sdk";
  await kms.createAlias(new models.CreateAliasRequest({ keyId, aliasName }));
  const { aliases } = await kms.listAliases(new models.ListAliasesRequest({}));
  expect(aliases.alias).toMatchObject([{ aliasName, keyId }]);

  const tags = '[{"TagKey":"team","TagValue":"red"}]';
  await kms.tagResource(new models.TagResourceRequest({ keyId, tags }));
  const listed = await kms.listResourceTags(
    new models.ListResourceTagsRequest({ keyId }),
  );
  expect(listed.tags.tag).toMatchObject([{ tagKey: "team", tagValue: "red" }]);
  await kms.untagResource(
    new models.UntagResourceRequest({ keyId, tagKeys: '["team"]' }),
  );

  const plaintext = Buffer.from("secret").toString("base64");
  const encryptionContext = { purpose: "test" };
  const { ciphertextBlob } = await kms.encrypt(
    new models.EncryptRequest({ keyId, plaintext, encryptionContext }),
  );
  const decrypted = await kms.decrypt(
    new models.DecryptRequest({ ciphertextBlob, encryptionContext }),
  );
  expect(decrypted.plaintext).toBe(plaintext);

  await kms.updateRotationPolicy(
    new models.UpdateRotationPolicyRequest({
      keyId,
      enableAutomaticRotation: false,
    }),
  );
  await kms.disableKey(new models.DisableKeyRequest({ keyId }));
  await kms.scheduleKeyDeletion(
    new models.ScheduleKeyDeletionRequest({ keyId, pendingWindowInDays: 7 }),
  );
  expect((await describe()).keyState).toBe("PendingDeletion");
  await kms.cancelKeyDeletion(new models.CancelKeyDeletionRequest({ keyId }));
  expect(await describe()).toMatchObject({
    keyState: "Enabled",
    automaticRotation: "Disabled",
  });

  await kms.scheduleKeyDeletion(
    new models.ScheduleKeyDeletionRequest({ keyId, pendingWindowInDays: 7 }),
  );
  await control(emulator.url, "POST", "clock", { advanceSeconds: 7 * 86_400 });
  expect(await codeOf(describe())).toBe("Forbidden.KeyNotFound");
});

test("the SDK imports material", async () => {
  const kms = connect();
  const { keyMetadata } = await kms.createKey(
    new models.CreateKeyRequest({ origin: "EXTERNAL" }),
  );
  const { keyId } = keyMetadata;
  const { publicKey, importToken } = await kms.getParametersForImport(
    new models.GetParametersForImportRequest({
      keyId,
      wrappingAlgorithm: "RSAES_OAEP_SHA_256",
      wrappingKeySpec: "RSA_2048",
    }),
  );
  await kms.importKeyMaterial(
    new models.ImportKeyMaterialRequest({
      keyId,
      importToken,
      encryptedKeyMaterial: wrap(publicKey, Buffer.alloc(32, 7)).toString(
        "base64",
      ),
      keyMaterialExpireUnix: 0,
    }),
  );
  const described = await kms.describeKey(
    new models.DescribeKeyRequest({ keyId }),
  );
  expect(described.keyMetadata.keyState).toBe("Enabled");
});

test.each([
  ["SignatureDoesNotMatch", { ...CREDENTIALS, accessKeySecret: "guessed" }],
  ["InvalidAccessKeyId.NotFound", { ...CREDENTIALS, accessKeyId: "nobody" }],
  [
    "InvalidSecurityToken.MismatchWithAccessKey",
    { ...CREDENTIALS, securityToken: "of nobody" },
  ],
])("the SDK reports %s", async (code, credentials) => {
  const kms = connect(credentials);
  expect(await codeOf(kms.listKeys(new models.ListKeysRequest({})))).toBe(code);
});

test("the SDK reports throttling and of an error", async () => {
  const list = () => connect().listKeys(new models.ListKeysRequest({}));
  await control(emulator.url, "POST", "faults", {
    cloud: "alibaba",
    kind: "throttle",
    count: 1,
  });
  expect(await codeOf(list())).toBe("Rejected.Throttling");
  await control(emulator.url, "POST", "faults", {
    cloud: "alibaba",
    kind: "error",
    code: "InternalFailure",
    count: 1,
  });
  expect(await codeOf(list())).toBe("InternalFailure");
  expect(await codeOf(list())).toBe("none");
});
