import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webToken } from "../../../emulator/testing/web-token";
import type { KeyService } from "../../../provider/clouds/cloud";
import { contextOf } from "../../support/clouds/bench";
import {
  ACCESS_KEY,
  failureOf,
  makeKey,
  newBench,
  REGION,
  requestOf,
} from "../../support/clouds/alibaba";

const ROLE = {
  ...ACCESS_KEY,
  alibabaRoleArn: "acs:ram::100000000001:role/deployer",
  alibabaRoleSessionExpiration: 900,
};
const bench = newBench();

const keysOf = (service: KeyService) => service.in(REGION, contextOf());

const describeAll = (service: KeyService, keyId: string, times: number) =>
  Promise.all(
    Array.from({ length: times }, () => keysOf(service).describe(keyId, {})),
  );

describe("an assumed role", () => {
  test("is assumed once for many calls, and works in its own account", async () => {
    const service = await bench.cloud.connect(ROLE);
    const { keyId, arn } = await makeKey(keysOf(service));
    await describeAll(service, keyId, 10);
    expect(arn).toContain(":100000000001:");
    expect((await bench.cloud.calls())["AssumeRole"]).toBe(1);
  });

  test.each(["InvalidAccessKeyId.NotFound", "InvalidSecurityToken.Expired"])(
    "whose session the cloud calls expired (%s) is assumed anew, once, and no key is made twice",
    async (code) => {
      await bench.cloud.set({ "alibaba.expiredTokenCode": code });
      const service = await bench.cloud.connect(ROLE);
      const { keyId } = await makeKey(keysOf(service));
      await bench.cloud.advance(1000);
      await bench.cloud.calls();
      await Promise.all([
        describeAll(service, keyId, 5),
        keysOf(service).create(requestOf()),
      ]);
      expect((await bench.cloud.calls())["AssumeRole"]).toBe(1);
      expect(await bench.cloud.keys()).toHaveLength(2);
    },
  );

  test("is assumed with an OIDC token and no AccessKey, anew when its session ends", async () => {
    const folder = mkdtempSync(join(tmpdir(), "oidc-"));
    const file = join(folder, "token");
    const hour = Math.floor(Date.now() / 1000) + 3600;
    writeFileSync(file, webToken({ exp: hour }));
    const service = await bench.cloud.connect({
      alibabaRoleArn: "acs:ram::200000000002:role/pod",
      alibabaRoleSessionExpiration: 900,
      alibabaOidcProviderArn: "acs:ram::200000000002:oidc-provider/pods",
      alibabaOidcTokenFile: file,
    });
    const { keyId, arn } = await makeKey(keysOf(service));
    expect(arn).toContain(":200000000002:");
    await bench.cloud.advance(1000);
    await describeAll(service, keyId, 5);
    expect((await bench.cloud.calls())["AssumeRoleWithOIDC"]).toBe(2);
    await bench.cloud.advance(3600);
    const failure = await failureOf(describeAll(service, keyId, 1));
    expect(failure.message).toContain("OIDCToken.Expired");
    rmSync(folder, { recursive: true });
  });

  test("that can't be assumed is reported as that, with no more tries than one", async () => {
    const service = await bench.cloud.connect(ROLE);
    await bench.cloud.fault({
      action: "AssumeRole",
      kind: "error",
      code: "NoPermission",
    });
    const failure = await failureOf(keysOf(service).create(requestOf()));
    expect(failure).toMatchObject({ kind: "denied", action: "AssumeRole" });
    expect(await bench.cloud.calls()).toEqual({ AssumeRole: 1 });
  });

  test.each(["html-503", "drop-before"] as const)(
    "is waited for while STS stumbles (%s); if it does not rise, nothing was begun",
    async (kind) => {
      const service = await bench.cloud.connect(ROLE);
      await bench.cloud.fault({ action: "AssumeRole", kind, count: 2 });
      await makeKey(keysOf(service));
      const other = await bench.cloud.connect(ROLE);
      await bench.cloud.calls();
      await bench.cloud.fault({ action: "AssumeRole", kind });
      const failure = await failureOf(
        other.in(REGION, contextOf()).create(requestOf()),
      );
      expect(failure.kind).toBe("unauthenticated");
      const { CreateKey, ListTagResources } = await bench.cloud.calls();
      expect({ CreateKey, ListTagResources }).toEqual({});
    },
  );
});

