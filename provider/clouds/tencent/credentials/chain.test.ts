import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Settings } from "../../settings";
import { SETTINGS } from "../settings";
import { findCredential } from "./chain";
import type { Role } from "../../common/credentials/credentials";
import type { Credential } from "./source";
import type { Sts, WebIdentity } from "./sts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tencent-home-"));
});
afterEach(() => rm(home, { recursive: true }));

async function file(path: string, text: string): Promise<string> {
  const full = join(home, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

/** Shows what STS would be asked for; its own answers are tested against the emulator. */
const sts = {
  assumeRole: (base: Credential, role: Role) =>
    Promise.resolve({ ...base, secretId: `${base.secretId} as ${role.arn}` }),
  assumeRoleWithWebIdentity: (identity: WebIdentity) =>
    Promise.resolve({ secretId: JSON.stringify(identity), secretKey: "" }),
} as Sts;

function find(
  configured: Record<string, string> = {},
  environment: NodeJS.ProcessEnv = {},
  metadataHost = "127.0.0.1:1",
): Promise<Credential> {
  return findCredential(
    new Settings(SETTINGS, configured, environment),
    {
      environment,
      home,
      machineFile: join(home, "machine"),
      metadata: {
        protocol: "http",
        host: metadataHost,
        from: "the metadata service of virtual machines",
      },
    },
    sts,
  );
}

const CONFIG = { tencentSecretId: "c-id", tencentSecretKey: "c-key" };
const ENVIRONMENT = {
  TENCENTCLOUD_SECRET_ID: "e-id",
  TENCENTCLOUD_SECRET_KEY: "e-key",
};
const INI = "[default]\nsecret_id = f-id\nsecret_key=f-key\ntoken = f-token\n";

test("the provider config wins over the environment, and takes no part of it", async () => {
  const environment = {
    ...ENVIRONMENT,
    TENCENTCLOUD_TOKEN: "e-token",
    TENCENTCLOUD_ASSUME_ROLE_ARN: "e-role",
  };
  const found = await find(CONFIG, environment);
  expect(found).toMatchObject({ secretId: "c-id", secretKey: "c-key" });
  expect(found.token).toBeUndefined();
});

test.each([
  "TENCENTCLOUD_SECURITY_TOKEN",
  "TENCENTCLOUD_SESSION_TOKEN",
  "TENCENTCLOUD_TOKEN",
])("the environment is next, with a token in %s", async (name) => {
  await file(".tencentcloud/credentials", INI);
  expect(await find({}, { ...ENVIRONMENT, [name]: "t" })).toMatchObject({
    secretId: "e-id",
    secretKey: "e-key",
    token: "t",
  });
});

test.each([
  [{ tencentSecretId: "c-id" }, ENVIRONMENT],
  [{}, { TENCENTCLOUD_SECRET_KEY: "e-key" }],
])("half a key, %j %j, is not passed over", async (configured, environment) => {
  await expect(find(configured, environment)).rejects.toMatchObject({
    kind: "unauthenticated",
    message: expect.stringContaining("only one of") as string,
  });
});

test.each([
  [".tencentcloud/credentials", INI],
  ["machine", `# comment\r\n[other]\r\nsecret_id=x\r\n${INI}`],
])("a profile is read from %s", async (path, text) => {
  await file(path, text);
  expect(await find()).toMatchObject({
    secretId: "f-id",
    secretKey: "f-key",
    token: "f-token",
  });
});

test("the Go SDK's variable names the profile file", async () => {
  const full = await file("elsewhere", INI);
  for (const path of [full, "~/elsewhere"]) {
    const environment = { TENCENTCLOUD_CREDENTIALS_FILE: path };
    expect(await find({}, environment)).toMatchObject({ secretId: "f-id" });
  }
});

test.each([
  ["absent", "none", "(no such file)"],
  ["without the profile", "empty", "(has no key for it)"],
])(
  "the file that the Go SDK's variable names, but that is %s, is not passed over",
  async (_, name, lack) => {
    await file(".tencentcloud/credentials", INI);
    await file("empty", "[other]\nsecret_id = x\nsecret_key = y");
    const environment = { TENCENTCLOUD_CREDENTIALS_FILE: `~/${name}` };
    const failure = find({}, environment);
    await expect(failure).rejects.toMatchObject({ kind: "unauthenticated" });
    await expect(failure).rejects.toThrow(
      `where environment variable TENCENTCLOUD_CREDENTIALS_FILE says; looked at profile "default" in ${join(home, name)} ${lack}. Name a file`,
    );
  },
);

test.each([
  ["a folder", ".tencentcloud/credentials/x", "", "can't be read (EISDIR)"],
  [
    "half a key",
    ".tencentcloud/credentials",
    "[default]\nsecret_key = canary",
    "has only one of SecretId and SecretKey",
  ],
  [
    "no JSON",
    ".tccli/default.credential",
    "not JSON, but canary",
    "is not the JSON that tccli writes",
  ],
  [
    "half a key in JSON",
    ".tccli/default.credential",
    '{"secretKey":"canary"}',
    "has only one of SecretId and SecretKey",
  ],
])(
  "a user's file that is %s is not passed over, and not shown",
  async (_, path, text, expected) => {
    if (path.startsWith(".tencentcloud"))
      await file(
        ".tccli/default.credential",
        '{"secretId":"i","secretKey":"k"}',
      );
    await file(path, text);
    const failure = find();
    await expect(failure).rejects.toMatchObject({ kind: "unauthenticated" });
    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.not.toThrow("canary");
  },
);

test("the machine's file, which the user may not read, is passed over", async () => {
  await file("machine/x", "");
  await file(".tccli/default.credential", '{"secretId":"i","secretKey":"k"}');
  expect(await find()).toMatchObject({ secretId: "i" });
});

test.each([".tccli", "elsewhere"])(
  "tccli's file is read from %s, and its role assumed",
  async (folder) => {
    const content = {
      secretId: "t-id",
      secretKey: "t-key",
      "role-arn": "t-role",
    };
    await file(`${folder}/ops.credential`, JSON.stringify(content));
    const environment = {
      TCCLI_PROFILE: "ops",
      TENCENTCLOUD_SHARED_CREDENTIALS_DIR:
        folder === ".tccli" ? "" : `~/${folder}`,
    };
    expect(await find({}, environment)).toMatchObject({
      secretId: "t-id as t-role",
    });
  },
);

describe("after a log-in of tccli", () => {
  const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead;
  const KEY = { secretId: "t-id", secretKey: "t-key", token: "t-token" };
  const LOGINS = [
    ["oauth", "tccli auth login --profile ops"],
    ["sso", "tccli sso login --profile ops"],
  ] as const;
  const written = (content: object) =>
    file(".tccli/ops.credential", JSON.stringify(content));
  const ops = { TCCLI_PROFILE: "ops" };

  test.each(LOGINS)("of type %s its temporary key is taken", async (type) => {
    const expiresAt = seconds(3600);
    const section = { accessToken: "a", expiresAt: seconds(9) };
    await written({ ...KEY, type, expiresAt, [type]: section });
    const expires = expiresAt * 1000;
    expect(await find({}, ops)).toMatchObject({ ...KEY, expires });
  });

  test.each(LOGINS)(
    "of type %s that has ended, the command that repeats it is named",
    async (type, command) => {
      const path = await written({ ...KEY, type, expiresAt: seconds(-1) });
      const failure = find({}, ops);
      await expect(failure).rejects.toThrow(`"ops" in ${path} expired at 20`);
      await expect(failure).rejects.toThrow(`Log in again: \`${command}\`.`);
    },
  );

  test.each([
    [{ type: "oauth" }, "tccli auth login --profile ops"],
    [{ sso: { authUrl: "https://x" } }, "tccli sso login --profile ops"],
    [{ type: "cvm-role" }, "asks for the virtual machine's role"],
  ])(
    "that has not been made, %j, what is lacking is named",
    async (content, expected) => {
      await written(content);
      await expect(find({}, ops)).rejects.toThrow(expected);
    },
  );

  test("the key of a file without an end has none", async () => {
    await written({ ...KEY, type: "default", expiresAt: "soon" });
    expect((await find({}, ops)).expires).toBeUndefined();
  });
});

test("a configured profile wins over the environment, and is not passed over", async () => {
  await file(".tencentcloud/credentials", INI.replace("default", "ops"));
  const found = await find({ tencentProfile: "ops" }, ENVIRONMENT);
  expect(found.secretId).toBe("f-id");
  await expect(
    find({ tencentProfile: "missing" }, ENVIRONMENT),
  ).rejects.toMatchObject({
    message: expect.stringContaining('profile "missing"') as string,
  });
});

test("a configured profile takes its own role, and none of the environment", async () => {
  await file(".tencentcloud/credentials", INI.replace("default", "ops"));
  const key = { secretId: "t-id", secretKey: "t-key", "role-arn": "t-role" };
  await file(".tccli/role.credential", JSON.stringify(key));
  const environment = { TENCENTCLOUD_ROLE_ARN: "e-role" };
  const idOf = async (tencentProfile: string) =>
    (await find({ tencentProfile }, environment)).secretId;
  expect(await idOf("ops")).toBe("f-id");
  expect(await idOf("role")).toBe("t-id as t-role");
});

test("a role in the environment is assumed with credentials from there", async () => {
  const environment = {
    ...ENVIRONMENT,
    TENCENTCLOUD_ASSUME_ROLE_ARN: "e-role",
  };
  const { secretId } = await find({}, environment);
  expect(secretId).toBe("e-id as e-role");
});

test("a configured role is assumed, whatever the credentials come from", async () => {
  const role = { tencentRoleArn: "c-role" };
  expect((await find({ ...CONFIG, ...role })).secretId).toBe("c-id as c-role");
  const environment = {
    ...ENVIRONMENT,
    TENCENTCLOUD_ASSUME_ROLE_ARN: "e-role",
  };
  expect((await find(role, environment)).secretId).toBe("e-id as c-role");
});

test.each(["soon", "0", "43201", "1.5"])(
  "a role's duration of %s is refused",
  async (tencentRoleDuration) => {
    const role = { tencentRoleArn: "r", tencentRoleDuration };
    await expect(find({ ...CONFIG, ...role })).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("tencentRoleDuration") as string,
    });
  },
);

