import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import AlibabaKms, * as alibaba from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import { Client as TencentKms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_client";
import { Client } from "./testing/client";
import { Program } from "./testing/program";

/** The program with both clouds, driven by the vendors' own SDKs. */
let program: Program;
const folder = mkdtempSync(join(tmpdir(), "kms-emulator-test-"));

beforeAll(async () => {
  program = await Program.bundle(resolve(__dirname, "main.ts"));
});
afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true });
});

function alibabaClient(url: string): AlibabaKms {
  return new AlibabaKms(
    new Config({
      accessKeyId: "emulator",
      accessKeySecret: "emulator-secret",
      regionId: "cn-hangzhou",
      protocol: "http",
      endpoint: new URL(url).host,
    }),
  );
}

function tencentClient(url: string): TencentKms {
  return new TencentKms({
    credential: { secretId: "emulator", secretKey: "emulator-secret" },
    region: "ap-guangzhou",
    profile: {
      httpProfile: { protocol: "http://", endpoint: new URL(url).host },
    },
  });
}

const plaintext = Buffer.from("a secret").toString("base64");

test("keys of both clouds outlive kill -9 and still open what they sealed", async () => {
  const file = join(folder, "state");
  const first = await program.start("--state", file);
  const created = await alibabaClient(first.url).createKey(
    new alibaba.CreateKeyRequest({ description: "kept" }),
  );
  const { keyId } = created.keyMetadata;
  const sealed = await alibabaClient(first.url).encrypt(
    new alibaba.EncryptRequest({ keyId, plaintext }),
  );
  const tencentKey = await tencentClient(first.url).CreateKey({
    Alias: "kept",
  });
  const tencentSealed = await tencentClient(first.url).Encrypt({
    KeyId: tencentKey.KeyId!,
    Plaintext: plaintext,
  });
  const before = await new Client(first.url).control("GET", "keys");
  await first.kill();

  const second = await program.start("--state", file);
  const after = await new Client(second.url).control("GET", "keys");
  expect(after.json).toHaveLength(2);
  expect(after.json).toEqual(before.json);
  const opened = await alibabaClient(second.url).decrypt(
    new alibaba.DecryptRequest({ ciphertextBlob: sealed.ciphertextBlob }),
  );
  expect(opened.plaintext).toBe(plaintext);
  const tencentOpened = await tencentClient(second.url).Decrypt({
    CiphertextBlob: tencentSealed.CiphertextBlob!,
  });
  expect(tencentOpened.Plaintext).toBe(plaintext);
  expect(await second.stop("SIGTERM")).toBe(0);
});

test("every switch of both clouds is listed, with a name that tells its cloud", () => {
  const { status, stdout } = program.run("--switches");
  expect(status).toBe(0);
  const names = [...stdout.matchAll(/^(\S+)=/gm)].map(([, name]) => name);
  expect(names).toContain("alibaba.keyQuota");
  expect(names).toContain("tencent.keyQuota");
  for (const name of names) expect(name).toMatch(/^(alibaba|tencent)\./);
});
