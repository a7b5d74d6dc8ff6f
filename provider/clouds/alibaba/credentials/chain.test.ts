import { writeFileSync } from "node:fs";
import type { CloudSettings } from "../../rules";
import {
  ENVIRONMENT,
  ROLE,
  CredentialEnvironment,
} from "../../../../tests/support/clouds/credentials";

const around = CredentialEnvironment.create();

const CONFIGURED = {
  alibabaAccessKeyId: "configured",
  alibabaAccessKeySecret: "configured-secret",
};

const POD = {
  ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/pod",
  ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/p",
  ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/nowhere/token",
};

describe("an AccessKey", () => {
  test("of the config comes before all others, with its token", async () => {
    const settings = { ...CONFIGURED, alibabaSecurityToken: "token" };
    expect(await around.find(settings, ENVIRONMENT)).toEqual({
      accessKeyId: "configured",
      accessKeySecret: "configured-secret",
      securityToken: "token",
    });
  });

  test.each([
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"],
    ["ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"],
  ])("is read from %s and %s", async (id, secret) => {
    expect(await around.find({}, { [id]: "id", [secret]: "secret" })).toEqual({
      accessKeyId: "id",
      accessKeySecret: "secret",
    });
  });

  test("of one tool is not mixed with another tool's token", async () => {
    const environment = {
      ALICLOUD_ACCESS_KEY: "id",
      ALICLOUD_SECRET_KEY: "secret",
      ALIBABA_CLOUD_SECURITY_TOKEN: "left over",
    };
    expect((await around.find({}, environment)).securityToken).toBeUndefined();
  });

  test.each<[CloudSettings, NodeJS.ProcessEnv, string]>([
    [{ alibabaAccessKeyId: "id" }, ENVIRONMENT, "alibabaAccessKeyId"],
    [{ alibabaAccessKeySecret: "canary" }, {}, "alibabaAccessKeySecret"],
    [{}, { ALICLOUD_ACCESS_KEY: "id" }, "ALICLOUD_ACCESS_KEY"],
  ])(
    "with %j and %j is refused as half of one",
    async (settings, env, name) => {
      const failure = around.find(settings, env);
      await expect(failure).rejects.toMatchObject({
        kind: "unauthenticated",
        message: expect.stringContaining(`${name} is`) as string,
      });
      await expect(failure).rejects.not.toThrow("canary");
    },
  );
});

