import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyService } from "../../cloud";
import { contextOf } from "../../../../tests/support/clouds/bench";
import {
  newBench,
  REGION,
  requestOf,
} from "../../../../tests/support/clouds/tencent";

const ROLE_ACCOUNT = "100000000009";
const STATIC = {
  tencentSecretId: "emulator",
  tencentSecretKey: "emulator-secret",
};
const ROLE = {
  ...STATIC,
  tencentRoleArn: `qcs::cam::uin/${ROLE_ACCOUNT}:roleName/deployer`,
};

const bench = newBench();

function makeKey(service: KeyService) {
  return service.in(REGION, contextOf()).create(requestOf());
}

test("an assumed role works in its own account, with one AssumeRole for many calls", async () => {
  const service = await bench.cloud.connect({
    ...ROLE,
    tencentRolePolicy: '{"version":"2.0","statement":[]}',
    tencentRoleExternalId: "external",
    tencentRoleSessionName: "session",
    tencentRoleDuration: 900,
  });
  await Promise.all([1, 2, 3, 4].map(() => makeKey(service)));
  expect(
    new Set((await bench.cloud.keys()).map(({ account }) => account)),
  ).toEqual(new Set([ROLE_ACCOUNT]));
  expect((await bench.cloud.calls()).AssumeRole).toBe(1);
});

test("a pod's token is exchanged without a signature", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tencent-pod-"));
  const file = join(folder, "token");
  const claims = Buffer.from('{"exp":4102444800}').toString("base64url");
  await writeFile(file, `e30.${claims}.c2ln`);
  const environment = {
    TKE_REGION: "ap-guangzhou",
    TKE_PROVIDER_ID: "provider",
    TKE_WEB_IDENTITY_TOKEN_FILE: file,
    TKE_ROLE_ARN: ROLE.tencentRoleArn,
  };
  try {
    const client = await bench.cloud.client({}, environment);
    expect(await client.account(contextOf())).toBe(ROLE_ACCOUNT);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ["throttle", undefined],
  ["drop-after", undefined],
  ["error", "InternalError"],
] as const)(
  "AssumeRole is asked again after %s, and no doubt falls on the call behind it",
  async (kind, code) => {
    const service = await bench.cloud.connect(ROLE);
    await bench.cloud.fault({ action: "AssumeRole", kind, code, count: 1 });
    await makeKey(service);
    expect(await bench.cloud.calls()).toMatchObject({
      AssumeRole: 2,
      CreateKey: 1,
    });
  },
);

test("a role that can't be assumed is reported as such", async () => {
  const service = await bench.cloud.connect(ROLE);
  const code = "AuthFailure.UnauthorizedOperation";
  await bench.cloud.fault({ action: "AssumeRole", kind: "error", code });
  await expect(makeKey(service)).rejects.toMatchObject({
    kind: "denied",
    action: "AssumeRole",
    code,
  });
  expect(await bench.cloud.calls()).toEqual({ AssumeRole: 1 });
});

test.each([
  [
    { ...STATIC, tencentSecretKey: "canary-wrong" },
    "AuthFailure.SignatureFailure",
  ],
  [{ ...STATIC, tencentSecretId: "unknown" }, "AuthFailure.SecretIdNotFound"],
  [{ ...STATIC, tencentToken: "canary-token" }, "AuthFailure.TokenFailure"],
])(
  "wrong credentials are reported once, without them: %#",
  async (settings, code) => {
    const service = await bench.cloud.connect(settings);
    const failure = await makeKey(service).catch((error: Error) => error);
    expect(failure).toMatchObject({ kind: "unauthenticated", code });
    expect((failure as Error).message).not.toContain("canary");
    expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  },
);

test("missing credentials are reported before any call", async () => {
  const service = await bench.cloud.connect({ tencentProfile: "missing" });
  await expect(makeKey(service)).rejects.toMatchObject({
    kind: "unauthenticated",
  });
  expect(await bench.cloud.calls()).toEqual({});
});
