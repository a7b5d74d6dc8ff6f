import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { CloudSettings } from "../../cloud";
import { Settings } from "../../settings";
import { Calls } from "../../calls";
import { Agents } from "../agents";
import { Endpoints } from "../endpoints";
import { classify } from "../errors";
import { settings as rules } from "../settings";
import { NOWHERE } from "../testing";
import { findCredentials } from "./chain";
import type { CredentialSource, Session } from "./source";
import { Sts } from "./sts";

/** Answers as STS does, with a session that names what was asked, and as a credentials URI. */
class FakeSts {
  readonly asked: URLSearchParams[] = [];
  readonly #server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = new URLSearchParams(body);
      this.asked.push(asked);
      const session = {
        AccessKeyId: `STS.${asked.get("RoleArn")}`,
        AccessKeySecret: "session-secret",
        SecurityToken: "session-token",
        Expiration: new Date(Date.now() + 3600_000).toISOString(),
      };
      response.end(
        JSON.stringify(
          request.url === "/uri" ? session : { Credentials: session },
        ),
      );
    });
  });

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const sts = new FakeSts();
let home: string;

beforeAll(() => sts.start());
beforeEach(() => {
  sts.asked.length = 0;
  home = mkdtempSync(join(tmpdir(), "cmk-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));
afterAll(() => sts.stop());

function write(path: string, content: unknown): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  const isText = typeof content === "string";
  writeFileSync(file, isText ? content : JSON.stringify(content));
  return file;
}

async function find(
  configured: CloudSettings,
  environment?: NodeJS.ProcessEnv,
): Promise<Session> {
  return (await findSource(configured, environment)).fetch();
}

async function findSource(
  configured: CloudSettings,
  environment: NodeJS.ProcessEnv = {},
): Promise<CredentialSource> {
  const around = { ...NOWHERE, HOME: home, ...environment };
  const settings = new Settings(
    rules,
    { alibabaStsEndpoint: sts.url, ...configured },
    around,
  );
  const calls = new Calls({
    cloud: "alibaba",
    classify,
    rates: { other: { perSecond: 100, burst: 100 }, actions: {} },
  });
  return findCredentials({
    settings,
    environment: around,
    sts: new Sts(calls, new Endpoints(settings, around), new Agents(around)),
  });
}

const CONFIGURED = {
  alibabaAccessKeyId: "configured",
  alibabaAccessKeySecret: "configured-secret",
};
const ENVIRONMENT = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "environment",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "environment-secret",
};
const ROLE = "acs:ram::1:role/deployer";

describe("an AccessKey", () => {
  test("of the config comes before all others, with its token", async () => {
    const settings = { ...CONFIGURED, alibabaSecurityToken: "token" };
    expect(await find(settings, ENVIRONMENT)).toEqual({
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
    expect(await find({}, { [id]: "id", [secret]: "secret" })).toEqual({
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
    expect((await find({}, environment)).securityToken).toBeUndefined();
  });

  test.each<[CloudSettings, NodeJS.ProcessEnv, string]>([
    [{ alibabaAccessKeyId: "id" }, ENVIRONMENT, "alibabaAccessKeyId"],
    [{ alibabaAccessKeySecret: "canary" }, {}, "alibabaAccessKeySecret"],
    [{}, { ALICLOUD_ACCESS_KEY: "id" }, "ALICLOUD_ACCESS_KEY"],
  ])(
    "with %j and %j is refused as half of one",
    async (settings, env, name) => {
      const failure = find(settings, env);
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
    const session = await find({
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
    expect(Object.fromEntries(sts.asked[0] ?? [])).toMatchObject({
      Action: "AssumeRole",
      AccessKeyId: "configured",
      RoleArn: ROLE,
      RoleSessionName: "session",
      DurationSeconds: "900",
      ExternalId: "external",
      Policy: '{"Version":"1"}',
    });
  });

  test("of the environment is for credentials of the environment only", async () => {
    const role = { ALICLOUD_ASSUME_ROLE_ARN: ROLE };
    expect((await find(CONFIGURED, role)).accessKeyId).toBe("configured");
    expect((await find({}, { ...ENVIRONMENT, ...role })).accessKeyId).toBe(
      `STS.${ROLE}`,
    );
  });

  test("is assumed with an OIDC token, unsigned, the token read anew each time", async () => {
    const file = write("token", "first\n");
    const source = {
      ALIBABA_CLOUD_ROLE_ARN: ROLE,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/p",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
    };
    const found = await findSource({}, source);
    expect((await found.fetch()).accessKeyId).toBe(`STS.${ROLE}`);
    writeFileSync(file, "second");
    await found.fetch();
    const [asked, again, ...more] = sts.asked;
    expect(more).toEqual([]);
    expect(again?.get("OIDCToken")).toBe("second");
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      Action: "AssumeRoleWithOIDC",
      OIDCProviderArn: "acs:ram::1:oidc-provider/p",
      OIDCToken: "first",
    });
    expect(asked?.has("Signature")).toBe(false);
  });

  test("of the config is assumed with what OIDC gave for another", async () => {
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/pod",
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/p",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: write("token", "t"),
    };
    await find({ alibabaRoleArn: ROLE }, environment);
    expect(sts.asked.map((asked) => asked.get("RoleArn"))).toEqual([
      "acs:ram::1:role/pod",
      ROLE,
    ]);
    expect(sts.asked[1]?.get("AccessKeyId")).toBe("STS.acs:ram::1:role/pod");
  });

  test("whose OIDC token is missing is told as that", async () => {
    await expect(
      find({
        alibabaRoleArn: ROLE,
        alibabaOidcProviderArn: "p",
        alibabaOidcTokenFile: "/nowhere/token",
      }),
    ).rejects.toMatchObject({
      kind: "unauthenticated",
      message: expect.stringContaining("/nowhere/token") as string,
    });
    await expect(find({ alibabaOidcProviderArn: "p" })).rejects.toThrow(
      /alibabaOidcTokenFile/,
    );
  });
});

describe("a profile", () => {
  const CLI = {
    current: "two",
    profiles: [
      {
        name: "one",
        mode: "AK",
        access_key_id: "one",
        access_key_secret: "one-secret",
      },
      {
        name: "two",
        mode: "StsToken",
        access_key_id: "two",
        access_key_secret: "two-secret",
        sts_token: "two-token",
      },
      {
        name: "role",
        mode: "RamRoleArn",
        access_key_id: "one",
        access_key_secret: "one-secret",
        ram_role_arn: ROLE,
        ram_session_name: "cli",
        expired_seconds: 1800,
      },
      {
        name: "chain",
        mode: "ChainableRamRoleArn",
        source_profile: "role",
        ram_role_arn: "acs:ram::1:role/second",
      },
      { name: "loop", mode: "ChainableRamRoleArn", source_profile: "loop" },
      { name: "empty", mode: "AK", access_key_id: "", access_key_secret: "" },
      { name: "odd", mode: "Telepathy" },
    ],
  };
  const INI = `
# comment
[default]
type = access_key
access_key_id = ini
access_key_secret = ini-secret

[role]
type=ram_role_arn
access_key_id=ini
access_key_secret=ini-secret
role_arn=${ROLE}
role_session_name=ini-session
`;

  test("of the CLI is its current one, or the one that is named", async () => {
    write(".aliyun/config.json", CLI);
    expect(await find({})).toMatchObject({
      accessKeyId: "two",
      securityToken: "two-token",
    });
    expect((await find({ alibabaProfile: "one" })).accessKeyId).toBe("one");
    expect((await find({}, { ALIBABA_CLOUD_PROFILE: "one" })).accessKeyId).toBe(
      "one",
    );
  });

  test("comes after the environment's AccessKey, unless the config names it", async () => {
    write(".aliyun/config.json", CLI);
    expect((await find({}, ENVIRONMENT)).accessKeyId).toBe("environment");
    expect(
      (await find({ alibabaProfile: "one" }, ENVIRONMENT)).accessKeyId,
    ).toBe("one");
  });

  test("assumes its role, and chains roles", async () => {
    write(".aliyun/config.json", CLI);
    await find({ alibabaProfile: "chain" });
    expect(sts.asked.map((asked) => asked.get("RoleArn"))).toEqual([
      ROLE,
      "acs:ram::1:role/second",
    ]);
    expect(sts.asked[0]?.get("RoleSessionName")).toBe("cli");
    expect(sts.asked[0]?.get("DurationSeconds")).toBe("1800");
  });

  test("is looked for in the SDKs' INI file, too", async () => {
    write(".aliyun/config.json", { current: "empty", profiles: CLI.profiles });
    write(".alibabacloud/credentials", INI);
    expect((await find({ alibabaProfile: "default" })).accessKeyId).toBe("ini");
    write(".aliyun/config.json", "{ no json");
    await find({ alibabaProfile: "role" });
    expect(sts.asked[0]?.get("RoleSessionName")).toBe("ini-session");
  });

  test("is read from the file that is named, in either form", async () => {
    const json = write("elsewhere.json", CLI);
    const ini = write("elsewhere", INI);
    expect(
      (await find({ alibabaSharedCredentialsFile: json })).accessKeyId,
    ).toBe("two");
    expect(
      (await find({}, { ALIBABA_CLOUD_CREDENTIALS_FILE: ini })).accessKeyId,
    ).toBe("ini");
  });

  test.each([
    ["nobody", /nobody is not/],
    ["empty", /empty is not/],
    ["loop", /its own source/],
    ["odd", /Telepathy/],
  ])("%s is refused with the reason", async (alibabaProfile, reason) => {
    write(".aliyun/config.json", CLI);
    await expect(find({ alibabaProfile })).rejects.toMatchObject({
      kind: "unauthenticated",
      message: expect.stringMatching(reason) as string,
    });
  });

  test("file that can't be read as one does not show what is in it", async () => {
    write(".aliyun/config.json", '{"profiles": canary');
    await expect(find({ alibabaProfile: "one" })).rejects.not.toThrow("canary");
  });
});

test("a credentials URI is asked last", async () => {
  const session = await find(
    {},
    { ALIBABA_CLOUD_CREDENTIALS_URI: `${sts.url}/uri` },
  );
  expect(session).toMatchObject({ securityToken: "session-token" });
});

test("where nothing is found the error lists everything that was looked at", async () => {
  await expect(find({})).rejects.toMatchObject({ kind: "unauthenticated" });
  for (const place of [
    "alibabaAccessKeyId",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALICLOUD_SECRET_KEY",
    "alibabaOidcTokenFile",
    ".aliyun/config.json",
    ".alibabacloud/credentials",
    "ECS",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
  ])
    await expect(find({})).rejects.toThrow(place);
});