describe("credentials", () => {
  test("that are wrong are refused once, with a remedy, and are never shown", async () => {
    const service = await bench.cloud.connect({
      alibabaAccessKeyId: "emulator",
      alibabaAccessKeySecret: "canary-secret",
    });
    const failure = await failureOf(keysOf(service).create(requestOf()));
    expect(failure).toMatchObject({
      kind: "unauthenticated",
      code: "SignatureDoesNotMatch",
    });
    expect(failure.remedy).toContain("AccessKey");
    expect(
      JSON.stringify(failure) + failure.message + failure.stack,
    ).not.toContain("canary");
    expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  });

  test("that don't exist are refused once", async () => {
    const service = await bench.cloud.connect({
      alibabaAccessKeyId: "nobody",
      alibabaAccessKeySecret: "canary-secret",
    });
    const failure = await failureOf(keysOf(service).create(requestOf()));
    expect(failure.code).toBe("InvalidAccessKeyId.NotFound");
    expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  });

  test("that are missing are one clear error, the second time, too", async () => {
    const service = await bench.cloud.connect({});
    for (let n = 0; n < 2; n++) {
      const failure = await failureOf(keysOf(service).create(requestOf()));
      expect(failure.kind).toBe("unauthenticated");
      expect(failure.message).toContain("Looked at: the provider config");
    }
    expect(await bench.cloud.calls()).toEqual({});
  });
});

describe("every fault of a read or a repeatable change", () => {
  test.each(["drop-before", "drop-after", "html-503", "throttle"] as const)(
    "%s is mended by sending it again",
    async (kind) => {
      const { keyId } = await makeKey(bench.keys);
      await bench.cloud.fault({ kind, count: 2 });
      await bench.keys.setDescription(keyId, "new");
      await bench.cloud.fault({ kind, count: 2 });
      const key = await bench.keys.describe(keyId, {});
      expect(key?.description).toBe("new");
    },
  );

  test.each([
    "InvalidParameter",
    "Forbidden.NoPermission",
    "Rejected.PendingDeletion",
    "Rejected.UnsupportedOperation",
  ])("%s is reported at once", async (code) => {
    const { keyId } = await makeKey(bench.keys);
    await bench.cloud.fault({
      action: "UpdateKeyDescription",
      kind: "error",
      code,
    });
    const failure = await failureOf(bench.keys.setDescription(keyId, "new"));
    expect(failure).toMatchObject({ code, keyId, region: REGION });
    expect((await bench.cloud.calls())["UpdateKeyDescription"]).toBe(1);
  });
});

test("a slow answer is waited for", async () => {
  await bench.cloud.fault({ kind: "delay", ms: 300 });
  await makeKey(bench.keys);
  expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
});

test("an endpoint that serves one region refuses another before any call", async () => {
  const service = await bench.cloud.connect({
    ...ACCESS_KEY,
    alibabaEndpoints: "{}",
    alibabaEndpoint: bench.cloud.url,
    alibabaRegion: REGION,
  });
  await makeKey(keysOf(service));
  const failure = await failureOf(
    service.in("cn-beijing", contextOf()).describe("key-1", {}),
  );
  expect(failure.kind).toBe("invalid");
  expect(failure.message).toContain("alibabaEndpoints");
});

test("the cloud's limit of ten CreateKey a second is never tripped over", async () => {
  await bench.cloud.control("POST", "limits", {
    cloud: "alibaba",
    action: "CreateKey",
    perSecond: 10,
  });
  await Promise.all(Array.from({ length: 25 }, () => makeKey(bench.keys)));
  expect((await bench.cloud.calls())["CreateKey"]).toBe(25);
});

test("texts of any length and alphabet arrive as they were sent", async () => {
  const description = "描述 é +&=%~*'() ".repeat(500).slice(0, 8192);
  const { keyId } = await makeKey(bench.keys, { description });
  const key = await bench.keys.describe(keyId, {});
  expect(key?.description).toBe(description);
});

test.each([
  ["CreateKey", ACCESS_KEY],
  ["AssumeRole", ROLE],
])(
  "a proxy variable that is no URL ends %s at once, naming the variable",
  async (action, credentials) => {
    const elsewhere = "https://kms.invalid";
    const service = await bench.cloud.connect(
      {
        ...credentials,
        alibabaEndpoints: JSON.stringify({ [REGION]: elsewhere }),
        alibabaStsEndpoint: elsewhere,
      },
      { HTTPS_PROXY: "http://user:canary%@127.0.0.1:9" },
    );
    const failure = await failureOf(keysOf(service).create(requestOf()));
    expect(failure).toMatchObject({ kind: "invalid", action });
    expect(failure.message).toContain("variable HTTPS_PROXY");
    expect(failure.message).not.toContain("canary");
  },
);
