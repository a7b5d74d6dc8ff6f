import {
  bag,
  listeningHost,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { Properties, Value } from "../values/properties";
import { checkConfig, configure, diffConfig } from "./config";
import { Session } from "./session";

const SECRETS = [
  "alibabaAccessKeySecret",
  "alibabaSecurityToken",
  "httpProxy",
  "tencentSecretKey",
  "tencentToken",
];

function failuresOf(news: Properties): string[] {
  return checkConfig({ urn: URN, news: bag(news) }).failures.map(
    ({ property }) => property,
  );
}

test("settings come back as they were given, the secret ones wrapped", () => {
  const news = {
    version: "1.2.3",
    alibabaRegion: "cn-hangzhou",
    alibabaAccessKeyId: "id",
    tencentSecretId: "id",
    ...Object.fromEntries(SECRETS.map((name) => [name, "s3cret"])),
  };
  const { inputs, failures } = checkConfig({ urn: URN, news: bag(news) });
  expect(failures).toEqual([]);
  expect(inputs.values).toEqual(news);
  expect(inputs.secrets.map(String).sort()).toEqual(SECRETS);
});

test.each([
  [{ defaultTags: { team: "a" } }],
  [{ defaultTags: '{"team":"a"}' }],
])("typed values and their JSON text are alike: %j", (news) => {
  const session = new Session();
  configure({ providerId: "p", args: bag(news) }, session, listeningHost());
  expect(session.config.defaultTags).toEqual({ team: "a" });
});

test.each([
  [
    { costCenter: 1234, billed: true },
    { costCenter: "1234", billed: "true" },
  ],
  [
    '{"costCenter":1234,"billed":false}',
    { costCenter: "1234", billed: "false" },
  ],
])("%j has texts where the command line has stored others", (tags, texts) => {
  const session = new Session();
  const args = bag({ defaultTags: tags });
  expect(failuresOf(args.values)).toEqual([]);
  configure({ providerId: "p", args }, session, listeningHost());
  expect(session.config.defaultTags).toEqual(texts);
});

test.each([1.5, 1e21, '{"share":0.10}'])(
  "a number with more than one text is refused: %s",
  (share) => {
    const defaultTags = typeof share === "string" ? share : { share };
    const { failures } = checkConfig({ urn: URN, news: bag({ defaultTags }) });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({
      property: "defaultTags.share",
      reason: expect.stringContaining("--type string") as string,
    });
  },
);

const AROUND = [" ", "\n", "\r\n", "\t", "\ufeff"];

test.each(
  Object.entries({
    cloud: "tencent",
    alibabaRegion: "cn-hangzhou",
    tencentRegion: "ap-guangzhou",
    alibabaEndpoint: "127.0.0.1:4510",
    alibabaStsEndpoint: "http://127.0.0.1:4510",
    tencentEndpoint: "http://127.0.0.1:4510",
    tencentTagEndpoint: "127.0.0.1:4510",
    tencentStsEndpoint: "127.0.0.1:4510",
    alibabaEndpoints: { "cn-hangzhou": "127.0.0.1:4510" },
    additionalRegions: ["cn-new-1"],
    tencentToken: "s3cret",
  }),
)(
  "%s is taken without what a file or a shell leaves around it",
  (name, value) => {
    const session = new Session();
    const wrap = (text: string, blank: string) => `${blank}${text}${blank}`;
    for (const blank of AROUND) {
      const given =
        typeof value === "string"
          ? wrap(value, blank)
          : Array.isArray(value)
            ? value.map((text) => wrap(text, blank))
            : Object.fromEntries(
                Object.entries(value).map(([key, text]) => [
                  key,
                  wrap(text, blank),
                ]),
              );
      const args = bag({ [name]: given });
      expect(failuresOf(args.values)).toEqual([]);
      configure({ providerId: "p", args }, session, listeningHost());
      expect(session.config).toMatchObject({ [name]: value });
    }
  },
);

test.each<Value>([
  { keys: [2024, true, " a "], keyPrefixes: ["ops."] },
  '{"keys":[2024,true," a "],"keyPrefixes":["ops."]}',
])("ignoreTags as the command line stores it: %j", (ignoreTags) => {
  const session = new Session();
  const args = bag({ ignoreTags });
  expect(failuresOf(args.values)).toEqual([]);
  configure({ providerId: "p", args }, session, listeningHost());
  expect(session.config.ignoreTags).toEqual({
    keys: ["2024", "true", " a "],
    keyPrefixes: ["ops."],
  });
});

test.each([
  [{ keys: ["pulumi-cmk"] }, "ignoreTags.keys[0]"],
  [{ keys: ["a", "pulumi-cmk-x"] }, "ignoreTags.keys[1]"],
  [{ keyPrefixes: ["pulumi"] }, "ignoreTags.keyPrefixes[0]"],
  [{ keyPrefixes: ["pulumi-cmk-x"] }, "ignoreTags.keyPrefixes[0]"],
  [{ keyPrefixes: [""] }, "ignoreTags.keyPrefixes[0]"],
  [{ keys: "a" }, "ignoreTags.keys"],
  [{ prefixes: ["a"] }, "ignoreTags.prefixes"],
  [["a"], "ignoreTags"],
])("ignoreTags %j is refused", (ignoreTags, property) => {
  expect(failuresOf({ ignoreTags })).toEqual([property]);
});

test.each<Properties>([
  { keys: ["pulumi"], keyPrefixes: ["pulumi:", "Pulumi"] },
  { keys: UNKNOWN },
  { keys: [UNKNOWN], keyPrefixes: ["a"] },
])("ignoreTags %j covers no tag of ours", (ignoreTags) => {
  expect(failuresOf({ ignoreTags })).toEqual([]);
});

test.each<Properties>([
  { httpProxy: "socks5://proxy.example:1080" },
  { httpProxy: "http://user:12/canary@proxy.example:3128" },
  { httpProxy: "http://proxy.example:3128", emulator: "http://127.0.0.1:4510" },
  { requestTimeout: 0 },
  { requestTimeout: 601 },
  { requestTimeout: 1.5 },
  { requestTimeout: "soon" },
  { alibabaRoleSessionExpiration: 899 },
  { tencentRoleDuration: 43_201 },
  { tencentEndpoint: "kms.{region}.example.com" },
  { alibabaStsEndpoint: "sts.{region}.example.com" },
  { alibabaEndpoint: "kms.{zone}.example.com" },
])("%j is refused, without a secret", (news) => {
  const { failures } = checkConfig({ urn: URN, news: bag(news) });
  const [name] = Object.keys(news);
  expect(failures.map(({ property }) => property)).toEqual([name]);
  expect(JSON.stringify(failures)).not.toMatch(
    /canary|proxy\.example\b(?!\.com)/,
  );
});

test.each<Properties>([
  { httpProxy: "http://user:p%40ss@proxy.example:3128" },
  { httpProxy: "proxy.example:3128" },
  { httpProxy: "" },
  { httpProxy: UNKNOWN, requestTimeout: UNKNOWN },
  { requestTimeout: 1 },
  { requestTimeout: "600" },
])("%j is taken", (news) => {
  expect(failuresOf(news)).toEqual([]);
});

test("a default tag can't be ignored at the same time", () => {
  const defaultTags = { team: "a", "ops.x": "b" };
  const ignoreTags = { keyPrefixes: ["ops."] };
  expect(failuresOf({ defaultTags, ignoreTags })).toEqual([
    'defaultTags["ops.x"]',
  ]);
});

test("blanks around a tag are the user's own", () => {
  const session = new Session();
  const args = bag({ defaultTags: { team: " a " } });
  configure({ providerId: "p", args }, session, listeningHost());
  expect(session.config.defaultTags).toEqual({ team: " a " });
});

test("for a setting without its cloud prefix, the failure lists the settings", () => {
  const { failures } = checkConfig({ urn: URN, news: bag({ region: "x" }) });
  expect(failures[0]?.reason).toMatch(
    /but there is alibabaRegion or tencentRegion\.$/,
  );
});

test.each(["http://127.0.0.1:4510", "127.0.0.1:4510", "http://emulator:4510"])(
  "an emulator at %s may have an access key and a role of its own",
  (emulator) => {
    const settings = {
      emulator,
      alibabaRegion: "cn-hangzhou",
      alibabaAccessKeyId: "other",
      alibabaAccessKeySecret: "other-secret",
      tencentRoleArn: "qcs::cam::uin/100000000002:roleName/keys",
    };
    expect(failuresOf(settings)).toEqual([]);
  },
);

test.each(["", "http://", "ftp://x", "http://127.0.0.1:4510/path", 7])(
  "an emulator can't be at %j",
  (emulator) => {
    expect(failuresOf({ emulator })).toEqual(["emulator"]);
  },
);

test("no setting that leads elsewhere can be beside an emulator", () => {
  const elsewhere = {
    alibabaEndpoint: "kms.{region}.aliyuncs.com",
    alibabaEndpoints: { "cn-beijing": "kms.cn-beijing.aliyuncs.com" },
    alibabaStsEndpoint: "sts.aliyuncs.com",
    alibabaProfile: "prod",
    alibabaSharedCredentialsFile: "~/.aliyun/config.json",
    alibabaEcsRoleName: "deployer",
    alibabaOidcProviderArn: "acs:ram::1:oidc-provider/x",
    alibabaOidcTokenFile: "/token",
    tencentEndpoint: "kms.tencentcloudapi.com",
    tencentTagEndpoint: "tag.tencentcloudapi.com",
    tencentStsEndpoint: "sts.tencentcloudapi.com",
    tencentProfile: "prod",
  };
  expect(failuresOf(elsewhere)).toEqual([]);
  const emulator = "http://127.0.0.1:4510";
  expect(failuresOf({ emulator, ...elsewhere }).sort()).toEqual(
    Object.keys(elsewhere).sort(),
  );
});

test.each(["CN-HANGZHOU", "", "cn hangzhou"])(
  "an endpoint for %j, which is no region, is not passed over",
  (region) => {
    const alibabaEndpoints = { [region]: "kms.example.com" };
    expect(failuresOf({ alibabaEndpoints })).toEqual([
      `alibabaEndpoints["${region}"]`,
    ]);
  },
);

describe("with CMK_EMULATOR", () => {
  const url = "http://127.0.0.1:4510";
  beforeEach(() => (process.env["CMK_EMULATOR"] = ` ${url}\n`));
  afterEach(() => delete process.env["CMK_EMULATOR"]);
  const configured = (settings: Properties) => {
    const session = new Session();
    const host = listeningHost();
    configure({ providerId: "p", args: bag(settings) }, session, host);
    return { emulator: session.config.emulator, logged: host.logged };
  };

  test("each provider uses that emulator, and says so, but stores nothing", () => {
    const settings = { alibabaRegion: "cn-hangzhou", emulator: null };
    expect(configured(settings)).toEqual({
      emulator: url,
      logged: [
        `info: CMK_EMULATOR sends every request to the emulator at ${url}, and none to a real cloud.`,
      ],
    });
    const { inputs } = checkConfig({ urn: URN, news: bag(settings) });
    expect(inputs.values).toEqual(settings);
  });

  test("a setting takes precedence", () => {
    const emulator = "http://127.0.0.1:4511";
    expect(configured({ emulator })).toEqual({ emulator, logged: [] });
  });

  test("a setting that leads elsewhere is refused, too", () => {
    const news = bag({ tencentEndpoint: "kms.tencentcloudapi.com" });
    const { failures } = checkConfig({ urn: URN, news });
    expect(failures).toEqual([
      {
        property: "tencentEndpoint",
        reason: expect.stringContaining(
          "can't be configured together with the environment variable CMK_EMULATOR",
        ) as string,
      },
    ]);
    expect(() => configured(news.values)).toThrow("CMK_EMULATOR");
  });

  test("a value that is no URL is refused, and an empty one is none", () => {
    process.env["CMK_EMULATOR"] = "ftp://x";
    const { failures } = checkConfig({ urn: URN, news: bag({}) });
    expect(failures.map(({ reason }) => reason)).toEqual([
      'emulator is "ftp://x": the environment variable CMK_EMULATOR must be a URL such as http://127.0.0.1:4510.',
    ]);
    process.env["CMK_EMULATOR"] = " ";
    expect(configured({}).emulator).toBeUndefined();
  });
});

test("all failures are reported at once", () => {
  expect(
    failuresOf({
      cloud: "aws",
      alibabaRegion: "Hang Zhou",
      alibabaRegoin: "cn-hangzhou",
      defaultTags: "{",
      alibabaEndpoint: "ftp://x",
      alibabaEndpoints: { "cn-beijing": "http://x/path" },
      tencentEndpoint: 7,
    }).sort(),
  ).toEqual([
    "alibabaEndpoint",
    'alibabaEndpoints["cn-beijing"]',
    "alibabaRegion",
    "alibabaRegoin",
    "cloud",
    "defaultTags",
    "tencentEndpoint",
  ]);
});

test.each([
  "kms.example.com",
  "127.0.0.1:8080",
  "http://127.0.0.1:8080",
  "https://kms.{region}.example.com",
])("%s is an endpoint", (alibabaEndpoint) => {
  expect(failuresOf({ alibabaEndpoint })).toEqual([]);
});

test("unknown settings pass in a preview", () => {
  expect(
    failuresOf({
      cloud: UNKNOWN,
      alibabaRegion: UNKNOWN,
      defaultTags: UNKNOWN,
    }),
  ).toEqual([]);
});

test("wrong settings that Check never saw are refused without their secrets", () => {
  const news = { tencentSecretKey: { s3cret: "s3cret" } };
  const args = bag(news, ["tencentSecretKey"]);
  expect(() => {
    configure({ providerId: "p", args }, new Session(), listeningHost());
  }).toThrow(/tencentSecretKey \(a secret, not shown\)/);
});

test("a changed setting is an update, never a replacement", () => {
  const { detailed } = diffConfig({
    id: "p",
    urn: URN,
    oldInputs: bag({ cloud: "alibaba", alibabaRegion: "cn-hangzhou" }),
    oldOutputs: bag({}),
    news: bag({ cloud: "tencent", tencentRegion: UNKNOWN }),
    ignoreChanges: [],
  });
  expect(detailed).toEqual({
    cloud: { kind: "update", replace: false, inputDiff: true },
    alibabaRegion: { kind: "delete", replace: false, inputDiff: true },
    tencentRegion: { kind: "add", replace: false, inputDiff: true },
  });
});

test.each([
  ["alibabaAccessKeyId", "alibabaAccessKeySecret"],
  ["tencentSecretId", "tencentSecretKey"],
])("%s and %s are two halves of one key", (id, key) => {
  expect(failuresOf({ [id]: "id" })).toEqual([id]);
  expect(failuresOf({ [key]: "s3cret", [id]: "" })).toEqual([key]);
  expect(failuresOf({ [id]: "id", [key]: UNKNOWN })).toEqual([]);
  expect(failuresOf({ [id]: "", [key]: " " })).toEqual([]);
  const { failures } = checkConfig({
    urn: URN,
    news: bag({ [key]: "s3cret" }),
  });
  expect(failures[0]?.reason).toContain(`together with ${id}`);
  expect(failures[0]?.reason).not.toContain("s3cret");
});

test("an unknown member is compared with its neighbours, not with the settings", () => {
  const ignoreTags = { key: ["a"] };
  const { failures } = checkConfig({ urn: URN, news: bag({ ignoreTags }) });
  expect(failures).toMatchObject([
    {
      reason:
        "ignoreTags.key: there is no such property, but there is keys or keyPrefixes.",
    },
  ]);
});