const POD = {
  TKE_REGION: "ap-beijing",
  TKE_PROVIDER_ID: "provider",
  TKE_ROLE_ARN: "pod-role",
};

test("a pod's own role goes before that of the machine", async () => {
  await file("token", "web-token\n");
  const environment = { ...POD, TKE_WEB_IDENTITY_TOKEN_FILE: "~/token" };
  const { secretId } = await find({}, environment);
  expect(JSON.parse(secretId)).toEqual({
    region: "ap-beijing",
    providerId: "provider",
    roleArn: "pod-role",
    token: "web-token",
  });
});

test.each([
  ["\ufeffweb-token\r\n", "web-token"],
  ["\n", "is empty"],
  ["can ary", "contains a space"],
])("a pod's token %j is %s", async (text, expected) => {
  const path = await file("token", text);
  const found = find({}, { ...POD, TKE_WEB_IDENTITY_TOKEN_FILE: path });
  if (expected === "web-token")
    expect((await found).secretId).toContain('"token":"web-token"');
  else await expect(found).rejects.toThrow(`${path}, ${expected}`);
});

describe("on a machine with a role", () => {
  const path = "/latest/meta-data/cam/security-credentials/";
  const replies: Record<string, string> = {
    [path]: "machine-role",
    [`${path}machine-role`]: JSON.stringify({
      Code: "Success",
      TmpSecretId: "m-id",
      TmpSecretKey: "m-key",
      Token: "m-token",
      ExpiredTime: 1_700_000_000,
    }),
  };
  const server = createServer(({ url = "" }, response) => {
    response.writeHead(url in replies ? 200 : 404).end(replies[url]);
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test("it comes last, with the time that it expires", async () => {
    expect(await find({}, {}, url)).toEqual({
      secretId: "m-id",
      secretKey: "m-key",
      token: "m-token",
      expires: 1_700_000_000_000,
    });
  });

  test.each(["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"])(
    "a profile that %s names is not passed over for it",
    async (name) => {
      await file(".tencentcloud/credentials", INI);
      const failure = find({}, { [name]: "typo" }, url);
      await expect(failure).rejects.toMatchObject({ kind: "unauthenticated" });
      for (const expected of [
        `environment variable ${name}`,
        'profile "typo"',
        ".tencentcloud/credentials (has no key for it)",
        "typo.credential (no such file)",
      ])
        await expect(failure).rejects.toThrow(expected);
    },
  );

  test("the role of a pod whose token can't be read is not passed over for it", async () => {
    const environment = { ...POD, TKE_WEB_IDENTITY_TOKEN_FILE: "/nowhere/t" };
    await expect(find({}, environment, url)).rejects.toMatchObject({
      kind: "unauthenticated",
      message: expect.stringContaining("/nowhere/t, can't be read") as string,
    });
  });
});

test("without any, every place that was looked at is named, and nothing is printed", async () => {
  const printed = [
    jest.spyOn(process.stdout, "write"),
    jest.spyOn(process.stderr, "write"),
    jest.spyOn(console, "error"),
  ];
  await file(".tencentcloud/credentials", "[default]\nregion = canary");
  const failure = (await find().catch((error: Error) => error)) as Error;
  for (const spy of printed) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
  expect(failure).toMatchObject({ kind: "unauthenticated" });
  for (const place of [
    "tencentSecretId",
    "TENCENTCLOUD_SECRET_ID",
    ".tencentcloud/credentials (has no key for it)",
    "machine (no such file)",
    "default.credential (no such file)",
    "TKE_WEB_IDENTITY_TOKEN_FILE",
    "virtual machine",
  ])
    expect(failure.message).toContain(place);
  expect(failure.message).not.toContain("canary");
});