describe("a role", () => {
  test("of the config is assumed with the configured AccessKey", async () => {
    const session = await around.find({
      ...CONFIGURED,
      alibabaRoleArn: ROLE,
      alibabaRoleSessionName: "session",
      alibabaRoleSessionExpiration: 900,
      alibabaRoleExternalId: "external",
      alibabaRolePolicy: '{"Version":"1"}',
    });
    expect(session).toMatchObject({
      accessKeyId: `STS.${ROLE}`,
      securityToken: "session-token",
    });
    expect(Object.fromEntries(around.sts.asked[0] ?? [])).toMatchObject({
      Action: "AssumeRole",
      AccessKeyId: "configured",
      RoleArn: ROLE,
      RoleSessionName: "session",
      DurationSeconds: "900",
      ExternalId: "external",
      Policy: '{"Version":"1"}',
    });
  });

  test.each(["1h", "899", "43201", "900.5"])(
    "of the environment with the duration %s is refused",
    async (seconds) => {
      const role = {
        ALICLOUD_ASSUME_ROLE_ARN: ROLE,
        ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION: seconds,
      };
      await expect(
        around.find({}, { ...ENVIRONMENT, ...role }),
      ).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining(
          `environment variable ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION is "${seconds}", and must be 900 to 43200 seconds`,
        ) as string,
      });
      expect(around.sts.asked).toEqual([]);
    },
  );

  test("of the environment is for credentials of the environment only", async () => {
    const role = { ALICLOUD_ASSUME_ROLE_ARN: ROLE };
    expect((await around.find(CONFIGURED, role)).accessKeyId).toBe(
      "configured",
    );
    expect(
      (await around.find({}, { ...ENVIRONMENT, ...role })).accessKeyId,
    ).toBe(`STS.${ROLE}`);
  });

  test("is assumed with an OIDC token, unsigned, the token read anew each time", async () => {
    const file = around.write("token", "first\n");
    const source = {
      ALIBABA_CLOUD_ROLE_ARN: ROLE,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/p",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
    };
    const found = await around.source({}, source);
    expect((await found.fetch()).accessKeyId).toBe(`STS.${ROLE}`);
    writeFileSync(file, "second");
    await found.fetch();
    const [asked, again, ...more] = around.sts.asked;
    expect(more).toEqual([]);
    expect(again?.get("OIDCToken")).toBe("second");
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      Action: "AssumeRoleWithOIDC",
      OIDCProviderArn: "acs:ram::1:oidc-provider/p",
      OIDCToken: "first",
    });
    expect(asked?.has("Signature")).toBe(false);
  });

  test.each([
    ["\ufefftoken\r\n", "token"],
    [" \n", "is empty"],
    ["can ary", "contains a space"],
    ["can\nary", "contains a line break"],
  ])("with the OIDC token %j is %s", async (text, expected) => {
    const file = around.write("token", text);
    const environment = { ...POD, ALIBABA_CLOUD_OIDC_TOKEN_FILE: file };
    const found = around.find({}, environment);
    if (expected === "token") await found;
    else await expect(found).rejects.toThrow(`${file} ${expected}`);
    const sent = around.sts.asked.map((asked) => asked.get("OIDCToken"));
    expect(sent).toEqual(expected === "token" ? [expected] : []);
  });

  test("of the config is assumed with what OIDC gave for another", async () => {
    around.write("token", "t");
    const environment = { ...POD, ALIBABA_CLOUD_OIDC_TOKEN_FILE: "~/token" };
    await around.find({ alibabaRoleArn: ROLE }, environment);
    expect(around.sts.asked.map((asked) => asked.get("RoleArn"))).toEqual([
      "acs:ram::1:role/pod",
      ROLE,
    ]);
    expect(around.sts.asked[1]?.get("AccessKeyId")).toBe(
      "STS.acs:ram::1:role/pod",
    );
  });

  test.each([
    [{}, "environment"],
    [{ ALICLOUD_ASSUME_ROLE_ARN: ROLE }, `STS.${ROLE}`],
    [{ ALIBABA_CLOUD_OIDC_TOKEN_FILE: "" }, "STS.acs:ram::1:role/pod"],
  ])(
    "of a pod's token is not for an AccessKey beside it: with %j it is %s",
    async (more, accessKeyId) => {
      const environment = { ...POD, ...ENVIRONMENT, ...more };
      const found = await around.find({}, environment);
      expect(found.accessKeyId).toBe(accessKeyId);
    },
  );

  test("whose OIDC token is missing is reported as that", async () => {
    await expect(
      around.find({
        alibabaRoleArn: ROLE,
        alibabaOidcProviderArn: "p",
        alibabaOidcTokenFile: "/nowhere/token",
      }),
    ).rejects.toMatchObject({
      kind: "unauthenticated",
      message: expect.stringContaining("/nowhere/token") as string,
    });
    await expect(around.find({ alibabaOidcProviderArn: "p" })).rejects.toThrow(
      /alibabaOidcTokenFile/,
    );
  });
});

test("a credentials URI is asked last", async () => {
  const session = await around.find(
    {},
    { ALIBABA_CLOUD_CREDENTIALS_URI: `${around.sts.url}/uri` },
  );
  expect(session).toMatchObject({ securityToken: "session-token" });
});

test("where nothing is found the error says what to do, then what was looked at, in short", async () => {
  const failure = (await around
    .find({}, { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "" })
    .catch((error: Error) => error)) as Error;
  expect(failure).toMatchObject({ kind: "unauthenticated" });
  for (const place of [
    "the provider config",
    "ALIBABA_CLOUD_…, ALICLOUD_…",
    ".aliyun/config.json",
    ".alibabacloud/credentials",
    "ECS instance (127.0.0.1:1 (the ECS metadata service) refused the connection",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
  ])
    expect(failure.message).toContain(place);
  expect(failure.message).toMatch(
    /^alibaba credentials: no credentials were found\. ⟦configure alibabaAccessKeyId alibabaAccessKeySecret⟧, or .* Looked at: /,
  );
  expect(failure.message.length).toBeLessThan(700);
});
